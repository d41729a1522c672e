/**
 * The rows of ladders: begun and stopped in the transaction of the case, driven by a runner under a fence.
 *
 * <p>Not here: what a ladder does ({@code incident.ladder} decides), how messages are sent.
 */
@NullMarked
package io.geshao.incident.ladder.store;

import org.jspecify.annotations.NullMarked;
