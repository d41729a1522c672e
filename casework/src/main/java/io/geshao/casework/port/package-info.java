/**
 * The seams of case work: what {@code incident} offers to the console and to other processes. Blocking, any thread, unless
 * an interface says otherwise.
 *
 * <p>Not here: the ports every module shares ({@code core.port}).
 */
@NullMarked
package io.geshao.casework.port;

import org.jspecify.annotations.NullMarked;
