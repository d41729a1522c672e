/**
 * How long something may take. A <b>time limit</b> (时限) counts wall time or work time; a <b>work calendar</b> (工作日历)
 * knows which hours are work, with holidays and make-up workdays (调休); a <b>slot</b> is a stretch of work within a day. A
 * <b>case clock</b> (时钟) counts one limit of one case: it runs, is paused, extended, or has stopped.
 *
 * <p>Not here: which class of case has which limit ({@code list}), and what happens when a clock runs out ({@code flow}).
 */
@NullMarked
package io.geshao.incident.clock;

import org.jspecify.annotations.NullMarked;
