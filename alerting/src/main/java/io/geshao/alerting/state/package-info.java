/**
 * The alert state machine, as pure functions. A <b>phase</b> (状态) is a row label of the machine's table; a <b>move</b>
 * (变迁) leads from one to the next and has a <b>reason</b> (原因). Beside the phase stand what people or other alerts have
 * put on it: <b>shelving</b> (搁置), <b>suppression by design</b> (抑制), <b>out of service</b> (停用). A <b>chattering</b>
 * (抖动) alert is held; a <b>flood</b> (告警洪水) is more new alerts than a desk can take. A <b>notice verdict</b> says whether
 * people are told of a move. Not here: whether a condition holds and its delays ({@code alerting.rule}), who is where and
 * when timers ring ({@code alerting}), who is told by what channel ({@code incident}).
 */
@NullMarked
package io.geshao.alerting.state;

import org.jspecify.annotations.NullMarked;
