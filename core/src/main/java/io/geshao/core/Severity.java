package io.geshao.core;

/** How soon somebody must act. Source: ISA-18.2 priorities, as the domain reference names them. */
public enum Severity {
    /** 紧急: life safety, at once. */
    S1,
    /** 重要: urgent. */
    S2,
    /** 一般: ordinary, within a case clock. */
    S3,
    /** 提示: a hint in a list, nobody is told. */
    S4
}
