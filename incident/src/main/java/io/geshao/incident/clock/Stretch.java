package io.geshao.incident.clock;

/**
 * A part of the way of a limit, [from, to).
 *
 * @param restMillis what is left of the limit at its end
 */
public record Stretch(What what, long fromMillis, long toMillis, long restMillis) {
    /** Whether it uses up the limit, or why it does not. */
    public enum What {
        /** Work time: it is used. */
        WORK,
        /** A clock of the wall: day and night are used. */
        WALL,
        /** Before, between or after the slots of a workday. */
        OUTSIDE_HOURS,
        /** A day of the week without work. */
        FREE_DAY,
        /** A date without work that otherwise would have some, or is named as free. */
        HOLIDAY
    }

    public long lengthMillis() {
        return toMillis - fromMillis;
    }
}
