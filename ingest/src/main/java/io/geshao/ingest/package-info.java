@NullMarked
package io.geshao.ingest;

import org.jspecify.annotations.NullMarked;
