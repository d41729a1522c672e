package io.geshao.casework.people;

import org.jspecify.annotations.Nullable;

/**
 * One resident of a call list (摸排) and what came of it.
 *
 * @param result null until somebody has tried
 * @param calledMillis of the last attempt, 0 before the first
 */
public record CallLine(Resident resident, @Nullable Result result, String note, String calledBy, long calledMillis) {
    /** What came of a call. */
    public enum Result {
        REACHED,
        NOT_REACHED,
        WRONG_NUMBER,
        NEEDS_VISIT
    }
}
