package io.geshao.incident.ladder;

import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import java.util.EnumSet;
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

    /** Entries after which somebody is at it. */
    private static final Set<EventKind> TAKEN =
            EnumSet.of(EventKind.ASSIGNED, EventKind.ARRIVED, EventKind.SUBMITTED, EventKind.SUSPENDED);

    /** Entries that say that somebody who acknowledged has done something about it since. */
    private static final Set<EventKind> PROGRESS = EnumSet.of(
            EventKind.COMMENTED,
            EventKind.PRE_CHECK_ANSWERED,
            EventKind.JOINT_ADDED,
            EventKind.WHISTLED,
            EventKind.WHISTLE_ANSWERED,
            EventKind.UPGRADED,
            EventKind.CLOSE_PROPOSED);

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
        if (!now.isOpen() || step.file().state().isEnded()) {
            return What.ENDED;
        }
        boolean taken = isTaken(step.file());
        if (taken ? !isTaken(before) : says(step, TAKEN)) {
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
        return says(step, PROGRESS) ? What.PROGRESS : What.NONE;
    }

    /** Whether any alert of the case is still an alarm on somebody's view. A case that people reported has none: it does. */
    public static boolean goesOn(CaseFile file) {
        return file.members().isEmpty()
                || file.members().stream()
                        .anyMatch(member ->
                                member.state().isActive() || member.state().isLatched());
    }

    /** States in which the clocks of the case rule: nobody is paged any more. */
    private static boolean isTaken(CaseFile file) {
        CaseState state = file.state();
        return state == CaseState.HANDLING || state.isHandled() || state.isReturned();
    }

    private static boolean says(Step step, Set<EventKind> kinds) {
        return step.entries().stream().anyMatch(entry -> kinds.contains(entry.kind()));
    }

    private static boolean isUrgent(Severity severity) {
        return LadderPlan.shipped(severity).isPresent();
    }

    /** The plan its severity has. */
    public Optional<LadderPlan> plan() {
        return LadderPlan.shipped(view.severity());
    }
}
