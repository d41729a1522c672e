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
    CLOSED
}
