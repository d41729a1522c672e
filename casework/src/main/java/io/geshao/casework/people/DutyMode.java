package io.geshao.casework.people;

/** How somebody is on duty (驻点方式). */
public enum DutyMode {
    /** 常驻: at the desk for the whole shift. */
    RESIDENT,
    /** 轮驻: one person for several communities by calendar. */
    ROTATING,
    /** 巡驻: on route, reachable, with an arrival clock. */
    PATROLLING
}
