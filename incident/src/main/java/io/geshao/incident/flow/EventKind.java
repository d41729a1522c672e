package io.geshao.incident.flow;

/** What a timeline entry records, in the past tense; the name is the stored and shown kind. */
public enum EventKind {
    OPENED,
    ALERT_JOINED,
    CONFIRMED,
    FILED,
    DISPATCHED,
    UNIT_MISSING,
    ACKNOWLEDGED,
    ACK_WITHDRAWN,
    COMMENTED,
    SEVERITY_UP,
    GRADE_UP,
    RE_ALARM,
    ONSET_CORRECTED,
    ALERT_SEVERITY_UP,
    ALERT_CLEARED,
    ALERT_LATCHED,
    ALERT_ACKED,
    ALERT_RESET,
    ALERT_REMOVED,
    /** Something beside its state: put aside, inhibited, last known, chattering. */
    ALERT_NOTED,
    CLOSED,
    /** Somebody else reported the same. */
    REPORT_JOINED,
    PRE_CHECK_ASKED,
    PRE_CHECK_ANSWERED,
    VOIDED,
    /** Goes on in another case. */
    MERGED,
    /** Another case goes on in this one. */
    MERGED_IN,
    SPLIT_OFF,
    JOINT_ADDED,
    JOINT_FINISHED,
    ASSIGNED,
    ASSIGNMENT_REVOKED,
    GIVEN_BACK,
    SUBMITTED,
    NOT_SATISFIED,
    /** With on time or overdue, for good. */
    FED_BACK,
    RETURNED,
    REWORK_ASKED,
    FORWARDED,
    VERIFY_ASKED,
    VERIFY_ANSWERED,
    /** One person would end the emergency; a second must agree. */
    CLOSE_PROPOSED,
    RATED,
    /** Nobody rated in time. */
    NOT_RATED,
    EXTENSION_ASKED,
    SUSPENSION_ASKED,
    REQUEST_ENDORSED,
    REQUEST_REFUSED,
    EXTENDED,
    SUSPENDED,
    RESUMED,
    WHISTLED,
    WHISTLE_ANSWERED,
    ARRIVED,
    WHISTLE_READDRESSED,
    UPGRADED,
    SUPERVISED,
    SUPERVISION_REPLIED,
    ARBITRATION_OPENED,
    ARBITRATED,
    REPORTER_TOLD,
    APPEALED,
    APPEAL_ADVISED,
    APPEAL_DECIDED,
    /** 催办: most of a limit is used. */
    REMINDED,
    /** Another work calendar holds. */
    DEADLINE_MOVED,
    /** A clock has run out. */
    OVERDUE,
    /** 约谈: the platform proposes, a leader decides. */
    INTERVIEW_PROPOSED
}
