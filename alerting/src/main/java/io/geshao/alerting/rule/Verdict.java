package io.geshao.alerting.rule;

/** What an observation says about a condition. */
public enum Verdict {
    TRUE,
    FALSE,
    /** No data, or none that can be used. Neither clears an alert nor resets a pending one. */
    UNKNOWN;

    Verdict not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    public static Verdict of(boolean holds) {
        return holds ? TRUE : FALSE;
    }
}
