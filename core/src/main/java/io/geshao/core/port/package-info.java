/**
 * The seams between modules. A <b>sink</b> takes what comes in, a <b>log</b> is read from a remembered position, a
 * <b>desk</b> answers questions and takes a person's orders. Bound in {@code standalone} by hand, in single-module
 * processes by {@link PortProvider}.
 */
@NullMarked
package io.geshao.core.port;

import org.jspecify.annotations.NullMarked;
