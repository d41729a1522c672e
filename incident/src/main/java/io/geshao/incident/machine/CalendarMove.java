package io.geshao.incident.machine;

import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Decides what another work calendar does to a case: (case, calendar before, now) to (case, entry). Pure. */
public final class CalendarMove {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private CalendarMove() {}

    /**
     * The step that moves the deadlines of the case's running clocks; empty if none moves. A deadline that has passed by
     * the calendar before stays passed; what a paused clock has used stays used.
     *
     * @param machine that knows the new calendar
     * @param before the calendar the case was last counted by
     * @param version name of the new calendar's version, for the entry
     */
    public static Optional<Step> of(
            CaseMachine machine, CaseFile file, WorkCalendar before, String version, long nowMillis) {
        WorkCalendar after = machine.calendar();
        List<String> zh = new ArrayList<>();
        List<String> en = new ArrayList<>();
        for (CaseClock clock : file.work().clocks()) {
            Long old = clock.deadline(before);
            Long moved = clock.deadline(after);
            if (old != null && moved != null && !old.equals(moved) && nowMillis <= old) {
                zh.add(clock.kind() + " " + at(old, before) + " → " + at(moved, after));
                en.add(clock.kind() + " " + at(old, before) + " → " + at(moved, after));
            }
        }
        CaseDraft draft = new CaseDraft(file);
        boolean settled = draft.clocks.settle(nowMillis, before);
        if (zh.isEmpty()) {
            return settled ? Optional.of(draft.finish(nowMillis)) : Optional.empty();
        }
        Long shown = machine.deadline(draft);
        if (Objects.equals(shown, draft.deadlineMillis) && zh.size() == 1 && shows(file, shown, after)) {
            return Optional.empty(); // moved already, by a pass that a still newer calendar overtook
        }
        draft.deadlineMillis = shown;
        draft.say(
                EventKind.DEADLINE_MOVED,
                "SYS",
                "calendar " + version,
                Map.of(
                        "zh", "工作日历变更（" + version + "），截止时间重算：" + String.join("；", zh),
                        "en", "Work calendar changed (" + version + "), deadlines moved: " + String.join("; ", en)));
        return Optional.of(draft.finish(nowMillis));
    }

    private static boolean shows(CaseFile file, @org.jspecify.annotations.Nullable Long shown, WorkCalendar after) {
        return file.work().clocks().stream()
                .filter(CaseClock::isRunning)
                .anyMatch(clock -> Objects.equals(clock.deadline(after), shown)
                        && !clock.limit().runsOnWallClock());
    }

    private static String at(long millis, WorkCalendar calendar) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(calendar.zone()));
    }
}
