/**
 * Incidents: what a community does about alerts. A <b>case</b> (案件) is reported (上报), filed (立案), dispatched (派遣) and
 * closed (结案); its <b>timeline</b> (时间线) is append-only. The <b>follower</b> (跟随者) reads the alert log and carries
 * out what cases order from alerting; the <b>desk</b> (值班台) takes people's actions.
 *
 * <p>Not here: whether a value is alarming ({@code alerting}), and how a case is drawn ({@code console}).
 */
@NullMarked
package io.geshao.incident;

import org.jspecify.annotations.NullMarked;
