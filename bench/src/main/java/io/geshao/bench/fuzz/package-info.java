/**
 * Malformed input against a running gateway. A <b>spoiler</b> makes bad inputs out of golden vectors, the same ones for the
 * same seed; a <b>flood</b> sends them through one door; a <b>breaker</b> breaks the protocol itself; an <b>honest</b>
 * device sends beside them and must not feel it; <b>vitals</b> are what a leak or a crash would show in.
 *
 * <p>Not here: what is right or wrong about an input. That a refusal has a name, and that everybody is answered, is all
 * that is asked.
 */
@NullMarked
package io.geshao.bench.fuzz;

import org.jspecify.annotations.NullMarked;
