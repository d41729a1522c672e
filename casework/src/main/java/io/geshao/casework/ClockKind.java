package io.geshao.casework;

/**
 * What a clock of a case (时钟) measures. Sources of the limits: the domain reference, section 5; accept, dispatch and check
 * from zhcg2026/smart_cityguard {@code TimerDefaults.java}.
 */
public enum ClockKind {
    /** 受理: from the report to filing or voiding. */
    ACCEPT,
    /** A suspected emergency: from the report until somebody takes it. */
    SUSPICION_ACK,
    /** A suspected emergency: from taking it to the finding on site. */
    FINDING,
    /** 核查: a collector looks before the case is filed. */
    CHECK,
    /** 派遣: from filing to the unit. */
    DISPATCH,
    /** 处置: of the unit in charge, to its feedback; on time or overdue is decided by this one. */
    HANDLE,
    /** 协办: of a unit that helps. */
    JOINT,
    /** 核查结案: from the dispatcher's opinion to closing. */
    VERIFY_CLOSE,
    /** 核实: a collector looks before the case is closed. */
    VERIFY,
    /** 应哨: the called unit answers. */
    WHISTLE_ANSWER,
    /** 到位: the called unit is there. */
    WHISTLE_ARRIVAL,
    /** 督办答复. */
    SUPERVISE_REPLY,
    /** 裁定. */
    ARBITRATION,
    /** 评价: until a closed case counts as not rated. */
    EVALUATE
}
