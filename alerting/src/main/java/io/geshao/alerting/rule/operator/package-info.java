/**
 * What words of conditions remember beyond a last value and a window of samples. A <b>memory</b> (记忆) belongs to one
 * metric of one device and answers one word, such as {@code changed} or {@code forecast}; {@link
 * io.geshao.alerting.rule.operator.Memories} holds those of one metric together. A memory is fed values in the order they
 * arrive and asked for a moment; it knows no clock.
 *
 * <p>Not here: highest, lowest, mean and count of a window, which the engine's samples answer; and when a value is asked.
 */
@NullMarked
package io.geshao.alerting.rule.operator;

import org.jspecify.annotations.NullMarked;
