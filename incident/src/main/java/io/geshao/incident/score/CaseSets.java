package io.geshao.incident.score;

import static io.geshao.incident.score.Condition.all;
import static io.geshao.incident.score.Condition.any;
import static io.geshao.incident.score.Condition.atLeast;
import static io.geshao.incident.score.Condition.beforeEnd;
import static io.geshao.incident.score.Condition.has;
import static io.geshao.incident.score.Condition.known;
import static io.geshao.incident.score.Condition.not;
import static io.geshao.incident.score.Condition.within;

/** The sets that indicators are made of. Source: domain reference, section 8; what it leaves open is said here. */
public final class CaseSets {
    /*
     * A figure of a past period may still change: a case found in March is closed in April and then belongs to March's
     * solved. That is meant. What is known by now counts, and a report keeps what was known when it was made. Only what
     * asks for the end of the period (suspended then, open then) is answered as of that end.
     */
    private CaseSets() {}

    /** Every set is part of this one: no drills, and a merged case counts where it went. */
    public static final Condition COUNTED = all(not(has(Mark.DRILL)), not(has(Mark.MERGED)));

    /** 发现: first reported in the period, void ones included. */
    static final Condition FOUND = within(Moment.REPORTED);
    /** Of those found, what was filed, or for which a department was whistled for (呼叫). */
    static final Condition CALLED = all(FOUND, any(known(Moment.FILED), known(Moment.WHISTLED)));

    static final Condition FOUND_AND_FILED = all(FOUND, known(Moment.FILED));
    static final Condition FOUND_AND_DISPATCHED = all(FOUND, known(Moment.DISPATCHED));
    static final Condition SOLVED = all(FOUND, known(Moment.CLOSED));

    /** 立案. */
    public static final Condition FILED = within(Moment.FILED);

    static final Condition VOIDED = within(Moment.VOIDED);
    static final Condition DISPATCHED = within(Moment.DISPATCHED);
    public static final Condition CLOSED = within(Moment.CLOSED);
    static final Condition OPEN_AT_END = all(beforeEnd(Moment.REPORTED), not(beforeEnd(Moment.ENDED)));

    /** 应结案数: the deadline of handling lies in the period. */
    static final Condition DUE = all(within(Moment.DUE), not(has(Mark.VOID)));
    /** Suspended when the period ended. */
    static final Condition SUSPENDED_AT_END = all(beforeEnd(Moment.SUSPENDED), not(beforeEnd(Moment.RESUMED)));
    /** 缓办数. */
    static final Condition DEFERRED = all(DUE, SUSPENDED_AT_END);
    /** What on-time closing is measured against. */
    static final Condition DUE_NOT_DEFERRED = all(DUE, not(SUSPENDED_AT_END));

    static final Condition DUE_CLOSED = all(DUE, known(Moment.CLOSED));
    static final Condition IN_TIME = any(has(Mark.ON_TIME), has(Mark.EXCUSED));
    /** 按期结案数. */
    static final Condition CLOSED_ON_TIME = all(DUE_NOT_DEFERRED, known(Moment.CLOSED), IN_TIME);
    /** The deadline passed without a feedback that stands, or the feedback came after it; an appeal takes it out. */
    public static final Condition OVERDUE = all(DUE_NOT_DEFERRED, not(IN_TIME));

    /** What stood overdue when the period ended: stays what it was, whatever comes later, but for an appeal. */
    public static final Condition OVERDUE_AT_END = all(
            beforeEnd(Moment.DUE),
            not(beforeEnd(Moment.FED_BACK)),
            not(beforeEnd(Moment.ENDED)),
            not(SUSPENDED_AT_END));

    /** Emergencies and other urgent limits that were open when the period ended. */
    public static final Condition URGENT_OPEN_AT_END = all(OPEN_AT_END, has(Mark.URGENT));
    /** Cases of the platform's own devices (MT-*) that were open when the period ended. */
    public static final Condition MAINTENANCE_OPEN_AT_END = all(OPEN_AT_END, has(Mark.MAINTENANCE));

    static final Condition MAINTENANCE_FOUND = all(FOUND, has(Mark.MAINTENANCE));
    /** Of grade III or graver, found in the period or still open at its end. */
    public static final Condition GRAVE = all(any(FOUND, OPEN_AT_END), has(Mark.GRAVE));

    public static final Condition SUPERVISED_OPEN = all(OPEN_AT_END, has(Mark.SUPERVISED_NOW));
    public static final Condition DISPUTED_OPEN = all(OPEN_AT_END, has(Mark.DISPUTED_NOW));
    public static final Condition UNANSWERED_OPEN = all(OPEN_AT_END, atLeast(Tally.UNANSWERED, 1));

    static final Condition URGENT_DUE = all(DUE, has(Mark.URGENT));
    static final Condition URGENT_CLOSED = all(URGENT_DUE, known(Moment.CLOSED));
    static final Condition URGENT_DUE_NOT_DEFERRED = all(DUE_NOT_DEFERRED, has(Mark.URGENT));
    static final Condition URGENT_CLOSED_ON_TIME = all(CLOSED_ON_TIME, has(Mark.URGENT));

    static final Condition SENT_RIGHT = all(DISPATCHED, not(atLeast(Tally.NOT_OURS, 1)));
    static final Condition CLOSED_AFTER_REWORK = all(CLOSED, atLeast(Tally.REWORKS, 1));

    static final Condition FOUND_BY_US = any(has(Mark.BY_SENSOR), has(Mark.BY_PATROL), has(Mark.BY_WHISTLE));
    /** 未诉先办. */
    static final Condition BEFORE_COMPLAINT = all(FILED, FOUND_BY_US, not(has(Mark.COMPLAINED)));

    static final Condition FILED_BY_SENSOR = all(FILED, has(Mark.BY_SENSOR));
    static final Condition WHISTLED = within(Moment.WHISTLED);
    static final Condition SUPERVISED = within(Moment.SUPERVISED);
}
