package io.geshao.casework.cases;

/** Who found it (来源). */
public enum CaseSource {
    SENSOR,
    /** 居民: by app, phone or Open311. */
    RESIDENT,
    /** 巡查: a collector on route. */
    PATROL,
    /** 吹哨: the community calls a department. */
    WHISTLE,
    OTHER_SYSTEM
}
