/**
 * Rules and the pure decision. A <b>rule</b> (规则) says when a condition in one <b>scope</b> (范围) is an alert; its
 * <b>terms</b> (条件) are CEL over a device's metrics. An <b>observation</b> (观测) is what a reading, or its absence, says
 * about the condition: TRUE, FALSE or UNKNOWN. The <b>evaluator</b> (判定) maps (rule, state, observation, now) to
 * (state, transition with reason) and does nothing else.
 *
 * <p>Not here: clocks, threads, storage, and which device hangs where.
 */
@NullMarked
package io.geshao.alerting.rule;

import org.jspecify.annotations.NullMarked;
