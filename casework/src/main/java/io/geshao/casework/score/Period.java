package io.geshao.casework.score;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.WeekFields;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole calendar days [first, end) in the community's zone, as reports count them.
 *
 * @param end the day after the last
 */
public record Period(Kind kind, LocalDate first, LocalDate end) {
    private static final Pattern WEEK = Pattern.compile("(\\d{4})-W(\\d{2})");
    private static final int DAYS_PER_WEEK = 7;
    /** A week is compared with the week of the same weekdays a year before. */
    private static final int WEEKS_PER_YEAR = 52;

    private static final int MOST_DAYS = 3_700;

    public Period {
        if (!first.isBefore(end) || ChronoUnit.DAYS.between(first, end) > MOST_DAYS) {
            throw new IllegalArgumentException("a period has 1 to " + MOST_DAYS + " days");
        }
    }

    /** What a period is, which decides what comes before it. */
    public enum Kind {
        DAY,
        WEEK,
        MONTH,
        YEAR,
        DAYS
    }

    public static Period day(LocalDate day) {
        return new Period(Kind.DAY, day, day.plusDays(1));
    }

    /** The week from Monday that holds the day. */
    public static Period week(LocalDate day) {
        LocalDate monday = day.with(WeekFields.ISO.dayOfWeek(), 1);
        return new Period(Kind.WEEK, monday, monday.plusDays(DAYS_PER_WEEK));
    }

    public static Period month(YearMonth month) {
        return new Period(Kind.MONTH, month.atDay(1), month.plusMonths(1).atDay(1));
    }

    public static Period year(int year) {
        return new Period(Kind.YEAR, LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
    }

    /**
     * A period by its name: {@code 2026-03-02}, {@code 2026-W10}, {@code 2026-03}, {@code 2026} or
     * {@code 2026-03-02..2026-03-09}, whose last day is part of it.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Period of(String name) {
        try {
            int dots = name.indexOf("..");
            if (dots > 0) {
                return new Period(
                        Kind.DAYS,
                        LocalDate.parse(name.substring(0, dots)),
                        LocalDate.parse(name.substring(dots + 2)).plusDays(1));
            }
            Matcher week = WEEK.matcher(name);
            if (week.matches()) {
                LocalDate inWeekOne = LocalDate.of(Integer.parseInt(week.group(1)), 1, 4);
                Period found = week(inWeekOne.plusWeeks(Integer.parseInt(week.group(2)) - 1L));
                if (!found.name().equals(name)) {
                    throw new IllegalArgumentException("no such week: " + name);
                }
                return found;
            }
            return switch (name.length()) {
                case 4 -> year(Year.parse(name).getValue());
                case 7 -> month(YearMonth.parse(name));
                default -> day(LocalDate.parse(name));
            };
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a period: '" + name + "'", e);
        }
    }

    /** As {@link #of} reads it. */
    public String name() {
        return switch (kind) {
            case DAY -> first.toString();
            case WEEK ->
                String.format(
                        Locale.ROOT,
                        "%d-W%02d",
                        first.get(WeekFields.ISO.weekBasedYear()),
                        first.get(WeekFields.ISO.weekOfWeekBasedYear()));
            case MONTH -> YearMonth.from(first).toString();
            case YEAR -> Integer.toString(first.getYear());
            case DAYS -> first + ".." + end.minusDays(1);
        };
    }

    /** The one before (环比): the month before a month, as many days before any days. */
    public Period before() {
        return switch (kind) {
            case DAY -> day(first.minusDays(1));
            case WEEK -> week(first.minusDays(1));
            case MONTH -> month(YearMonth.from(first).minusMonths(1));
            case YEAR -> year(first.getYear() - 1);
            case DAYS -> new Period(Kind.DAYS, first.minusDays(ChronoUnit.DAYS.between(first, end)), first);
        };
    }

    /** The same a year before (同比). */
    public Period yearBefore() {
        return switch (kind) {
            case DAY -> day(first.minusYears(1));
            case WEEK -> week(first.minusWeeks(WEEKS_PER_YEAR));
            case MONTH -> month(YearMonth.from(first).minusYears(1));
            case YEAR -> year(first.getYear() - 1);
            case DAYS -> {
                LocalDate from = first.minusYears(1);
                yield new Period(Kind.DAYS, from, from.plusDays(ChronoUnit.DAYS.between(first, end)));
            }
        };
    }

    public Span span(ZoneId zone) {
        return new Span(
                first.atStartOfDay(zone).toInstant().toEpochMilli(),
                end.atStartOfDay(zone).toInstant().toEpochMilli());
    }
}
