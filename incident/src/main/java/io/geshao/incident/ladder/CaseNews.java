package io.geshao.incident.ladder;

import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a case means to its ladder; NONE for most steps, so that they cost the ladder nothing. Pure.
 *
 * @param actor who did it
 */
public record CaseNews(What what, CaseView view, String actor) {
    /** What happened, the weightiest first: one step is one of these. */
    public enum What {
        /** A ladder begins: the case opened, or became urgent. */
        OPENED,
        /** The case is over. */
        ENDED,
        /** Somebody is at it: assigned, arrived, being handled. */
        TAKEN_UP,
        /** A suspicion was confirmed, or it became more severe: from the first step. */
        ANEW,
        /** The acknowledgement does not hold any more. */
        WITHDRAWN,
        ACKNOWLEDGED,
        /** An acknowledged alarm rings again and waits for somebody. */
        RANG_AGAIN,
        /** No alert of the case goes on. */
        WENT_QUIET,
        /** An alert of the case goes on again. */
        CAME_BACK,
        /** Somebody did something about it. */
        PROGRESS,
        NONE
    }

    /** States in which the clocks of the case rule: nobody is paged any more. */
    private static final Set<String> TAKEN_STATES =
            Set.of("HANDLING", "HANDLED", "FEEDBACK", "TO_CLOSE", "VERIFY", "RETURNED_DSP", "SUSPENDED");

    private static final Set<String> TAKEN_KINDS = Set.of("ARRIVED", "ASSIGNED", "SUBMITTED", "PLAN_STARTED");
    private static final Set<String> PROGRESS_KINDS =
            Set.of("COMMENTED", "FINDING", "FOUND", "PHOTO", "PHOTO_ADDED", "FILE_ADDED", "WHISTLED", "ANSWERED");

    public static CaseNews of(@Nullable CaseFile before, Step step) {
        CaseView view = step.file().view();
        String actor = step.entries().isEmpty() ? "" : step.entries().get(0).actor();
        return new CaseNews(what(before, step, view), view, actor);
    }

    private static What what(@Nullable CaseFile before, Step step, CaseView now) {
        if (!isUrgent(now.severity())) {
            return What.NONE;
        }
        if (before == null) {
            return now.isOpen() ? What.OPENED : What.NONE;
        }
        CaseView then = before.view();
        if (!then.isOpen()) {
            return What.NONE;
        }
        if (!isUrgent(then.severity())) {
            return now.isOpen() ? What.OPENED : What.NONE;
        }
        if (!now.isOpen()) {
            return What.ENDED;
        }
        boolean taken = TAKEN_STATES.contains(now.state());
        if (taken ? !TAKEN_STATES.contains(then.state()) : says(step, TAKEN_KINDS)) {
            return What.TAKEN_UP;
        }
        if ((then.suspected() && !now.suspected()) || now.severity().compareTo(then.severity()) < 0) {
            return What.ANEW;
        }
        if (then.ackedBy() != null && now.ackedBy() == null) {
            return What.WITHDRAWN;
        }
        if (now.ackedBy() != null && !Objects.equals(now.ackedMillis(), then.ackedMillis())) {
            return What.ACKNOWLEDGED;
        }
        return ofAlerts(before, step);
    }

    private static What ofAlerts(CaseFile before, Step step) {
        CaseFile after = step.file();
        boolean waits = after.members().stream()
                .anyMatch(member -> member.state().isActive()
                        && !member.taken()
                        && !member.state().isAcked());
        if (waits && step.entries().stream().anyMatch(entry -> entry.kind() == EventKind.RE_ALARM)) {
            return What.RANG_AGAIN;
        }
        if (goesOn(before) != goesOn(after)) {
            return goesOn(after) ? What.CAME_BACK : What.WENT_QUIET;
        }
        return says(step, PROGRESS_KINDS) ? What.PROGRESS : What.NONE;
    }

    /** Whether any alert of the case is still an alarm on somebody's view. A case that people reported has none: it does. */
    public static boolean goesOn(CaseFile file) {
        return file.members().isEmpty()
                || file.members().stream()
                        .anyMatch(member ->
                                member.state().isActive() || member.state().isLatched());
    }

    private static boolean says(Step step, Set<String> kinds) {
        return step.entries().stream()
                .anyMatch(entry -> kinds.contains(entry.kind().name()));
    }

    private static boolean isUrgent(Severity severity) {
        return LadderPlan.shipped(severity).isPresent();
    }

    /** The plan its severity has. */
    public Optional<LadderPlan> plan() {
        return LadderPlan.shipped(view.severity());
    }
}
