/**
 * What the gateway has promised to keep. An <b>entry</b> (条目) is one message on its way in; its <b>items</b> (readings and
 * rejections) are numbered per <b>lane</b> (通道) and stand in <b>segments</b> (段), one per lane, group commit and hour of
 * receipt. What was given up for room or lost by damage stands as a <b>gap</b> (缺口) under its numbers. The <b>books</b>
 * (账目) count per hour what devices were answered. The <b>dedup window</b> (去重窗口) remembers identities so that a message
 * sent again is answered alike and stored once.
 *
 * <p>Not here: the meaning of bytes (codec), answers to devices (intake), and the way to the centre (uplink).
 */
@NullMarked
package io.geshao.gateway.spool;

import org.jspecify.annotations.NullMarked;
