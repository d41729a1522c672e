package io.geshao.alerting.state;

import io.geshao.core.AlertView.State;

/**
 * Where a rule stands in one scope: the row labels of the state table. Clearing is active with a running off-delay;
 * pending and normal are no episode.
 */
public enum Phase {
    NORMAL(State.NORMAL),
    PENDING(State.NORMAL),
    ACTIVE_UNACK(State.ACTIVE_UNACK),
    ACTIVE_ACK(State.ACTIVE_ACK),
    CLEARING_UNACK(State.ACTIVE_UNACK),
    CLEARING_ACK(State.ACTIVE_ACK),
    LATCHED_UNACK(State.LATCHED_UNACK),
    LATCHED_ACK(State.LATCHED_ACK),
    RTN_UNACK(State.RTN_UNACK);

    private final State state;

    Phase(State state) {
        this.state = state;
    }

    /** The state others see. */
    public State state() {
        return state;
    }

    public boolean isActive() {
        return state.isActive();
    }

    public boolean isAcked() {
        return state.isAcked();
    }

    public boolean isClearing() {
        return this == CLEARING_UNACK || this == CLEARING_ACK;
    }

    /** The phase of a state with what runs beside it. */
    public static Phase of(State state, boolean pending, boolean clearing) {
        return switch (state) {
            case ACTIVE_UNACK -> clearing ? CLEARING_UNACK : ACTIVE_UNACK;
            case ACTIVE_ACK -> clearing ? CLEARING_ACK : ACTIVE_ACK;
            case LATCHED_UNACK -> LATCHED_UNACK;
            case LATCHED_ACK -> LATCHED_ACK;
            case RTN_UNACK -> RTN_UNACK;
            case NORMAL -> pending ? PENDING : NORMAL;
        };
    }
}
