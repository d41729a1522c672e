package io.geshao.core;

/**
 * One step of one alert episode, as committed. Transitions form a log in one total order; readers remember a position.
 *
 * @param position in the log, ascending without reuse; may have holes
 * @param kind what happened, also the reason code of the domain reference
 * @param alert the episode after the step
 * @param atMillis centre time of the step
 */
public record AlertTransition(long position, Kind kind, AlertView alert, long atMillis) {
    /** Reason codes of the alert state machine. */
    public enum Kind {
        RAISED,
        RE_ALARM,
        ONSET_CORRECTED,
        SEVERITY_UP,
        LATCHED,
        CLEARED,
        ACKED,
        ACKED_AFTER_CLEAR,
        RESET,
        RULE_REMOVED,
        DEVICE_RETIRED
    }
}
