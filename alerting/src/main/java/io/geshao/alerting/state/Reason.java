package io.geshao.alerting.state;

import io.geshao.core.AlertTransition;
import org.jspecify.annotations.Nullable;

/** Why a phase is what it is after an event; those with a kind are transitions of an episode that others see. */
public enum Reason {
    /** Nothing was up and nothing is, or the event means nothing here. */
    NONE(null),
    /** The condition began; its delay runs. */
    ONSET(null),
    /** The condition still holds, its delay still runs. */
    REPEATED(null),
    /** The condition went before its delay was over. */
    NOT_SUSTAINED(null),
    /** Nothing is known: the delay stands still. */
    HELD(null),
    UPDATED(null),
    CLEARING(null),
    CLEAR_CANCELLED(null),
    /** The same state from a snapshot and the input after it. */
    REPLAYED(null),
    LAST_KNOWN_ALARM(AlertTransition.Kind.LAST_KNOWN_ALARM),
    KNOWN_AGAIN(AlertTransition.Kind.KNOWN_AGAIN),
    RAISED(AlertTransition.Kind.RAISED),
    RE_ALARM(AlertTransition.Kind.RE_ALARM),
    ONSET_CORRECTED(AlertTransition.Kind.ONSET_CORRECTED),
    SEVERITY_UP(AlertTransition.Kind.SEVERITY_UP),
    SEVERITY_DOWN(AlertTransition.Kind.SEVERITY_DOWN),
    LATCHED(AlertTransition.Kind.LATCHED),
    CLEARED(AlertTransition.Kind.CLEARED),
    ACKED(AlertTransition.Kind.ACKED),
    ACKED_AFTER_CLEAR(AlertTransition.Kind.ACKED_AFTER_CLEAR),
    ACK_LAPSED(AlertTransition.Kind.ACK_LAPSED),
    RESET(AlertTransition.Kind.RESET),
    STALE(AlertTransition.Kind.STALE),
    SHELVED(AlertTransition.Kind.SHELVED),
    UNSHELVED(AlertTransition.Kind.UNSHELVED),
    INHIBITED(AlertTransition.Kind.INHIBITED),
    UNINHIBITED(AlertTransition.Kind.UNINHIBITED),
    OUT_OF_SERVICE(AlertTransition.Kind.OUT_OF_SERVICE),
    BACK_IN_SERVICE(AlertTransition.Kind.BACK_IN_SERVICE),
    CHATTERING(AlertTransition.Kind.CHATTERING),
    CHATTER_OVER(AlertTransition.Kind.CHATTER_OVER),
    TOLD_AT_EDGE(AlertTransition.Kind.TOLD_AT_EDGE),
    RULE_CHANGED(AlertTransition.Kind.RULE_CHANGED),
    RULE_REMOVED(AlertTransition.Kind.RULE_REMOVED),
    DEVICE_RETIRED(AlertTransition.Kind.DEVICE_RETIRED),
    /** An order that came too late or twice. */
    ALREADY_ACKED(null),
    NOT_ACKED(null),
    NOT_OPEN(null),
    NOT_LATCHED(null),
    ACK_FIRST(null),
    STILL_ACTIVE(null),
    /** An order about silences was carried out. */
    DONE(null);

    private final AlertTransition.@Nullable Kind kind;

    Reason(AlertTransition.@Nullable Kind kind) {
        this.kind = kind;
    }

    /** The transition others see, or null if they see none. */
    public AlertTransition.@Nullable Kind kind() {
        return kind;
    }
}
