package io.geshao.incident.flow;

/** Where a case stands (案件状态); the name is what views and the database carry. */
public enum CaseState {
    /** 上报: known, not filed yet; a suspected emergency waits here for its confirmation. */
    REPORTED,
    /** 待派遣: filed, but the responsibility list has no unit for it: a dispatcher must choose. */
    TO_DISPATCH,
    /** 待处置: a unit has it and its handling clock runs. */
    TO_HANDLE,
    /** 结案: over, with a cause. */
    CLOSED
}
