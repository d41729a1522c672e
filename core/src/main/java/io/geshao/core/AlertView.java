package io.geshao.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One alert episode as others see it. Identity: {@code id}; there is at most one open episode per (rule, scope, drill).
 *
 * @param id stable text {@code rule|scope|onsetMillis[|drill]}: the same input always leads to the same id
 * @param rule id in the rule catalogue, such as {@code F1}
 * @param title the rule's name for people, by language tag ({@code zh}, {@code en})
 * @param scope what the alert is about: {@code device:ID}, {@code zone:COMMUNITY/ZONE}, {@code grid:PATH},
 *     {@code building:PATH}, {@code community:ID} or {@code gateway:ID}
 * @param place path of the place it is at
 * @param device the device whose reading decided, or null where silence of many or a correlation did
 * @param onsetMillis event time at which the condition became true
 * @param raisedMillis centre time at which the rule raised it
 * @param updatedMillis centre time of the last transition
 * @param evidence the values that decided, by {@code device/metric}
 * @param cause why it was reset, or null
 */
public record AlertView(
        String id,
        String rule,
        int ruleVersion,
        Map<String, String> title,
        Severity severity,
        State state,
        String scope,
        CommunityId community,
        String place,
        @Nullable DeviceId device,
        long onsetMillis,
        long raisedMillis,
        long updatedMillis,
        boolean drill,
        CaseHint caseHint,
        Map<String, Double> evidence,
        @Nullable String cause) {
    public AlertView {
        title = Map.copyOf(title);
        evidence = Map.copyOf(evidence);
    }

    /**
     * Where an alert episode stands: active and acknowledged are two independent bits, plus a latch (ISA-18.2). PENDING and
     * NORMAL are states of a rule, not of an episode, and never leave alerting.
     */
    public enum State {
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

    /**
     * What the rule says about the case that follows from its alerts.
     *
     * @param classCode class of the case ({@code EM-01}, {@code E01-92-1}…), or empty if no case follows
     * @param caseScope scope whose alerts share one case, in the form of {@link AlertView#scope}
     * @param suspected whether the alert alone is only a suspicion (疑似) that a person or a second source confirms
     * @param autoFile whether the platform files and dispatches the case itself
     */
    public record CaseHint(
            String classCode,
            CaseView.Domain domain,
            Grade grade,
            String caseScope,
            boolean suspected,
            boolean autoFile) {
        public boolean opensCase() {
            return !classCode.isEmpty();
        }
    }
}
