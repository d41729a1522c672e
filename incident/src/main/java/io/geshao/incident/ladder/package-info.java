/**
 * Who is told next when nobody answers. A <b>ladder</b> (升级梯) is a row of steps of one case: posts, ways and delays,
 * copied into it when a round begins; who fills a post is asked when the step is due. An <b>acknowledgement</b> (接警)
 * stops it and <b>lapses</b> (确认失效) if nothing follows; a <b>handover</b> (交接) tells the next shift. The
 * <b>watchdog</b> sees to it that steps run, the <b>heartbeat</b> tells an outside monitor that the watchdog does.
 *
 * <p>Not here: how a message gets to a person ({@code incident.notice}), and what a case is ({@code incident.flow}).
 */
@NullMarked
package io.geshao.incident.ladder;

import org.jspecify.annotations.NullMarked;
