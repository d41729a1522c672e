package io.geshao.casework.cases;

/** What lies over a state without changing it. */
public enum CaseOverlay {
    /** 挂账: clocks rest, nothing is handled. */
    SUSPENDED,
    /** 督办: somebody above wants an answer. */
    SUPERVISED,
    /** 裁定: who must take it is being decided, its decision binds. */
    ARBITRATION
}
