/**
 * The tables behind notices: the outbox, the sends that were begun, what waits for a digest, what the platform found wrong
 * with its own telling.
 *
 * <p>Not here: any decision.
 */
@NullMarked
package io.geshao.incident.notice.store;

import org.jspecify.annotations.NullMarked;
