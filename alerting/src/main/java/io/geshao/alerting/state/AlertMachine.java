package io.geshao.alerting.state;

import static io.geshao.alerting.state.Phase.ACTIVE_ACK;
import static io.geshao.alerting.state.Phase.ACTIVE_UNACK;
import static io.geshao.alerting.state.Phase.CLEARING_ACK;
import static io.geshao.alerting.state.Phase.CLEARING_UNACK;
import static io.geshao.alerting.state.Phase.LATCHED_ACK;
import static io.geshao.alerting.state.Phase.LATCHED_UNACK;
import static io.geshao.alerting.state.Phase.NORMAL;
import static io.geshao.alerting.state.Phase.PENDING;

import java.util.Set;

/**
 * The alert state machine: (phase, event, traits) to (phase, reason), total and pure. Active and acknowledged are two
 * independent bits, plus a latch. Source: ISA-18.2 / IEC 62682 and OPC UA Part 9, as the domain reference's table has them.
 */
public final class AlertMachine {
    private AlertMachine() {}

    /** What can happen to a rule in one scope. */
    public enum Event {
        /** The condition holds, says an observation. */
        TRUE,
        /** The condition is gone, beyond the dead-band. */
        FALSE,
        /** Nothing is known. */
        UNKNOWN,
        /** The condition has held for its on-delay. */
        ON_DELAY_OVER,
        /** The condition has been gone for its off-delay. */
        OFF_DELAY_OVER,
        ACK,
        RESET,
        /** Nobody followed an acknowledgement up in time. */
        ACK_LAPSE,
        HIGHER_SEVERITY,
        LOWER_SEVERITY,
        /** A day since it was raised. */
        DAY_OVER,
        /** The rule has another version, under which the condition is not known to be gone. */
        RULE_CHANGED,
        /** The rule has another version, under which the condition is gone. */
        RULE_CHANGED_FALSE,
        RULE_REMOVED,
        DEVICE_RETIRED,
        RESTART
    }

    /** What the rule and the moment add to an event. */
    public enum Trait {
        /** The rule raises after a delay. */
        ON_DELAY,
        /** The rule keeps the alarm until a person resets it. */
        LATCHING,
        /** A cleared alert stays listed until somebody has acknowledged it. */
        NEEDS_ACK,
        /** The acknowledgement is less than a minute old. */
        ACK_IS_FRESH,
        CHATTERING,
        /** The rule has a step-down delay. */
        STEPS_DOWN
    }

    /** Where an event leads, and why. */
    public record Move(Phase to, Reason reason) {}

    /** What an event leads to. */
    public static Move next(Phase from, Event event, Set<Trait> traits) {
        return switch (event) {
            case TRUE -> holds(from, traits);
            case FALSE -> gone(from);
            case UNKNOWN -> unknown(from);
            case ON_DELAY_OVER -> raise(from, traits);
            case OFF_DELAY_OVER -> clear(from, traits);
            case ACK -> acknowledge(from);
            case RESET -> reset(from);
            case ACK_LAPSE -> lapse(from);
            case HIGHER_SEVERITY ->
                from.isActive() ? new Move(ACTIVE_UNACK, Reason.SEVERITY_UP) : stay(from, Reason.NONE);
            case LOWER_SEVERITY ->
                stay(from, from.isActive() && traits.contains(Trait.STEPS_DOWN) ? Reason.SEVERITY_DOWN : Reason.NONE);
            case DAY_OVER -> stay(from, from.isActive() || from == Phase.RTN_UNACK ? Reason.STALE : Reason.NONE);
            case RULE_CHANGED -> stay(from, from == NORMAL ? Reason.NONE : Reason.RULE_CHANGED);
            case RULE_CHANGED_FALSE -> changedAway(from);
            case RULE_REMOVED -> end(from, Reason.RULE_REMOVED);
            case DEVICE_RETIRED -> end(from, Reason.DEVICE_RETIRED);
            case RESTART -> stay(from, from == NORMAL ? Reason.NONE : Reason.REPLAYED);
        };
    }

    private static Move holds(Phase from, Set<Trait> traits) {
        boolean delayed = traits.contains(Trait.ON_DELAY);
        return switch (from) {
            case NORMAL -> delayed ? new Move(PENDING, Reason.ONSET) : raise(from, traits);
            case PENDING -> stay(from, Reason.REPEATED);
            case ACTIVE_UNACK, ACTIVE_ACK -> stay(from, Reason.UPDATED);
            case CLEARING_UNACK -> new Move(ACTIVE_UNACK, Reason.CLEAR_CANCELLED);
            case CLEARING_ACK -> new Move(ACTIVE_ACK, Reason.CLEAR_CANCELLED);
            case LATCHED_UNACK, LATCHED_ACK, RTN_UNACK -> delayed ? stay(from, Reason.ONSET) : raise(from, traits);
        };
    }

    private static Move gone(Phase from) {
        return switch (from) {
            case NORMAL, LATCHED_UNACK, LATCHED_ACK, RTN_UNACK -> stay(from, Reason.NONE);
            case PENDING -> new Move(NORMAL, Reason.NOT_SUSTAINED);
            case ACTIVE_UNACK, CLEARING_UNACK -> new Move(CLEARING_UNACK, Reason.CLEARING);
            case ACTIVE_ACK, CLEARING_ACK -> new Move(CLEARING_ACK, Reason.CLEARING);
        };
    }

    private static Move unknown(Phase from) {
        return switch (from) {
            case NORMAL, RTN_UNACK -> stay(from, Reason.NONE);
            case PENDING -> stay(from, Reason.HELD);
            case ACTIVE_UNACK, CLEARING_UNACK -> new Move(ACTIVE_UNACK, Reason.LAST_KNOWN_ALARM);
            case ACTIVE_ACK, CLEARING_ACK -> new Move(ACTIVE_ACK, Reason.LAST_KNOWN_ALARM);
            case LATCHED_UNACK, LATCHED_ACK -> stay(from, Reason.LAST_KNOWN_ALARM);
        };
    }

    private static Move raise(Phase from, Set<Trait> traits) {
        return switch (from) {
            case NORMAL, PENDING -> new Move(ACTIVE_UNACK, Reason.RAISED);
            case LATCHED_UNACK, RTN_UNACK -> new Move(ACTIVE_UNACK, Reason.RE_ALARM);
            case LATCHED_ACK -> {
                boolean kept = traits.contains(Trait.ACK_IS_FRESH) || traits.contains(Trait.CHATTERING);
                yield new Move(kept ? ACTIVE_ACK : ACTIVE_UNACK, Reason.RE_ALARM);
            }
            case ACTIVE_UNACK, ACTIVE_ACK -> stay(from, Reason.UPDATED);
            case CLEARING_UNACK -> new Move(ACTIVE_UNACK, Reason.CLEAR_CANCELLED);
            case CLEARING_ACK -> new Move(ACTIVE_ACK, Reason.CLEAR_CANCELLED);
        };
    }

    private static Move clear(Phase from, Set<Trait> traits) {
        if (!from.isClearing()) {
            return stay(from, Reason.NONE);
        }
        if (traits.contains(Trait.LATCHING)) {
            return new Move(from.isAcked() ? LATCHED_ACK : LATCHED_UNACK, Reason.LATCHED);
        }
        boolean closes = from.isAcked() || !traits.contains(Trait.NEEDS_ACK);
        return new Move(closes ? NORMAL : Phase.RTN_UNACK, Reason.CLEARED);
    }

    private static Move acknowledge(Phase from) {
        return switch (from) {
            case NORMAL, PENDING -> stay(from, Reason.NOT_OPEN);
            case ACTIVE_UNACK -> new Move(ACTIVE_ACK, Reason.ACKED);
            case CLEARING_UNACK -> new Move(CLEARING_ACK, Reason.ACKED);
            case LATCHED_UNACK -> new Move(LATCHED_ACK, Reason.ACKED);
            // A late acknowledgement closes, it never re-activates.
            case RTN_UNACK -> new Move(NORMAL, Reason.ACKED_AFTER_CLEAR);
            case ACTIVE_ACK, CLEARING_ACK, LATCHED_ACK -> stay(from, Reason.ALREADY_ACKED);
        };
    }

    private static Move reset(Phase from) {
        return switch (from) {
            case NORMAL, PENDING -> stay(from, Reason.NOT_OPEN);
            case LATCHED_ACK -> new Move(NORMAL, Reason.RESET);
            case LATCHED_UNACK -> stay(from, Reason.ACK_FIRST);
            case ACTIVE_UNACK, ACTIVE_ACK, CLEARING_UNACK, CLEARING_ACK -> stay(from, Reason.STILL_ACTIVE);
            case RTN_UNACK -> stay(from, Reason.NOT_LATCHED);
        };
    }

    private static Move lapse(Phase from) {
        return switch (from) {
            case NORMAL, PENDING -> stay(from, Reason.NOT_OPEN);
            case ACTIVE_ACK -> new Move(ACTIVE_UNACK, Reason.ACK_LAPSED);
            case CLEARING_ACK -> new Move(CLEARING_UNACK, Reason.ACK_LAPSED);
            case ACTIVE_UNACK, CLEARING_UNACK, LATCHED_UNACK, RTN_UNACK -> stay(from, Reason.NOT_ACKED);
            // The condition is gone: somebody has seen it, and it waits for a reset, not for progress.
            case LATCHED_ACK -> stay(from, Reason.NONE);
        };
    }

    private static Move changedAway(Phase from) {
        return switch (from) {
            case NORMAL -> stay(from, Reason.NONE);
            case PENDING -> new Move(NORMAL, Reason.NOT_SUSTAINED);
            case ACTIVE_UNACK, CLEARING_UNACK -> new Move(CLEARING_UNACK, Reason.RULE_CHANGED);
            case ACTIVE_ACK, CLEARING_ACK -> new Move(CLEARING_ACK, Reason.RULE_CHANGED);
            case LATCHED_UNACK, LATCHED_ACK, RTN_UNACK -> stay(from, Reason.RULE_CHANGED);
        };
    }

    private static Move end(Phase from, Reason reason) {
        return from == NORMAL || from == PENDING ? new Move(NORMAL, Reason.NONE) : new Move(NORMAL, reason);
    }

    private static Move stay(Phase phase, Reason reason) {
        return new Move(phase, reason);
    }
}
