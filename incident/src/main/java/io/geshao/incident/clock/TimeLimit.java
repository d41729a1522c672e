package io.geshao.incident.clock;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long a unit has. Shape: a positive whole number of a unit; whether nights and holidays count follows from the
 * unit. One work day is 8 work hours.
 */
public record TimeLimit(int value, Unit unit) {
    public TimeLimit {
        if (value <= 0) {
            throw new IllegalArgumentException("a limit is positive: " + value);
        }
    }

    /** What is counted, and on which clock. */
    public enum Unit {
        WORK_HOUR(Duration.ofHours(1), false, "个工作小时", "work hour", ""),
        WORK_DAY(Duration.ofHours(8), false, "个工作日", "work day", ""),
        URGENT_MINUTE(Duration.ofMinutes(1), true, "分钟", "minute", ""),
        URGENT_HOUR(Duration.ofHours(1), true, "小时（昼夜连续计时）", "hour", ", day and night"),
        URGENT_DAY(Duration.ofDays(1), true, "天（昼夜连续计时）", "day", ", day and night");

        private final Duration length;
        private final boolean wall;
        private final String zh;
        private final String en;
        private final String clockEn;

        Unit(Duration length, boolean wall, String zh, String en, String clockEn) {
            this.length = length;
            this.wall = wall;
            this.zh = zh;
            this.en = en;
            this.clockEn = clockEn;
        }

        public static Unit of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    public Duration length() {
        return unit.length.multipliedBy(value);
    }

    /** Whether the clock runs through nights, weekends and holidays. */
    public boolean runsOnWallClock() {
        return unit.wall;
    }

    public long deadline(long startMillis, WorkCalendar calendar) {
        return unit.wall ? startMillis + length().toMillis() : calendar.deadline(startMillis, length().toMillis());
    }

    /** The way to the deadline, step by step; see {@link WorkCalendar#stretches}. */
    public List<Stretch> stretches(long startMillis, WorkCalendar calendar) {
        return unit.wall
                ? List.of(new Stretch(Stretch.What.WALL, startMillis, startMillis + length().toMillis(), 0))
                : calendar.stretches(startMillis, length().toMillis());
    }

    public String zh() {
        return value + " " + unit.zh;
    }

    public String en() {
        return value + " " + unit.en + (value == 1 ? "" : "s") + unit.clockEn;
    }
}
