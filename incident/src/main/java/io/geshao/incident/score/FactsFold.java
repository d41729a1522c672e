package io.geshao.incident.score;

import io.geshao.casework.ClockKind;
import io.geshao.casework.cases.CaseSource;
import io.geshao.casework.score.Interview.Trigger;
import io.geshao.core.CaseView;
import io.geshao.core.Grade;
import io.geshao.core.registry.Place;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.CaseWork.Reporter;
import io.geshao.incident.flow.CaseWork.Whistle;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a step of a case to its facts and faults. Pure: what was known before, the step, and when it was. */
public final class FactsFold {
    private static final int GOOD = 4;
    private static final int EARLY_REWORKS = 2;
    private static final Set<CaseState> FED_BACK =
            EnumSet.of(CaseState.FEEDBACK, CaseState.TO_CLOSE, CaseState.VERIFY, CaseState.CLOSED, CaseState.EVALUATED);

    private final WorkCalendar calendar;

    public FactsFold(WorkCalendar calendar) {
        this.calendar = calendar;
    }

    /**
     * The facts after a step.
     *
     * @param before the facts before it, or null if it opened the case
     */
    public CaseFacts fold(@Nullable CaseFacts before, Step step, long nowMillis) {
        CaseFile file = step.file();
        CaseView view = file.view();
        CaseWork work = file.work();
        CaseState state = file.state();
        CaseFacts.Draft draft = new CaseFacts.Draft(subject(file));
        if (before != null) {
            before.moments().forEach(draft::at);
            before.tallies().forEach(draft::count);
            before.marks().forEach(mark -> draft.mark(mark, true));
        }
        once(draft, before, Moment.FILED, nowMillis, says(step, EventKind.FILED) > 0 || work.filing() != null);
        int dispatches = says(step, EventKind.DISPATCHED);
        once(draft, before, Moment.DISPATCHED, nowMillis, dispatches > 0);
        once(draft, before, Moment.WHISTLED, nowMillis, !work.whistles().isEmpty());
        once(draft, before, Moment.SUPERVISED, nowMillis, work.requests().demand() != null);
        once(draft, before, Moment.DISPUTED, nowMillis, work.requests().arbitration() != null);
        once(draft, before, Moment.SUSPENDED, nowMillis, work.requests().suspension() != null);
        boolean wasSuspended = before != null && before.at(Moment.SUSPENDED) != null;
        once(
                draft,
                before,
                Moment.RESUMED,
                nowMillis,
                wasSuspended && work.requests().suspension() == null);
        Long ended = Objects.requireNonNullElse(view.closedMillis(), nowMillis);
        once(draft, before, Moment.ENDED, ended, state.isEnded());
        once(draft, before, Moment.VOIDED, ended, state == CaseState.VOID);
        once(draft, before, Moment.CLOSED, ended, state == CaseState.CLOSED || state == CaseState.EVALUATED);
        draft.at(Moment.REPORTED, work.intake().reportedMillis());
        marks(draft, file);
        clock(draft, before, file);
        tallies(draft, before, work, dispatches);
        outcome(draft, file);
        return draft.finish();
    }

    private static void once(
            CaseFacts.Draft draft, @Nullable CaseFacts before, Moment moment, long millis, boolean holds) {
        if (holds && (before == null || before.at(moment) == null)) {
            draft.at(moment, millis);
        }
    }

    private static int says(Step step, EventKind kind) {
        return (int)
                step.entries().stream().filter(entry -> entry.kind() == kind).count();
    }

    private static void marks(CaseFacts.Draft draft, CaseFile file) {
        CaseView view = file.view();
        CaseWork work = file.work();
        CaseSource source = work.intake().source();
        draft.mark(Mark.DRILL, view.drill())
                .mark(Mark.MERGED, file.state() == CaseState.MERGED)
                .mark(Mark.VOID, file.state() == CaseState.VOID)
                .mark(Mark.EMERGENCY, view.domain() == CaseView.Domain.EMERGENCY)
                .mark(Mark.MAINTENANCE, view.domain() == CaseView.Domain.MAINTENANCE)
                .mark(Mark.GRAVE, view.grade() != Grade.IV)
                .mark(Mark.BY_SENSOR, source == CaseSource.SENSOR)
                .mark(Mark.BY_PATROL, source == CaseSource.PATROL)
                .mark(Mark.BY_WHISTLE, source == CaseSource.WHISTLE)
                .mark(Mark.BY_RESIDENT, source == CaseSource.RESIDENT)
                .mark(Mark.SUPERVISED_NOW, work.requests().demand() != null)
                .mark(Mark.DISPUTED_NOW, work.requests().arbitration() != null)
                .mark(Mark.RECURRED, view.recursOf() != null);
        Long closed = view.closedMillis();
        if (work.intake().reporters().stream()
                .anyMatch(reporter -> reporter.source() == CaseSource.RESIDENT
                        && (closed == null || reporter.reportedMillis() <= closed))) {
            draft.mark(Mark.COMPLAINED, true);
        }
        if (Boolean.TRUE.equals(
                work.requests().appeal() == null
                        ? null
                        : work.requests().appeal().decided())) {
            draft.mark(Mark.EXCUSED, true);
        }
    }

    /** The handling clock of the unit in charge; while it rests, what it said before stands. */
    private void clock(CaseFacts.Draft draft, @Nullable CaseFacts before, CaseFile file) {
        Optional<CaseClock> clock = handling(file);
        boolean emergency = file.view().domain() == CaseView.Domain.EMERGENCY;
        draft.mark(
                Mark.URGENT,
                emergency
                        || clock.map(handle -> handle.limit().runsOnWallClock())
                                .orElse(before != null && before.is(Mark.URGENT)));
        clock.map(handle -> handle.deadline(calendar)).ifPresent(due -> draft.at(Moment.DUE, due));
        if (clock.isEmpty()
                && file.state() == CaseState.TO_HANDLE
                && file.view().deadlineMillis() != null) {
            draft.at(Moment.DUE, file.view().deadlineMillis());
        }
    }

    private static Optional<CaseClock> handling(CaseFile file) {
        return file.work().clocks().stream()
                .filter(clock -> clock.kind() == ClockKind.HANDLE)
                .filter(clock -> clock.unit().equals(file.work().leadUnit())
                        || file.work().leadUnit().isEmpty())
                .reduce((first, second) -> second);
    }

    private static void tallies(CaseFacts.Draft draft, @Nullable CaseFacts before, CaseWork work, int dispatches) {
        List<Reporter> reporters = work.intake().reporters();
        List<Integer> ratings = new ArrayList<>();
        reporters.forEach(reporter -> {
            if (reporter.rating() != null) {
                ratings.add(reporter.rating());
            }
        });
        if (work.result() != null && work.result().rating() != null) {
            ratings.add(work.result().rating());
        }
        int reworks = work.tally().reworks();
        draft.count(Tally.DISPATCHES, dispatches + (before == null ? 0 : before.count(Tally.DISPATCHES)))
                .count(Tally.RETURNS, work.tally().returns())
                .count(Tally.NOT_OURS, work.tally().notOurs())
                .count(Tally.REWORKS, reworks)
                .count(Tally.LATER_REWORKS, Math.max(0, reworks - EARLY_REWORKS))
                .count(Tally.EXTENSIONS, work.tally().extensions())
                .count(Tally.WHISTLES, work.whistles().size())
                .count(Tally.ARRIVALS_IN_LIMIT, (int) work.whistles().stream()
                        .filter(whistle -> whistle.arrivedMillis() != null)
                        .filter(whistle -> !arrival(work, whistle)
                                .map(clock -> clock.missedMillis() != null)
                                .orElse(true))
                        .count())
                .count(Tally.UNANSWERED, (int) work.whistles().stream()
                        .filter(whistle -> whistle.answeredMillis() == null)
                        .count())
                .count(Tally.RATINGS, ratings.size())
                .count(Tally.GOOD_RATINGS, (int)
                        ratings.stream().filter(rating -> rating >= GOOD).count())
                .count(Tally.REPORTERS, reporters.size())
                .count(Tally.TOLD, (int) reporters.stream()
                        .filter(reporter -> reporter.toldMillis() != null)
                        .count());
    }

    private static Optional<CaseClock> arrival(CaseWork work, Whistle whistle) {
        return work.clocks().stream()
                .filter(clock -> clock.kind() == ClockKind.WHISTLE_ARRIVAL
                        && clock.unit().equals(whistle.unit()))
                .reduce((first, second) -> second);
    }

    /** Decided at the feedback; sent back for rework it is open again; without a feedback it is decided at closing. */
    private void outcome(CaseFacts.Draft draft, CaseFile file) {
        CaseFacts soFar = draft.finish();
        CaseWork.Result result = file.work().result();
        Long closed = soFar.at(Moment.CLOSED);
        boolean stands = FED_BACK.contains(file.state()) && result != null && result.fedBackMillis() != null;
        draft.at(Moment.FED_BACK, stands && result != null ? result.fedBackMillis() : null);
        boolean late;
        if (stands && result != null) {
            late = result.overdue();
        } else if (closed != null && soFar.at(Moment.DUE) != null) {
            late = closed > soFar.moments().getOrDefault(Moment.DUE, closed);
        } else {
            draft.mark(Mark.ON_TIME, false).mark(Mark.OVERDUE, false);
            return;
        }
        draft.mark(Mark.ON_TIME, !late).mark(Mark.OVERDUE, late);
    }

    private static CaseFacts.Subject subject(CaseFile file) {
        CaseView view = file.view();
        return new CaseFacts.Subject(
                view.number(),
                view.place(),
                file.work().leadUnit(),
                view.classCode(),
                file.listVersion(),
                file.work().intake().source().name(),
                view.grade().ordinal() + 1,
                view.severity().ordinal() + 1,
                spot(view.classCode(), view.place()),
                view.title());
    }

    /** What a complaint is matched by: the class at the building, or at the smallest place outside buildings. */
    public static String spot(String classCode, String place) {
        return classCode + "|" + Place.upTo(place, "building");
    }

    /** What a step speaks against units; a missed arrival is found by the first step after it. */
    public List<Fault> faults(@Nullable CaseFile before, Step step, long nowMillis) {
        CaseFile after = step.file();
        List<Fault> faults = new ArrayList<>();
        if (before == null || after.view().drill()) {
            return faults;
        }
        String number = after.view().number();
        if (after.work().tally().reworks() > before.work().tally().reworks()) {
            faults.add(new Fault(Trigger.REWORKED, before.work().leadUnit(), number, nowMillis));
        }
        CaseWork.Dispute dispute = before.work().requests().arbitration();
        if (dispute != null
                && after.work().requests().arbitration() == null
                && dispute.unit().equals(after.work().requests().boundUnit())) {
            faults.add(new Fault(Trigger.WRONG_RETURNS, dispute.unit(), number, nowMillis));
        }
        if (after.view().domain() == CaseView.Domain.EMERGENCY) {
            for (Whistle whistle : after.work().whistles()) {
                arrival(after.work(), whistle)
                        .filter(clock -> clock.isOverdue(nowMillis, calendar))
                        .map(clock -> clock.deadline(calendar))
                        .ifPresent(missed ->
                                faults.add(new Fault(Trigger.MISSED_ARRIVAL, whistle.unit(), number, missed)));
            }
        }
        return faults;
    }
}
