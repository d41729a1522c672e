package io.geshao.alerting.rule;

import io.geshao.core.AlertTransition;
import org.jspecify.annotations.Nullable;

/** What the evaluator answers: the state after, and why it is so. */
public record Step(RuleState state, Reason reason) {
    /** Reason codes of the alert state machine; those with a kind are transitions of an episode. */
    public enum Reason {
        /** Nothing was up and nothing is. */
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
        LAST_KNOWN_ALARM(null),
        RAISED(AlertTransition.Kind.RAISED),
        RE_ALARM(AlertTransition.Kind.RE_ALARM),
        ONSET_CORRECTED(AlertTransition.Kind.ONSET_CORRECTED),
        SEVERITY_UP(AlertTransition.Kind.SEVERITY_UP),
        LATCHED(AlertTransition.Kind.LATCHED),
        CLEARED(AlertTransition.Kind.CLEARED),
        ACKED(AlertTransition.Kind.ACKED),
        ACKED_AFTER_CLEAR(AlertTransition.Kind.ACKED_AFTER_CLEAR),
        RESET(AlertTransition.Kind.RESET),
        /** An order that came too late or twice. */
        ALREADY_ACKED(null),
        NOT_OPEN(null),
        NOT_LATCHED(null),
        ACK_FIRST(null),
        STILL_ACTIVE(null);

        private final AlertTransition.@Nullable Kind kind;

        Reason(AlertTransition.@Nullable Kind kind) {
            this.kind = kind;
        }

        /** The transition others see, or null if they see none. */
        public AlertTransition.@Nullable Kind kind() {
            return kind;
        }
    }
}
