/**
 * The telling as it runs: turns ladders when they are due, sends what waits in the outbox, collects digests, follows the
 * alert log for what is told without a case, and audits all of it once a minute.
 *
 * <p>Not here: what is decided ({@code incident.ladder}), how providers want it ({@code incident.notice.channel}).
 */
@NullMarked
package io.geshao.incident.telling;

import org.jspecify.annotations.NullMarked;
