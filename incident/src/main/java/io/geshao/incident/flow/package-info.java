/**
 * How a case moves, without effects: (case, event, now) gives (case, timeline entries, orders). A <b>case file</b> (案卷)
 * is a case with its <b>member alerts</b> (成员告警); a <b>step</b> (步骤) is what one event did to it; the
 * <b>responsibility list</b> (权责清单) says who leads and until when; the <b>work calendar</b> (工作日历) counts work
 * hours; the <b>hash chain</b> (链式台账) makes the timeline tamper-evident.
 *
 * <p>Not here: threads, clocks, SQL and any framework.
 */
@NullMarked
package io.geshao.incident.flow;

import org.jspecify.annotations.NullMarked;
