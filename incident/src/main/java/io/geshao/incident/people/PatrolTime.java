package io.geshao.incident.people;

import io.geshao.casework.people.PatrolShare;
import io.geshao.casework.people.TimeEntry;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Patrol share per worker and month, from the time ledger. Pure. */
public final class PatrolTime {
    private static final long MINUTE = 60_000;

    private PatrolTime() {}

    /** The share of everybody who wrote down time in the month; what reaches over its ends is cut there. */
    public static List<PatrolShare> shares(Collection<TimeEntry> entries, YearMonth month, ZoneId zone) {
        long from = month.atDay(1).atStartOfDay(zone).toInstant().toEpochMilli();
        long to = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().toEpochMilli();
        Map<String, List<TimeEntry>> byPerson = new TreeMap<>();
        for (TimeEntry entry : entries) {
            byPerson.computeIfAbsent(entry.person(), none -> new ArrayList<>()).add(entry);
        }
        List<PatrolShare> shares = new ArrayList<>();
        byPerson.forEach((person, of) -> {
            long duty = covered(of, any -> true, from, to);
            if (duty > 0) {
                long patrol = covered(of, entry -> entry.kind().isPatrol(), from, to);
                shares.add(new PatrolShare(person, month.toString(), duty / MINUTE, patrol / MINUTE));
            }
        });
        return shares;
    }

    private static long covered(List<TimeEntry> entries, Predicate<TimeEntry> counts, long from, long to) {
        List<TimeEntry> sorted = entries.stream()
                .filter(counts)
                .sorted(Comparator.comparingLong(TimeEntry::fromMillis))
                .toList();
        long sum = 0;
        long until = from;
        for (TimeEntry entry : sorted) {
            long start = Math.max(until, entry.fromMillis());
            long end = Math.min(to, entry.toMillis());
            if (end > start) {
                sum += end - start;
                until = end;
            }
        }
        return sum;
    }
}
