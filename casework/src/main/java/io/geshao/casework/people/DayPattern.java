package io.geshao.casework.people;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On which days a shift begins, as people write it: parts joined by commas, each of them {@code DAILY}, {@code WORKDAYS},
 * {@code WEEKENDS} (days without work that are no holiday), {@code HOLIDAYS}, a weekday or a range of them
 * ({@code MON-FRI}), a date or a range of them ({@code 2026-10-01..2026-10-07}), or every n-th day from a date on
 * ({@code 4@2026-11-30}).
 */
public final class DayPattern {
    private static final List<String> WEEK = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
    private static final int LONGEST_CYCLE = 366;

    private final String text;
    private final List<Part> parts;

    @FunctionalInterface
    private interface Part {
        boolean covers(LocalDate day, DayKinds kinds);
    }

    private DayPattern(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /** @throws IllegalArgumentException with the part that is not as described */
    public static DayPattern of(String text) {
        List<Part> parts = new ArrayList<>();
        for (String part : text.strip().toUpperCase(Locale.ROOT).split(",", -1)) {
            parts.add(part(part.strip()));
        }
        return new DayPattern(text.strip(), List.copyOf(parts));
    }

    private static Part part(String part) {
        return switch (part) {
            case "DAILY" -> (day, kinds) -> true;
            case "WORKDAYS" -> (day, kinds) -> kinds.isWorkday(day);
            case "WEEKENDS" -> (day, kinds) -> !kinds.isWorkday(day) && !kinds.isHoliday(day);
            case "HOLIDAYS" -> (day, kinds) -> kinds.isHoliday(day);
            default -> {
                try {
                    yield part.isEmpty() || !Character.isDigit(part.charAt(0)) ? weekdays(part) : dates(part);
                } catch (DateTimeException | IllegalArgumentException e) {
                    throw new IllegalArgumentException("'" + part + "' names no days", e);
                }
            }
        };
    }

    private static Part weekdays(String part) {
        String[] ends = part.split("-", -1);
        int from = WEEK.indexOf(ends[0]);
        int to = WEEK.indexOf(ends[ends.length - 1]);
        if (from < 0 || to < 0 || ends.length > 2) {
            throw new IllegalArgumentException(part);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (int i = from; ; i = (i + 1) % WEEK.size()) {
            days.add(DayOfWeek.of(i + 1));
            if (i == to) {
                return (day, kinds) -> days.contains(day.getDayOfWeek());
            }
        }
    }

    private static Part dates(String part) {
        int at = part.indexOf('@');
        if (at > 0) {
            int cycle = Integer.parseInt(part.substring(0, at));
            LocalDate first = LocalDate.parse(part.substring(at + 1));
            if (cycle < 1 || cycle > LONGEST_CYCLE) {
                throw new IllegalArgumentException(part);
            }
            return (day, kinds) -> !day.isBefore(first) && ChronoUnit.DAYS.between(first, day) % cycle == 0;
        }
        int dots = part.indexOf("..");
        LocalDate from = LocalDate.parse(dots < 0 ? part : part.substring(0, dots));
        LocalDate to = dots < 0 ? from : LocalDate.parse(part.substring(dots + 2));
        if (to.isBefore(from)) {
            throw new IllegalArgumentException(part);
        }
        return (day, kinds) -> !day.isBefore(from) && !day.isAfter(to);
    }

    public boolean covers(LocalDate day, DayKinds kinds) {
        for (Part part : parts) {
            if (part.covers(day, kinds)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DayPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
