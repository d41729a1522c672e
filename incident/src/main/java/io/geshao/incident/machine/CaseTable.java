package io.geshao.incident.machine;

import static io.geshao.casework.Role.ACC;
import static io.geshao.casework.Role.COL;
import static io.geshao.casework.Role.COM;
import static io.geshao.casework.Role.DESK;
import static io.geshao.casework.Role.DSP;
import static io.geshao.casework.Role.HND;
import static io.geshao.casework.Role.LEAD;
import static io.geshao.casework.Role.OPS;
import static io.geshao.casework.Role.RES;
import static io.geshao.casework.Role.SUP;
import static io.geshao.casework.Role.SYS;
import static io.geshao.casework.Role.UNIT;
import static io.geshao.core.CaseView.Domain.CITY_MANAGEMENT;
import static io.geshao.core.CaseView.Domain.EMERGENCY;
import static io.geshao.core.CaseView.Domain.MAINTENANCE;
import static io.geshao.incident.flow.CaseState.CLOSED;
import static io.geshao.incident.flow.CaseState.EVALUATED;
import static io.geshao.incident.flow.CaseState.FEEDBACK;
import static io.geshao.incident.flow.CaseState.HANDLED;
import static io.geshao.incident.flow.CaseState.HANDLING;
import static io.geshao.incident.flow.CaseState.MERGED;
import static io.geshao.incident.flow.CaseState.PRE_CHECK;
import static io.geshao.incident.flow.CaseState.REPORTED;
import static io.geshao.incident.flow.CaseState.RETURNED_ACC;
import static io.geshao.incident.flow.CaseState.RETURNED_DSP;
import static io.geshao.incident.flow.CaseState.TO_CLOSE;
import static io.geshao.incident.flow.CaseState.TO_DISPATCH;
import static io.geshao.incident.flow.CaseState.TO_HANDLE;
import static io.geshao.incident.flow.CaseState.VERIFY;
import static io.geshao.incident.flow.CaseState.VOID;
import static io.geshao.incident.machine.ClockMove.give;
import static io.geshao.incident.machine.ClockMove.pause;
import static io.geshao.incident.machine.ClockMove.resume;
import static io.geshao.incident.machine.ClockMove.start;
import static io.geshao.incident.machine.ClockMove.startOfNamed;
import static io.geshao.incident.machine.ClockMove.stop;
import static io.geshao.incident.machine.ClockMove.stopAll;
import static io.geshao.incident.machine.ClockMove.stopOfActor;
import static io.geshao.incident.machine.Guard.*;
import static io.geshao.incident.machine.Move.Whose.ASSIGNEE;
import static io.geshao.incident.machine.Move.Whose.CALLED_UNIT;
import static io.geshao.incident.machine.Move.Whose.JOINT_UNIT;
import static io.geshao.incident.machine.Move.Whose.LEAD_UNIT;
import static io.geshao.incident.machine.Move.move;

import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.EventKind;
import java.util.List;
import java.util.Set;

/**
 * Every move of a case that a person or the platform may make. Source: domain reference, section 5; how alerts open, join,
 * confirm and file cases by themselves is in {@code CaseReducer}.
 */
final class CaseTable {
    /** On maintenance orders, platform operations do the work of these; there is nobody else. */
    static final Set<Role> OPS_STANDS_FOR = Set.of(ACC, DSP, UNIT, HND);

    static final List<Move> MOVES = List.of(
            // 信息采集, 案卷建立
            move(CaseAction.ASK_PRE_CHECK, EventKind.PRE_CHECK_ASKED)
                    .from(REPORTED, RETURNED_ACC)
                    .to(PRE_CHECK)
                    .by(ACC, SYS)
                    .carries(Fields.QUESTION)
                    .clocks(pause(ClockKind.ACCEPT), start(ClockKind.CHECK)),
            move(CaseAction.ANSWER_PRE_CHECK, EventKind.PRE_CHECK_ANSWERED)
                    .from(PRE_CHECK)
                    .to(REPORTED)
                    .by(COL)
                    .carries(Fields.FINDING)
                    .clocks(stop(ClockKind.CHECK), resume(ClockKind.ACCEPT)),
            move(CaseAction.FILE, EventKind.FILED)
                    .from(REPORTED, RETURNED_ACC)
                    .to(TO_DISPATCH)
                    .of(CITY_MANAGEMENT, MAINTENANCE)
                    .by(ACC, SYS)
                    .carries(
                            Fields.OWNER,
                            Fields.CONTENT,
                            Fields.DEADLINE,
                            Fields.STANDARD,
                            Fields.CONDITION,
                            Fields.CLASS)
                    .clocks(stop(ClockKind.ACCEPT), stop(ClockKind.CHECK), start(ClockKind.DISPATCH)),
            move(CaseAction.FILE, EventKind.FILED)
                    .from(REPORTED, RETURNED_ACC)
                    .to(TO_DISPATCH)
                    .of(EMERGENCY)
                    .by(ACC, DESK, SYS)
                    .carries(
                            Fields.OWNER,
                            Fields.CONTENT,
                            Fields.DEADLINE,
                            Fields.STANDARD,
                            Fields.CONDITION,
                            Fields.CLASS)
                    .clocks(
                            stop(ClockKind.ACCEPT),
                            stop(ClockKind.SUSPICION_ACK),
                            stop(ClockKind.FINDING),
                            stop(ClockKind.CHECK),
                            start(ClockKind.DISPATCH)),
            move(CaseAction.VOID, EventKind.VOIDED)
                    .from(REPORTED, RETURNED_ACC)
                    .to(VOID)
                    .of(CITY_MANAGEMENT, MAINTENANCE)
                    .by(ACC)
                    .carries(Fields.REASON)
                    .holding(NO_WHISTLE_ON_US, NO_ALARM_UP)
                    .clocks(stopAll()),
            move(CaseAction.VOID, EventKind.VOIDED)
                    .from(REPORTED, RETURNED_ACC)
                    .to(VOID)
                    .of(EMERGENCY)
                    .by(DESK)
                    .carries(Fields.REASON)
                    .holding(NO_WHISTLE_ON_US, NO_ALARM_UP)
                    .clocks(stopAll()),
            move(CaseAction.MERGE, EventKind.MERGED)
                    .from(REPORTED, PRE_CHECK, TO_DISPATCH, TO_HANDLE)
                    .to(MERGED)
                    .by(ACC, SYS)
                    .carries(Fields.TARGET)
                    .clocks(stopAll()),
            move(CaseAction.SPLIT, EventKind.SPLIT_OFF)
                    .from(REPORTED, PRE_CHECK, TO_DISPATCH, TO_HANDLE)
                    .by(ACC)
                    .carries(Fields.CONTENT, Fields.REASON, Fields.CLASS, Fields.REPORTERS)
                    .clocks(),
            // 任务派遣
            move(CaseAction.DISPATCH, EventKind.DISPATCHED)
                    .from(TO_DISPATCH, RETURNED_DSP)
                    .to(TO_HANDLE)
                    .by(DSP, SYS)
                    .carries(Fields.UNIT, Fields.ADMISSION)
                    .clocks(stop(ClockKind.DISPATCH), give(ClockKind.HANDLE)),
            move(CaseAction.RETURN_NOT_OUR_LEVEL, EventKind.RETURNED)
                    .from(TO_DISPATCH, RETURNED_DSP)
                    .to(RETURNED_ACC)
                    .by(DSP)
                    .carries(Fields.REASON)
                    .clocks(stop(ClockKind.DISPATCH), start(ClockKind.ACCEPT)),
            move(CaseAction.ADD_JOINT, EventKind.JOINT_ADDED)
                    .from(TO_HANDLE)
                    .by(DSP, LEAD)
                    .carries(Fields.UNIT, Fields.TASK, Fields.LIMIT)
                    .holding(NOT_SUSPENDED)
                    .clocks(startOfNamed(ClockKind.JOINT)),
            // 任务处置
            move(CaseAction.ASSIGN, EventKind.ASSIGNED)
                    .from(TO_HANDLE)
                    .to(HANDLING)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.HANDLER)
                    .holding(NOT_SUSPENDED, NOT_UNDER_ARBITRATION)
                    .clocks(),
            move(CaseAction.REVOKE, EventKind.ASSIGNMENT_REVOKED)
                    .from(HANDLING)
                    .to(TO_HANDLE)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.REASON)
                    .holding(NOT_SUSPENDED)
                    .clocks(),
            move(CaseAction.GIVE_BACK, EventKind.GIVEN_BACK)
                    .from(HANDLING)
                    .to(TO_HANDLE)
                    .by(HND)
                    .only(ASSIGNEE)
                    .carries(Fields.REASON)
                    .holding(NOT_SUSPENDED)
                    .clocks(),
            move(CaseAction.SUBMIT, EventKind.SUBMITTED)
                    .from(HANDLING)
                    .to(HANDLED)
                    .by(HND)
                    .only(ASSIGNEE)
                    .carries(Fields.RESULT, Fields.PHOTO)
                    .holding(NOT_SUSPENDED)
                    .clocks(),
            move(CaseAction.NOT_SATISFIED, EventKind.NOT_SATISFIED)
                    .from(HANDLED)
                    .to(HANDLING)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.REASON)
                    .clocks(),
            move(CaseAction.FINISH_JOINT, EventKind.JOINT_FINISHED)
                    .from(TO_HANDLE, HANDLING, HANDLED)
                    .by(UNIT)
                    .only(JOINT_UNIT)
                    .carries(Fields.RESULT)
                    .holding(NOT_SUSPENDED, OWN_JOINT_PART_OPEN)
                    .clocks(stopOfActor(ClockKind.JOINT)),
            move(CaseAction.RETURN_NOT_OURS, EventKind.RETURNED)
                    .from(TO_HANDLE)
                    .to(RETURNED_DSP)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.REASON, Fields.PROPOSED_UNIT)
                    .holding(NO_WHISTLE_ON_US, NOT_SUSPENDED, NOT_UNDER_ARBITRATION, NOT_BOUND)
                    .clocks(stop(ClockKind.HANDLE), start(ClockKind.DISPATCH)),
            move(CaseAction.ASK_EXTENSION, EventKind.EXTENSION_ASKED)
                    .from(TO_HANDLE, HANDLING)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.REASON)
                    .holding(NOT_SUSPENDED, NOT_UNDER_ARBITRATION, NO_ASK, NOT_EXTENDED_TWICE, NOT_OVERDUE)
                    .clocks(),
            move(CaseAction.ASK_EXTENSION, EventKind.EXTENSION_ASKED)
                    .from(HANDLING)
                    .by(HND)
                    .only(ASSIGNEE)
                    .carries(Fields.REASON)
                    .holding(NOT_SUSPENDED, NOT_UNDER_ARBITRATION, NO_ASK, NOT_EXTENDED_TWICE, NOT_OVERDUE)
                    .clocks(),
            move(CaseAction.ASK_SUSPENSION, EventKind.SUSPENSION_ASKED)
                    .from(TO_HANDLE, HANDLING)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.REASON, Fields.UNTIL, Fields.MEASURE)
                    .holding(
                            NO_WHISTLE_ON_US,
                            NOT_SUSPENDED,
                            NOT_UNDER_ARBITRATION,
                            MAY_BE_SUSPENDED,
                            NOT_SUSPENDED_BEFORE,
                            NO_ASK,
                            NOT_OVERDUE)
                    .clocks(),
            move(CaseAction.ASK_SUSPENSION, EventKind.SUSPENSION_ASKED)
                    .from(HANDLING)
                    .by(HND)
                    .only(ASSIGNEE)
                    .carries(Fields.REASON, Fields.UNTIL, Fields.MEASURE)
                    .holding(
                            NO_WHISTLE_ON_US,
                            NOT_SUSPENDED,
                            NOT_UNDER_ARBITRATION,
                            MAY_BE_SUSPENDED,
                            NOT_SUSPENDED_BEFORE,
                            NO_ASK,
                            NOT_OVERDUE)
                    .clocks(),
            move(CaseAction.ENDORSE, EventKind.REQUEST_ENDORSED)
                    .from(TO_HANDLE, HANDLING)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .holding(ASKED, NOT_ENDORSED_YET)
                    .clocks(),
            move(CaseAction.APPROVE, EventKind.EXTENDED)
                    .from(TO_HANDLE, HANDLING)
                    .by(DSP)
                    .holding(NOT_SUSPENDED, NOT_UNDER_ARBITRATION, ASKED, ENDORSED, NOT_OVERDUE)
                    .clocks(), // extends or pauses, whichever was asked
            move(CaseAction.REFUSE, EventKind.REQUEST_REFUSED)
                    .from(TO_HANDLE, HANDLING)
                    .by(DSP)
                    .carries(Fields.REASON)
                    .holding(ASKED)
                    .clocks(),
            move(CaseAction.RESUME, EventKind.RESUMED)
                    .from(TO_HANDLE, HANDLING)
                    .by(DSP, SYS)
                    .holding(IS_SUSPENDED)
                    .clocks(resume(ClockKind.HANDLE), resume(ClockKind.JOINT)),
            // 处理反馈
            move(CaseAction.FEED_BACK, EventKind.FED_BACK)
                    .from(HANDLED)
                    .to(FEEDBACK)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.RESULT)
                    .holding(NO_OPEN_JOINT_PART)
                    .clocks(stop(ClockKind.HANDLE)),
            move(CaseAction.REWORK, EventKind.REWORK_ASKED)
                    .from(FEEDBACK)
                    .to(TO_HANDLE)
                    .by(DSP)
                    .carries(Fields.MISSING)
                    .clocks(give(ClockKind.HANDLE)),
            move(CaseAction.FORWARD, EventKind.FORWARDED)
                    .from(FEEDBACK)
                    .to(TO_CLOSE)
                    .by(DSP)
                    .carries(Fields.OPINION)
                    .clocks(start(ClockKind.VERIFY_CLOSE)),
            // 核查结案, 综合评价
            move(CaseAction.RETURN_NOT_DONE, EventKind.RETURNED)
                    .from(TO_CLOSE)
                    .to(RETURNED_DSP)
                    .by(ACC)
                    .carries(Fields.REASON)
                    .clocks(stop(ClockKind.VERIFY_CLOSE), start(ClockKind.DISPATCH)),
            move(CaseAction.ASK_VERIFY, EventKind.VERIFY_ASKED)
                    .from(TO_CLOSE)
                    .to(VERIFY)
                    .by(ACC)
                    .carries(Fields.QUESTION)
                    .clocks(start(ClockKind.VERIFY)),
            move(CaseAction.ANSWER_VERIFY, EventKind.VERIFY_ANSWERED)
                    .from(VERIFY)
                    .to(TO_CLOSE)
                    .by(COL, SYS)
                    .carries(Fields.FINDING)
                    .clocks(stop(ClockKind.VERIFY)),
            move(CaseAction.CLOSE, EventKind.CLOSED)
                    .from(TO_CLOSE)
                    .to(CLOSED)
                    .by(ACC)
                    .carries(Fields.CAUSE, Fields.MET)
                    .holding(NO_ALARM_UP)
                    .clocks(stopAll(), start(ClockKind.EVALUATE)),
            move(CaseAction.CLOSE, EventKind.CLOSED)
                    .from(TO_HANDLE, HANDLING)
                    .to(CLOSED)
                    .of(EMERGENCY)
                    .by(DESK, COM)
                    .carries(Fields.CAUSE, Fields.MET)
                    .holding(NO_ALARM_UP, DESK_BEGINS_TO_CLOSE)
                    .clocks(stopAll(), start(ClockKind.EVALUATE)),
            move(CaseAction.EVALUATE, EventKind.RATED)
                    .from(CLOSED)
                    .to(EVALUATED)
                    .by(SUP)
                    .carries(Fields.RATING)
                    .clocks(stop(ClockKind.EVALUATE)),
            move(CaseAction.EVALUATE, EventKind.RATED)
                    .from(CLOSED, EVALUATED)
                    .to(EVALUATED)
                    .by(RES)
                    .only(Move.Whose.REPORTER)
                    .carries(Fields.RATING)
                    .holding(NOT_RATED_BY_US)
                    .clocks(stop(ClockKind.EVALUATE)),
            move(CaseAction.EVALUATE, EventKind.NOT_RATED)
                    .from(CLOSED)
                    .to(EVALUATED)
                    .by(SYS)
                    .clocks(stop(ClockKind.EVALUATE)),
            move(CaseAction.APPEAL, EventKind.APPEALED)
                    .from(CLOSED, EVALUATED)
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.REASON)
                    .holding(WAS_OVERDUE, NOT_APPEALED)
                    .clocks(),
            move(CaseAction.ADVISE_APPEAL, EventKind.APPEAL_ADVISED)
                    .from(CLOSED, EVALUATED)
                    .by(DSP)
                    .carries(Fields.DECISION, Fields.REASON)
                    .holding(APPEAL_WAITS_FOR_ADVICE)
                    .clocks(),
            move(CaseAction.DECIDE_APPEAL, EventKind.APPEAL_DECIDED)
                    .from(CLOSED, EVALUATED)
                    .by(ACC)
                    .carries(Fields.DECISION, Fields.REASON)
                    .holding(APPEAL_WAITS_FOR_DECISION)
                    .clocks(),
            move(CaseAction.TELL_REPORTER, EventKind.REPORTER_TOLD)
                    .from(CLOSED, EVALUATED, VOID)
                    .by(ACC, DESK, COM, COL)
                    .carries(Fields.REPORTER, Fields.TEXT)
                    .clocks(),
            // 吹哨、上报、督办、裁定: any open state
            move(CaseAction.WHISTLE, EventKind.WHISTLED)
                    .fromAnyOpen()
                    .by(COM)
                    .carries(Fields.UNIT, Fields.REASON, Fields.URGENCY)
                    .clocks(startOfNamed(ClockKind.WHISTLE_ANSWER), startOfNamed(ClockKind.WHISTLE_ARRIVAL)),
            move(CaseAction.ANSWER_WHISTLE, EventKind.WHISTLE_ANSWERED)
                    .fromAnyOpen()
                    .by(UNIT)
                    .only(CALLED_UNIT)
                    .holding(WHISTLE_NOT_ANSWERED)
                    .clocks(stopOfActor(ClockKind.WHISTLE_ANSWER)),
            move(CaseAction.ARRIVE, EventKind.ARRIVED)
                    .fromAnyOpen()
                    .by(UNIT)
                    .only(CALLED_UNIT)
                    .carries(Fields.LONGITUDE, Fields.LATITUDE, Fields.CODE)
                    .holding(WHISTLE_IS_ANSWERED)
                    .clocks(stopOfActor(ClockKind.WHISTLE_ARRIVAL)),
            move(CaseAction.READDRESS_WHISTLE, EventKind.WHISTLE_READDRESSED)
                    .fromAnyOpen()
                    .by(SUP)
                    .carries(Fields.FROM_UNIT, Fields.UNIT, Fields.REASON)
                    .clocks(startOfNamed(ClockKind.WHISTLE_ANSWER), startOfNamed(ClockKind.WHISTLE_ARRIVAL)),
            move(CaseAction.UPGRADE, EventKind.UPGRADED)
                    .fromAnyOpen()
                    .by(COM, DSP, SYS)
                    .carries(Fields.REASON, Fields.GRADE)
                    .holding(LEVEL_ABOVE)
                    .clocks(),
            move(CaseAction.SUPERVISE, EventKind.SUPERVISED)
                    .fromAnyOpen()
                    .by(SUP, LEAD, SYS)
                    .carries(Fields.DEMAND)
                    .clocks(stop(ClockKind.SUPERVISE_REPLY), start(ClockKind.SUPERVISE_REPLY)),
            move(CaseAction.REPLY_SUPERVISION, EventKind.SUPERVISION_REPLIED)
                    .fromAnyOpen()
                    .by(ACC, DSP, COM)
                    .carries(Fields.TEXT)
                    .holding(DEMANDED)
                    .clocks(stop(ClockKind.SUPERVISE_REPLY)),
            move(CaseAction.REPLY_SUPERVISION, EventKind.SUPERVISION_REPLIED)
                    .fromAnyOpen()
                    .by(UNIT)
                    .only(LEAD_UNIT)
                    .carries(Fields.TEXT)
                    .holding(DEMANDED)
                    .clocks(stop(ClockKind.SUPERVISE_REPLY)),
            move(CaseAction.ARBITRATE, EventKind.ARBITRATED)
                    .from(TO_HANDLE)
                    .by(SUP)
                    .carries(Fields.UNIT, Fields.REASON)
                    .holding(IS_UNDER_ARBITRATION)
                    .clocks(stop(ClockKind.ARBITRATION), give(ClockKind.HANDLE)),
            // 接警、跟进记录
            move(CaseAction.ACKNOWLEDGE, EventKind.ACKNOWLEDGED)
                    .fromAnyOpen()
                    .by(COL, DESK, COM, OPS)
                    .holding(SOMETHING_UNSEEN)
                    .clocks(),
            move(CaseAction.ACKNOWLEDGE, EventKind.ACKNOWLEDGED)
                    .fromAnyOpen()
                    .by(UNIT, HND)
                    .only(LEAD_UNIT)
                    .holding(SOMETHING_UNSEEN)
                    .clocks(),
            move(CaseAction.COMMENT, EventKind.COMMENTED)
                    .from(REPORTED, CaseState.values())
                    .by(COL, DESK, COM, ACC, DSP, UNIT, HND, SUP, LEAD, OPS)
                    .carries(Fields.TEXT)
                    .clocks());

    private CaseTable() {}

    static List<Move> of(CaseAction action) {
        return MOVES.stream().filter(move -> move.action() == action).toList();
    }
}
