package io.geshao.incident.score;

import java.util.Locale;

/** When something happened to a case, or will; milliseconds since the epoch. A case has each at most once. */
public enum Moment {
    /** First reported, by whomever; kept through merges. */
    REPORTED,
    FILED,
    /** First sent to a unit. */
    DISPATCHED,
    /** The feedback that stands; gone when it is sent back for rework. */
    FED_BACK,
    /** Closed (结案). */
    CLOSED,
    /** Closed, void or merged: nothing moves it any more. */
    ENDED,
    VOIDED,
    /** Deadline of handling; that before the pause while the case is suspended. */
    DUE,
    SUSPENDED,
    RESUMED,
    /** First whistle. */
    WHISTLED,
    /** First put under supervision (督办). */
    SUPERVISED,
    /** First put under arbitration (裁定). */
    DISPUTED;

    public String column() {
        return name().toLowerCase(Locale.ROOT) + "_millis";
    }
}
