package io.geshao.casework;

/**
 * What somebody does in case work (角色). Codes of the domain reference, section 3.2; GB/T 30428 names collector, acceptor,
 * dispatcher, handling unit and supervisor.
 */
public enum Role {
    /** 网格员、采集员: reports, checks on site, acknowledges, gives findings, handles what is minor. Sees the own grid. */
    COL,
    /** 值班员: acknowledges, starts and, with a second person, ends an emergency. Sees the community. */
    DESK,
    /** 社区负责人: whistles, reports up, admits work; the last resort of every gap in the roster. */
    COM,
    /** 受理员: pre-checks, files, voids, verifies, closes. */
    ACC,
    /** 派遣员: dispatches, returns, asks for rework, forwards, approves extensions and suspensions. */
    DSP,
    /** 处置部门: assigns, feeds back, returns with a reason, asks for time. Sees the own cases. */
    UNIT,
    /** 处置人员: submits what was done. */
    HND,
    /** 督查员: supervises and arbitrates. Sees the district. */
    SUP,
    /** 分管领导: joint handling, interviews. Sees the district. */
    LEAD,
    /** 居民: reports and rates. Sees the own reports. */
    RES,
    /** 平台运维: maintenance orders and silences on the health of devices. */
    OPS,
    /** The platform itself: only what the case machine grants it. */
    SYS
}
