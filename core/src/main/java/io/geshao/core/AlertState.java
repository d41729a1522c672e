package io.geshao.core;

/**
 * Where an alert episode stands: active and acknowledged are two independent bits, plus a latch (ISA-18.2). PENDING and
 * NORMAL are states of a rule, not of an episode, and never leave alerting.
 */
public enum AlertState {
    ACTIVE_UNACK,
    ACTIVE_ACK,
    /** The condition is gone, the rule keeps the alarm until a person resets it. */
    LATCHED_UNACK,
    LATCHED_ACK,
    /** Returned to normal, nobody has acknowledged it yet. */
    RTN_UNACK,
    /** Closed: the episode is over. */
    NORMAL;

    /** Whether the condition itself still holds. */
    public boolean isActive() {
        return this == ACTIVE_UNACK || this == ACTIVE_ACK;
    }

    public boolean isLatched() {
        return this == LATCHED_UNACK || this == LATCHED_ACK;
    }

    public boolean isAcked() {
        return this == ACTIVE_ACK || this == LATCHED_ACK;
    }

    /** Whether the episode is still on somebody's list. */
    public boolean isOpen() {
        return this != NORMAL;
    }
}
