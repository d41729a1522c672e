package io.geshao.incident.score;

import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.OperatorLoad.Source;
import io.geshao.casework.score.OperatorLoad.Verdict;
import io.geshao.casework.score.Span;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The alarm load of one desk, counted from its announcements. Source: ANSI/ISA-18.2, alarm system performance. */
public final class LoadCount {
    static final long SLOT_MILLIS = 600_000;
    private static final int FLOOD_FROM = 10;
    private static final int FLOOD_ENDS_BELOW = 5;
    private static final int TOP = 10;
    private static final int LEAST_DAYS = 30;
    private static final double GOOD_PER_HOUR = 6;
    private static final double GOOD_PER_DAY = 150;
    private static final double MOST_PER_HOUR = 12;
    private static final double MOST_PER_DAY = 300;

    private LoadCount() {}

    /** Something that was told to a desk. */
    public record Announcement(long atMillis, String rule, String scope) {}

    /** @param announcements ascending by time, all within the span */
    public static OperatorLoad of(
            String community, Span span, List<Announcement> announcements, long chattering, long staleDays) {
        Map<String, Source> sources = new TreeMap<>();
        for (Announcement one : announcements) {
            sources.merge(
                    one.rule() + "|" + one.scope(),
                    new Source(one.rule(), one.scope(), 1),
                    (all, more) -> new Source(all.rule(), all.scope(), all.announced() + 1));
        }
        OperatorLoad counted = new OperatorLoad(
                community,
                span,
                announcements.size(),
                (span.toMillis() - span.fromMillis() + SLOT_MILLIS - 1) / SLOT_MILLIS,
                floodSlots(
                        span, announcements.stream().map(Announcement::atMillis).toList()),
                busiest(sources.values()),
                chattering,
                staleDays,
                Verdict.TOO_SHORT);
        return new OperatorLoad(
                community,
                span,
                counted.announced(),
                counted.slots(),
                counted.floodSlots(),
                counted.sources(),
                chattering,
                staleDays,
                verdict(counted));
    }

    private static List<Source> busiest(Collection<Source> sources) {
        return sources.stream()
                .sorted(Comparator.comparingLong(Source::announced)
                        .reversed()
                        .thenComparing(Source::rule)
                        .thenComparing(Source::scope))
                .limit(TOP)
                .toList();
    }

    private static Verdict verdict(OperatorLoad load) {
        if (load.span().days() < LEAST_DAYS) {
            return Verdict.TOO_SHORT;
        }
        if (load.perHour() <= GOOD_PER_HOUR && load.perDay() <= GOOD_PER_DAY) {
            return Verdict.ACCEPTABLE;
        }
        return load.perHour() <= MOST_PER_HOUR && load.perDay() <= MOST_PER_DAY
                ? Verdict.MANAGEABLE
                : Verdict.OVERLOADED;
    }

    /*
     * A flood begins when more than 10 fall within 10 minutes and ends when fewer than 5 do; it covers the time from the
     * first of those that began it to the end. Slots are counted from the start of the span, a slot that a flood touches is
     * in flood.
     */
    private static long floodSlots(Span span, List<Long> times) {
        Deque<Long> window = new ArrayDeque<>();
        long slots = 0;
        long counted = -1; // last slot counted
        long floodFrom = -1;
        for (int i = 0; i <= times.size(); i++) {
            long now = i < times.size() ? times.get(i) : span.toMillis();
            // What leaves the window before this one may end the flood in between.
            while (!window.isEmpty() && window.peekFirst() + SLOT_MILLIS <= now) {
                long left = window.removeFirst() + SLOT_MILLIS;
                if (floodFrom >= 0 && window.size() < FLOOD_ENDS_BELOW) {
                    long last = slot(span, Math.min(left, span.toMillis() - 1));
                    slots += last - Math.max(counted, slot(span, floodFrom) - 1);
                    counted = last;
                    floodFrom = -1;
                }
            }
            if (i == times.size()) {
                break;
            }
            window.addLast(now);
            if (floodFrom < 0 && window.size() > FLOOD_FROM) {
                floodFrom = Math.max(span.fromMillis(), window.peekFirst());
            }
        }
        if (floodFrom >= 0) {
            slots += slot(span, span.toMillis() - 1) - Math.max(counted, slot(span, floodFrom) - 1);
        }
        return slots;
    }

    private static long slot(Span span, long millis) {
        return (millis - span.fromMillis()) / SLOT_MILLIS;
    }
}
