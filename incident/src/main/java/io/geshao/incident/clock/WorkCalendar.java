package io.geshao.incident.clock;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts work time: usually 08:00–12:00 and 14:00–18:00, Monday to Friday, in the community's zone; a date may be
 * overridden as a holiday, after a swap (调休) as a workday, or with slots of its own. Times in and out are milliseconds
 * since the epoch. Immutable; any thread.
 */
public final class WorkCalendar {
    /*
     * A clock started outside the slots begins at the next one; a limit that is used up exactly at the end of a slot ends
     * there and not at the next slot. A pause is rest() at its start and deadline() with that rest at its end: only work
     * time is subtracted. Taking off the wall length of a pause would count its nights twice (frappe/erpnext PR#49414).
     */
    /** A calendar of holidays only would never end; no limit of the class tables comes near this. */
    private static final int HORIZON_DAYS = 3_660;

    private final ZoneId zone;
    private final Map<DayOfWeek, List<Slot>> week;
    private final Map<LocalDate, List<Slot>> dates;

    /** The usual week with dates that differ. A date in both sets is a workday. */
    public WorkCalendar(ZoneId zone, Set<LocalDate> holidays, Set<LocalDate> workdays) {
        this(zone, usualWeek(), overrides(holidays, workdays));
    }

    /**
     * Any week.
     *
     * @param week slots of each day of the week; a day that is missing is free
     * @param dates slots of the dates that differ from their day of the week; none for a holiday
     */
    public WorkCalendar(ZoneId zone, Map<DayOfWeek, List<Slot>> week, Map<LocalDate, List<Slot>> dates) {
        this.zone = zone;
        Map<DayOfWeek, List<Slot>> days = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            days.put(day, Slot.ordered(week.getOrDefault(day, List.of())));
        }
        this.week = days;
        Map<LocalDate, List<Slot>> different = new HashMap<>();
        dates.forEach((date, slots) -> different.put(date, Slot.ordered(slots)));
        this.dates = Map.copyOf(different);
    }

    static Map<DayOfWeek, List<Slot>> usualWeek() {
        Map<DayOfWeek, List<Slot>> week = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            week.put(day, day.compareTo(DayOfWeek.SATURDAY) < 0 ? Slot.USUAL : List.of());
        }
        return week;
    }

    private static Map<LocalDate, List<Slot>> overrides(Set<LocalDate> holidays, Set<LocalDate> workdays) {
        Map<LocalDate, List<Slot>> dates = new HashMap<>();
        holidays.forEach(day -> dates.put(day, List.of()));
        workdays.forEach(day -> dates.put(day, Slot.USUAL));
        return dates;
    }

    /** When a clock that starts now has used up that much work time. */
    public long deadline(long startMillis, long workMillis) {
        long[] end = {0};
        walk(startMillis, workMillis, stretch -> end[0] = stretch.toMillis());
        return end[0];
    }

    /**
     * What a limit passes through until it is used up, oldest first, without holes: work that is used and everything
     * between that is not. For a person who asks why a deadline is when it is.
     */
    public List<Stretch> stretches(long startMillis, long workMillis) {
        List<Stretch> path = new ArrayList<>();
        long[] reached = {startMillis};
        walk(startMillis, workMillis, stretch -> {
            LocalDate day = date(reached[0]);
            for (; day.isBefore(date(stretch.fromMillis())); day = day.plusDays(1)) {
                long next = day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
                path.add(new Stretch(why(day), reached[0], next, stretch.restMillis() + stretch.lengthMillis()));
                reached[0] = next;
            }
            if (reached[0] < stretch.fromMillis()) {
                path.add(new Stretch(
                        Stretch.What.OUTSIDE_HOURS,
                        reached[0],
                        stretch.fromMillis(),
                        stretch.restMillis() + stretch.lengthMillis()));
            }
            path.add(stretch);
            reached[0] = stretch.toMillis();
        });
        return path;
    }

    private void walk(long startMillis, long workMillis, Consumer<Stretch> used) {
        if (workMillis <= 0) {
            throw new IllegalArgumentException("a limit is positive: " + workMillis);
        }
        long rest = workMillis;
        LocalDate day = date(startMillis);
        for (int i = 0; i < HORIZON_DAYS; i++, day = day.plusDays(1)) {
            for (Slot slot : slots(day)) {
                long from = Math.max(slot.fromMillis(day, zone), startMillis);
                long to = slot.toMillis(day, zone);
                if (from >= to) {
                    continue;
                }
                long taken = Math.min(rest, to - from);
                rest -= taken;
                used.accept(new Stretch(Stretch.What.WORK, from, from + taken, rest));
                if (rest == 0) {
                    return;
                }
            }
        }
        throw new IllegalArgumentException("no end of " + workMillis + " ms of work within " + HORIZON_DAYS + " days");
    }

    /** Work time between two moments; 0 if the second is not later. */
    public long workBetween(long fromMillis, long toMillis) {
        long sum = 0;
        LocalDate last = date(toMillis);
        for (LocalDate day = date(fromMillis); !day.isAfter(last); day = day.plusDays(1)) {
            for (Slot slot : slots(day)) {
                sum += Math.max(
                        0,
                        Math.min(slot.toMillis(day, zone), toMillis)
                                - Math.max(slot.fromMillis(day, zone), fromMillis));
            }
        }
        return sum;
    }

    public ZoneId zone() {
        return zone;
    }

    /** The work of a date, in order; none on a free day. */
    public List<Slot> slots(LocalDate day) {
        List<Slot> own = dates.get(day);
        return own != null ? own : week.getOrDefault(day.getDayOfWeek(), List.of());
    }

    /** Why nothing was used of a day's rest: it is no workday, or its work was over. */
    private Stretch.What why(LocalDate day) {
        if (!slots(day).isEmpty()) {
            return Stretch.What.OUTSIDE_HOURS;
        }
        return dates.containsKey(day) ? Stretch.What.HOLIDAY : Stretch.What.FREE_DAY;
    }

    private LocalDate date(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
    }
}
