package io.geshao.alerting.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * When a rule's delays count, on the clock of the community: a delay must be over inside one window, and begins anew with
 * each. A window that ends before it begins goes on past midnight.
 *
 * @param except dates on which no window begins
 */
public record Schedule(List<Window> windows, Set<LocalDate> except, ZoneId zone) {
    /** A search for the next window gives up after so many days: a rule with an exception for each has none. */
    private static final int DAYS = 400;

    /** @param days on which it begins */
    public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to) {}

    public Schedule {
        windows = List.copyOf(windows);
        except = Set.copyOf(except);
    }

    /** One window on the time line, end exclusive. */
    private record Span(long fromMillis, long toMillis) {}

    /** The first moment at which a delay that runs since then has lasted that long; {@link Long#MAX_VALUE} is never. */
    long end(long sinceMillis, long delayMillis) {
        LocalDate day =
                Instant.ofEpochMilli(sinceMillis).atZone(zone).toLocalDate().minusDays(1);
        long first = Long.MAX_VALUE;
        for (int i = 0; i < DAYS && first == Long.MAX_VALUE; i++, day = day.plusDays(1)) {
            for (Window window : windows) {
                Span span = on(window, day);
                long over = Math.max(sinceMillis, span.fromMillis()) + delayMillis;
                if (over < span.toMillis()) {
                    first = Math.min(first, over);
                }
            }
        }
        return first;
    }

    private Span on(Window window, LocalDate day) {
        if (!window.days().contains(day.getDayOfWeek()) || except.contains(day)) {
            return new Span(0, 0);
        }
        LocalDate last = window.to().isAfter(window.from()) ? day : day.plusDays(1);
        return new Span(
                day.atTime(window.from()).atZone(zone).toInstant().toEpochMilli(),
                last.atTime(window.to()).atZone(zone).toInstant().toEpochMilli());
    }
}
