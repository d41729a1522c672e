package io.geshao.casework.cases;

import io.geshao.casework.ClockKind;
import io.geshao.core.CaseView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a page shows of a case beside its timeline, as one actor may see it.
 *
 * @param leadUnit code of the unit in charge, empty before dispatch
 * @param handler account it is assigned to, or null
 * @param filing the four clears, or null before filing
 * @param mergedInto number of the case it goes on in, or null
 * @param waits what waits for a decision or lies over the state, by name: {@code ask}, {@code suspendedUntil},
 *     {@code demand}, {@code dispute}, {@code boundUnit}, {@code appeal}, {@code closeProposedBy}, {@code question}
 * @param allowed what the actor may do now
 */
public record CaseSheet(
        CaseView view,
        CaseSource source,
        long reportedMillis,
        CaseLevel level,
        String leadUnit,
        @Nullable String handler,
        Set<CaseOverlay> overlays,
        @Nullable FourClears filing,
        @Nullable Outcome outcome,
        Counts counts,
        List<Clock> clocks,
        List<Reporter> reporters,
        List<JointPart> joint,
        List<Whistle> whistles,
        Map<String, String> waits,
        @Nullable String mergedInto,
        List<Attachment> attachments,
        List<Allowed> allowed) {
    public CaseSheet {
        overlays = Set.copyOf(overlays);
        clocks = List.copyOf(clocks);
        reporters = List.copyOf(reporters);
        joint = List.copyOf(joint);
        whistles = List.copyOf(whistles);
        waits = Map.copyOf(waits);
        attachments = List.copyOf(attachments);
        allowed = List.copyOf(allowed);
    }

    /** 四个明确: responsible unit, content, limit, closing standard; with the class condition that is met. */
    public record FourClears(
            String unit,
            String content,
            Map<String, String> limit,
            String standard,
            String condition,
            @Nullable String admission) {}

    /**
     * What was done.
     *
     * @param overdue decided at the feedback, for good
     * @param rating of a supervisor, 1 to 5, or null
     */
    public record Outcome(
            String text,
            List<String> photos,
            @Nullable Long fedBackMillis,
            boolean overdue,
            @Nullable Integer rating) {}

    /** What has been counted. */
    public record Counts(int returns, int notOurs, int reworks, int extensions, int suspensions) {}

    /**
     * One clock.
     *
     * @param unit whose time it counts, empty for the case's own
     * @param usedShare 1 when the limit is used up
     * @param deadlineMillis when it runs out, or null while it rests or after it stopped in time
     */
    public record Clock(
            ClockKind kind,
            String unit,
            Map<String, String> limit,
            String state,
            long startedMillis,
            double usedShare,
            @Nullable Long deadlineMillis,
            boolean overdue) {}

    /**
     * Somebody who reported it.
     *
     * @param contact masked unless the actor tells reporters
     * @param toldMillis when told the outcome, or null
     */
    public record Reporter(
            String id,
            CaseSource source,
            String name,
            String contact,
            String words,
            long reportedMillis,
            @Nullable Long toldMillis,
            @Nullable String told,
            @Nullable Integer rating) {}

    /** A helping unit; result is null while its part is open. */
    public record JointPart(
            String unit, String task, @Nullable String result) {}

    /** A called department. */
    public record Whistle(
            String unit,
            String why,
            String urgency,
            @Nullable Long answeredMillis,
            @Nullable Long arrivedMillis) {}

    /** An action that the actor may do now, with the fields of its form and what is proposed for them. */
    public record Allowed(CaseAction action, List<CaseField> fields, Map<String, String> proposed) {}
}
