package io.geshao.casework;

/** What a duty slot is about; a slot of a roster is a grid times one of these. */
public enum DutyKind {
    FIRE,
    WATER,
    WASTE,
    PARKING,
    /** Whatever has no slot of its own. */
    GENERAL
}
