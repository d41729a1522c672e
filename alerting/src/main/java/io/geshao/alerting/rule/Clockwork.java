package io.geshao.alerting.rule;

import io.geshao.alerting.rule.FileReader.Block;
import io.geshao.alerting.rule.Yaml.Scalar;
import io.geshao.core.Metric;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of a rule file that are about the clock on the wall: schedules and nights. */
final class Clockwork {
    private static final LocalTime MIDNIGHT = LocalTime.MIDNIGHT;

    private final FileReader file;

    Clockwork(FileReader file) {
        this.file = file;
    }

    Operand.@Nullable Nights nights(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        Metric metric = block.parsed("metric", Metric.FLOW, true, Clockwork::numeric, "a numeric metric");
        Block window = block.block("window");
        if (window == null) {
            block.required("window");
        }
        LocalTime from = window == null ? MIDNIGHT : time(window, "from");
        LocalTime to = window == null ? MIDNIGHT : time(window, "to");
        LocalTime judged = time(block, "judged");
        if (window != null) {
            window.finish();
            if (!to.isAfter(from)) {
                file.fault(window.at(), "the window of a night ends after it begins, on one day");
            } else if (judged.isBefore(to)) {
                file.fault(block.entry("judged"), "a night is judged after its window has ended");
            }
        }
        int days = block.number("days", 10, 2);
        block.finish();
        return new Operand.Nights(metric, from, to, judged, days, file.zone());
    }

    @Nullable
    Schedule schedule(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        List<Schedule.Window> windows = new ArrayList<>();
        for (Block one : block.blocks("windows")) {
            windows.add(new Schedule.Window(days(one), time(one, "from"), time(one, "to")));
            one.finish();
        }
        if (windows.isEmpty()) {
            file.fault(block.at(), "'windows' needs at least one entry");
        }
        Set<LocalDate> except = new HashSet<>();
        for (Scalar item : block.list("except")) {
            try {
                except.add(LocalDate.parse(item.text));
            } catch (DateTimeException e) {
                file.fault(item, "'" + item.text + "' is not a date such as 2026-10-01");
            }
        }
        block.finish();
        return new Schedule(windows, except, file.zone());
    }

    private Set<DayOfWeek> days(Block block) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Scalar item : block.list("days")) {
            DayOfWeek day = day(item.text);
            if (day == null) {
                file.fault(item, "'" + item.text + "' is not one of mon tue wed thu fri sat sun");
            } else {
                days.add(day);
            }
        }
        return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days;
    }

    private static @Nullable DayOfWeek day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().toLowerCase(Locale.ROOT).substring(0, 3).equals(text)) {
                return day;
            }
        }
        return null;
    }

    private static LocalTime time(Block block, String key) {
        return block.parsed(key, MIDNIGHT, true, Clockwork::clock, "a time of day such as 08:00, in quotes");
    }

    private static LocalTime clock(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Metric numeric(String name) {
        Metric metric = Metric.of(name);
        if (metric.isBoolean()) {
            throw new IllegalArgumentException(name);
        }
        return metric;
    }
}
