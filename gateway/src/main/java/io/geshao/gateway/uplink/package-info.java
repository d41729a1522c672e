/**
 * The way from the spool to the centre: a <b>window</b> (窗口) of batches per lane under way, the most urgent lane first,
 * each repeated unchanged until there is a <b>receipt</b> (回执). A batch that the centre will never take becomes a
 * <b>dead letter</b> (死信). A <b>report</b> (报告) tells the centre every few seconds what the gateway has answered for.
 *
 * <p>Not here: what is kept and in which order (spool).
 */
@NullMarked
package io.geshao.gateway.uplink;

import org.jspecify.annotations.NullMarked;
