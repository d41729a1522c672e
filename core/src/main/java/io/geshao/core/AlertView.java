package io.geshao.core;

import java.util.Map;
import java.util.Set;
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
 * @param standing what stands beside the state: who put it aside, what inhibits it, what is known of it now
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
        @Nullable String cause,
        Standing standing) {
    @SuppressWarnings("RedundantNullCheck") // null in what an older version stored
    public AlertView {
        title = Map.copyOf(title);
        evidence = Map.copyOf(evidence);
        standing = standing == null ? Standing.NONE : standing;
    }

    /** An episode with nothing beside its state. */
    public AlertView(
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
        this(
                id,
                rule,
                ruleVersion,
                title,
                severity,
                state,
                scope,
                community,
                place,
                device,
                onsetMillis,
                raisedMillis,
                updatedMillis,
                drill,
                caseHint,
                evidence,
                cause,
                Standing.NONE);
    }

    /**
     * What stands beside an episode's state (ISA-18.2: shelved, suppressed by design, out of service). None of it changes
     * the state: the alarm runs on and is recorded, but nobody is told and no case opens while it is {@link #isQuiet}.
     *
     * @param shelved the silence that holds it, or null
     * @param outOfService the work order that took it out of service, or null
     * @param inhibitedBy ids of the active alerts that suppress it by design; empty if none do
     * @param chattering it came and went so often that it is held until it has been steady for a while
     * @param lastKnown nothing is known of the condition now: the alarm stands as last known (最后已知报警)
     * @param tellFromMillis people are told not before this time, 0 is at once
     */
    public record Standing(
            @Nullable Hold shelved,
            @Nullable Hold outOfService,
            Set<String> inhibitedBy,
            boolean chattering,
            boolean lastKnown,
            long tellFromMillis) {
        public static final Standing NONE = new Standing(null, null, Set.of(), false, false, 0);

        public Standing {
            inhibitedBy = Set.copyOf(inhibitedBy);
        }

        /** Whether it is put aside: told to nobody, and no case follows. */
        public boolean isQuiet() {
            return shelved != null || outOfService != null || !inhibitedBy.isEmpty();
        }
    }

    /**
     * Who put an alert aside.
     *
     * @param id of the silence
     * @param by account name of its owner
     * @param reason in the owner's words; for out of service with the work order's number
     * @param untilMillis when it ends by itself
     */
    public record Hold(String id, String by, String reason, long untilMillis) {}

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
