package io.geshao.casework.people;

/**
 * Which of several shifts at one time counts (排班层): the last of these. Above all of them stands an {@link Absence}.
 * Source: domain reference, section 3.3.
 */
public enum ShiftLayer {
    BASE,
    /** 错时. */
    STAGGERED,
    NIGHT,
    /** 周末轮班. */
    WEEKEND,
    HOLIDAY
}
