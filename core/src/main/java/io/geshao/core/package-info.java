/**
 * The vocabulary of Geshao. A <b>device</b> (设备) reports <b>readings</b> (读数): one value of one <b>metric</b> (指标) at
 * one time. What cannot become a reading becomes a <b>rejection</b> (拒收) with a named reason. Readings travel in
 * <b>batches</b> (批次), the most urgent <b>lane</b> (通道) first. A rule that holds in one scope is an <b>alert</b> (告警);
 * what people do about it, from filing to closing, is a <b>case</b> (案件).
 *
 * <p>Not here: how any of these is encoded, stored, decided or drawn, and no framework of any kind.
 */
@NullMarked
package io.geshao.core;

import org.jspecify.annotations.NullMarked;
