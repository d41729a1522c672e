/**
 * Alerting: whether a reading, or its absence, changes an alert. An <b>engine</b> (引擎) holds the alerts of one community;
 * a <b>partition</b> (分区) is one thread and the engines it owns; a <b>watch</b> (监视) is one rule in one scope while
 * anything is pending or open there; an <b>episode</b> (告警) lasts from the raise to the close. The <b>intake</b> (输入)
 * brings stored batches in their order.
 *
 * <p>Not here: what people do about an alert ({@code incident}), and how readings are stored ({@code ingest}).
 */
@NullMarked
package io.geshao.alerting;

import org.jspecify.annotations.NullMarked;
