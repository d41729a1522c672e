/**
 * One class per provider: how it wants a message, how it signs, what it takes for success. A <b>robot</b> (群机器人)
 * speaks in a group of a messenger, a <b>gateway</b> sends text messages or calls.
 *
 * <p>Not here: when something is sent, and how often ({@code incident.notice}).
 */
@NullMarked
package io.geshao.incident.notice.channel;

import org.jspecify.annotations.NullMarked;
