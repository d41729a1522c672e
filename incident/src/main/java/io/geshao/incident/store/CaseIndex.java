package io.geshao.incident.store;

import io.geshao.core.CaseView;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.Step;
import io.geshao.incident.machine.Timers;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps the narrow rows that lists, filters and timers read, in the transaction of the case. */
public final class CaseIndex implements StepFollower {
    private final Supplier<WorkCalendar> calendar;

    /** @param calendar the one in force; timers are due by it */
    public CaseIndex(Supplier<WorkCalendar> calendar) {
        this.calendar = calendar;
    }

    @Override
    public void follow(Handle handle, @Nullable CaseFile before, Step step, long nowMillis) {
        CaseFile file = step.file();
        CaseView view = file.view();
        CaseWork work = file.work();
        CaseWork.Result result = work.result();
        long untold = work.intake().reporters().stream()
                .filter(reporter -> reporter.toldMillis() == null)
                .count();
        handle.createUpdate("insert into incident.case_index values (:number, :opened, :updated, :closed, :deadline,"
                        + " :open, :overdue, :drill, :severity, :state, :domain, :class, :source, :level, :unit,"
                        + " :handler, :depth, :place, :overlays, :untold, :due) on conflict (number) do update set"
                        + " updated_millis = excluded.updated_millis, closed_millis = excluded.closed_millis,"
                        + " deadline_millis = excluded.deadline_millis, open = excluded.open,"
                        + " overdue = excluded.overdue, severity = excluded.severity, state = excluded.state,"
                        + " class_code = excluded.class_code, level = excluded.level, unit = excluded.unit,"
                        + " handler = excluded.handler, overlays = excluded.overlays, untold = excluded.untold,"
                        + " due_millis = excluded.due_millis")
                .bind("number", view.number())
                .bind("opened", view.openedMillis())
                .bind("updated", view.updatedMillis())
                .bind("closed", view.closedMillis())
                .bind("deadline", view.deadlineMillis())
                .bind("open", view.isOpen())
                .bind("overdue", result != null && result.overdue())
                .bind("drill", view.drill())
                .bind("severity", CaseStore.rank(view.severity()))
                .bind("state", view.state())
                .bind("domain", view.domain().name())
                .bind("class", view.classCode())
                .bind("source", work.intake().source().name())
                .bind("level", work.level().name())
                .bind("unit", work.leadUnit())
                .bind("handler", work.handler() == null ? "" : work.handler())
                .bind("depth", view.place().split("/", -1).length)
                .bind("place", view.place())
                .bindArray(
                        "overlays",
                        String.class,
                        file.overlays().stream().map(Enum::name).toArray())
                .bind("untold", view.isOpen() || work.mergedInto() != null ? 0 : untold)
                .bind("due", Timers.next(file, calendar.get()).orElse(null))
                .execute();
        if (before == null || !before.view().title().equals(view.title())) {
            words(handle, view);
        }
        if (before == null
                || !before.work().intake().reporters().equals(work.intake().reporters())
                || work.mergedInto() != null) {
            reporters(handle, file);
        }
    }

    private static void words(Handle handle, CaseView view) {
        String words = String.join(
                        " ",
                        view.number(),
                        view.title().getOrDefault("zh", ""),
                        view.title().getOrDefault("en", ""))
                .toLowerCase(Locale.ROOT);
        handle.createUpdate("insert into incident.case_words values (:number, :words, :pairs) on conflict (number) do"
                        + " update set words = excluded.words, pairs = excluded.pairs")
                .bind("number", view.number())
                .bind("words", words)
                .bindArray("pairs", String.class, pairs(words).toArray())
                .execute();
    }

    /** All pairs of neighbouring characters. */
    static Set<String> pairs(String words) {
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i + 2 <= words.length(); i++) {
            pairs.add(words.substring(i, i + 2));
        }
        return pairs;
    }

    private static void reporters(Handle handle, CaseFile file) {
        handle.createUpdate("delete from incident.case_reporter where number = :number")
                .bind("number", file.view().number())
                .execute();
        if (file.work().mergedInto() != null) {
            return; // they went along into the other case
        }
        for (CaseWork.Reporter reporter : file.work().intake().reporters()) {
            handle.createUpdate("insert into incident.case_reporter values"
                            + " (:number, :reporter, :source, :account, :reported, :told, :rating)")
                    .bind("number", file.view().number())
                    .bind("reporter", reporter.id())
                    .bind("source", reporter.source().name())
                    .bind("account", reporter.account())
                    .bind("reported", reporter.reportedMillis())
                    .bind("told", reporter.toldMillis())
                    .bind("rating", reporter.rating())
                    .execute();
        }
    }
}
