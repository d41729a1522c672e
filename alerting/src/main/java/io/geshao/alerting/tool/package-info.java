/**
 * Tools for people who write rules. A <b>rule test</b> (规则测试) says what devices report on a timeline and which alerts
 * must follow; an <b>act</b> (动作) is one thing that happens on it; a <b>backtest</b> (回测) puts stored history through a
 * rule; an <b>explanation</b> (说明) tells why an alert was raised. All of them drive the engine itself, never a second one.
 *
 * <p>Not here: the command line ({@code standalone}), and what a rule means ({@code alerting.rule}).
 */
@NullMarked
package io.geshao.alerting.tool;

import org.jspecify.annotations.NullMarked;
