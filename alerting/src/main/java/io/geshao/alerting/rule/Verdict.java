package io.geshao.alerting.rule;

/** What an observation says about a condition. */
public enum Verdict {
    TRUE,
    FALSE,
    /** No data, or none that can be used. Neither clears an alert nor resets a pending one. */
    UNKNOWN;

    public static Verdict of(boolean holds) {
        return holds ? TRUE : FALSE;
    }
}
