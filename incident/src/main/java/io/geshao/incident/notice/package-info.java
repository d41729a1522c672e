/**
 * How a message gets to a person. A <b>notice</b> (通知) is one message to one person by one channel, a row of the
 * <b>outbox</b> until it ends in a named state. A <b>channel</b> (渠道) is a configured way out with its limits: a
 * <b>budget</b> of sends, the last of which is kept for life safety. A <b>digest</b> (摘要) collects what is not urgent.
 *
 * <p>Not here: who is to be told ({@code incident.ladder}), how each provider wants it ({@code incident.notice.channel}).
 */
@NullMarked
package io.geshao.incident.notice;

import org.jspecify.annotations.NullMarked;
