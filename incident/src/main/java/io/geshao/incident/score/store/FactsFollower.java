package io.geshao.incident.score.store;

import io.geshao.casework.cases.CaseSource;
import io.geshao.core.CaseView;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.Step;
import io.geshao.incident.score.CaseFacts;
import io.geshao.incident.score.FactsFold;
import io.geshao.incident.score.Fault;
import io.geshao.incident.score.Mark;
import io.geshao.incident.score.Moment;
import io.geshao.incident.score.Tally;
import io.geshao.incident.store.StepFollower;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps the facts of every case in the transaction of each of its steps. */
public final class FactsFollower implements StepFollower {
    private static final long BEFORE_MILLIS = 86_400_000;

    private final Supplier<WorkCalendar> calendar;

    /** @param calendar in force, asked at each step */
    public FactsFollower(Supplier<WorkCalendar> calendar) {
        this.calendar = calendar;
    }

    @Override
    public void follow(Handle handle, @Nullable CaseFile beforeFile, Step step, long nowMillis) {
        FactsFold fold = new FactsFold(calendar.get());
        CaseView view = step.file().view();
        CaseFacts before = beforeFile == null
                ? null
                : FactsStore.find(handle, view.number()).orElse(null);
        CaseFacts after = fold.fold(before, step, nowMillis);
        if (!after.equals(before)) {
            FactsStore.put(handle, after);
            nameUnit(handle, before, step.file());
            complaints(handle, before, step.file(), after);
            trace(handle, before, after, step, nowMillis);
        }
        if (beforeFile == null || !beforeFile.view().state().equals(view.state())) {
            handle.execute(
                    "insert into incident.score_stage (number, at_millis, state) values (?, ?, ?)",
                    view.number(),
                    nowMillis,
                    view.state());
        }
        for (Fault fault : fold.faults(beforeFile, step, nowMillis)) {
            handle.execute(
                    "insert into incident.score_fault (trigger, unit, number, at_millis) select ?, ?, ?, ?"
                            + " where not exists (select 1 from incident.score_fault where trigger = ? and unit = ?"
                            + " and number = ? and at_millis = ?)",
                    fault.trigger().name(),
                    fault.unit(),
                    fault.number(),
                    fault.atMillis(),
                    fault.trigger().name(),
                    fault.unit(),
                    fault.number(),
                    fault.atMillis());
        }
    }

    private static void nameUnit(Handle handle, @Nullable CaseFacts before, CaseFile file) {
        String unit = file.work().leadUnit();
        if (!unit.isEmpty() && (before == null || !before.subject().unit().equals(unit))) {
            handle.execute(
                    "insert into incident.score_unit values (?, ?, ?) on conflict (unit) do update"
                            + " set zh = excluded.zh, en = excluded.en",
                    unit,
                    file.view().unit().getOrDefault("zh", unit),
                    file.view().unit().getOrDefault("en", unit));
        }
    }

    /** A resident's report marks the cases of its class and building; a new case looks whether there is such a report. */
    private static void complaints(Handle handle, @Nullable CaseFacts before, CaseFile file, CaseFacts after) {
        CaseFacts.Subject subject = after.subject();
        if (after.is(Mark.DRILL) || (before != null && before.subject().spot().equals(subject.spot()))) {
            return;
        }
        for (CaseWork.Reporter reporter : file.work().intake().reporters()) {
            if (reporter.source() != CaseSource.RESIDENT) {
                continue;
            }
            handle.execute(
                    "insert into incident.score_complaint values (?, ?, ?) on conflict do nothing",
                    subject.spot(),
                    reporter.reportedMillis(),
                    subject.number());
            handle.execute(
                    "update incident.score_case set marks = marks | ? where spot = ? and reported_millis <= ?"
                            + " and (closed_millis is null or closed_millis >= ?)",
                    Mark.COMPLAINED.mask(),
                    subject.spot(),
                    reporter.reportedMillis() + BEFORE_MILLIS,
                    reporter.reportedMillis());
        }
        handle.execute(
                "update incident.score_case set marks = marks | ? where number = ? and exists (select 1 from"
                        + " incident.score_complaint where spot = ? and at_millis >= ?)",
                Mark.COMPLAINED.mask(),
                subject.number(),
                subject.spot(),
                after.moments().getOrDefault(Moment.REPORTED, 0L) - BEFORE_MILLIS);
    }

    /** What an ended case is judged by and changes afterwards leaves a trace. */
    private static void trace(Handle handle, @Nullable CaseFacts before, CaseFacts after, Step step, long nowMillis) {
        Long closed = before == null ? null : before.at(Moment.CLOSED);
        if (before == null || closed == null) {
            return;
        }
        String actor = step.entries().isEmpty() ? "" : step.entries().get(0).actor();
        for (Tally tally : List.of(Tally.RATINGS, Tally.GOOD_RATINGS, Tally.TOLD)) {
            if (before.count(tally) != after.count(tally)) {
                change(
                        handle,
                        after,
                        tally.column(),
                        Integer.toString(before.count(tally)),
                        Integer.toString(after.count(tally)),
                        nowMillis,
                        actor,
                        closed);
            }
        }
        if (!before.outcome().equals(after.outcome())) {
            Long due = after.at(Moment.DUE);
            change(
                    handle,
                    after,
                    "outcome",
                    before.outcome(),
                    after.outcome(),
                    nowMillis,
                    actor,
                    due == null ? closed : due);
        }
    }

    @SuppressWarnings("TooManyParameters") // one row
    private static void change(
            Handle handle,
            CaseFacts facts,
            String fact,
            String before,
            String after,
            long atMillis,
            String actor,
            long countsInMillis) {
        handle.execute(
                "insert into incident.score_change (number, place, unit, fact, before, after, at_millis, actor,"
                        + " counts_in_millis) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                facts.subject().number(),
                facts.subject().place(),
                facts.subject().unit(),
                fact,
                before,
                after,
                atMillis,
                actor,
                countsInMillis);
    }
}
