/**
 * Who there is and who is on duty. A <b>unit</b> (单位) is a body of the org tree; a <b>person</b> (人员) has contacts and
 * may hold posts for good, a <b>holding</b> (任职). A <b>shift</b> (班次) puts a person on a post over and over; a
 * <b>roster</b> (排班表) is a published version of shifts; an <b>absence</b> (请假、换班) takes one person out of it and may
 * put another in. A <b>slot</b> (值班位) is what must be filled at any time, a <b>gap</b> (排班缺口) when it is not.
 *
 * <p>Not here: who fills a slot at a moment, and whether that is enough ({@code incident.people}).
 */
@NullMarked
package io.geshao.casework.people;

import org.jspecify.annotations.NullMarked;
