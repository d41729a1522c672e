/**
 * The way from the spool to the centre: one <b>batch</b> (批次) per lane under way, the most urgent lane first, repeated
 * unchanged until there is a <b>receipt</b> (回执). A batch that the centre will never take becomes a <b>dead letter</b> (死信).
 *
 * <p>Not here: what is kept and in which order (spool).
 */
@NullMarked
package io.geshao.gateway.uplink;

import org.jspecify.annotations.NullMarked;
