/** Published CAP messages in PostgreSQL, written in the transaction of the step they tell of. */
@NullMarked
package io.geshao.incident.cap.store;

import org.jspecify.annotations.NullMarked;
