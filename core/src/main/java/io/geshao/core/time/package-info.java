/**
 * Time as a parameter. The only package that reads the machine's clocks; everything else is given a {@link Ticker}.
 */
@NullMarked
package io.geshao.core.time;

import org.jspecify.annotations.NullMarked;
