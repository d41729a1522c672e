package io.geshao.incident.clock;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Counts work time: 08:00–12:00 and 14:00–18:00, Monday to Friday, in the community's zone; a date may be overridden as
 * a holiday or, after a swap (调休), as a workday. Times in and out are milliseconds since the epoch.
 */
public final class WorkCalendar {
    /*
     * A clock started outside the slots begins at the next one; a limit that is used up exactly at the end of a slot ends
     * there and not at the next slot. A pause is rest() at its start and deadline() with that rest at its end: only work
     * time is subtracted. Taking off the wall length of a pause would count its nights twice (frappe/erpnext PR#49414).
     */
    private static final List<LocalTime[]> SLOTS = List.of(
            new LocalTime[] {LocalTime.of(8, 0), LocalTime.of(12, 0)},
            new LocalTime[] {LocalTime.of(14, 0), LocalTime.of(18, 0)});
    /** A calendar of holidays only would never end; no limit of the class tables comes near this. */
    private static final int HORIZON_DAYS = 3_660;

    private final ZoneId zone;
    private final Set<LocalDate> holidays;
    private final Set<LocalDate> workdays;

    public WorkCalendar(ZoneId zone, Set<LocalDate> holidays, Set<LocalDate> workdays) {
        this.zone = zone;
        this.holidays = Set.copyOf(holidays);
        this.workdays = Set.copyOf(workdays);
    }

    /** When a clock that starts now has used up that much work time. */
    public long deadline(long startMillis, long workMillis) {
        if (workMillis <= 0) {
            throw new IllegalArgumentException("a limit is positive: " + workMillis);
        }
        long rest = workMillis;
        LocalDate day = Instant.ofEpochMilli(startMillis).atZone(zone).toLocalDate();
        for (int i = 0; i < HORIZON_DAYS; i++, day = day.plusDays(1)) {
            for (long[] slot : slots(day)) {
                long from = Math.max(slot[0], startMillis);
                if (from >= slot[1]) {
                    continue;
                }
                if (rest <= slot[1] - from) {
                    return from + rest;
                }
                rest -= slot[1] - from;
            }
        }
        throw new IllegalArgumentException("no end of " + workMillis + " ms of work within " + HORIZON_DAYS + " days");
    }

    /** Work time between two moments; 0 if the second is not later. */
    public long workBetween(long fromMillis, long toMillis) {
        long sum = 0;
        LocalDate day = Instant.ofEpochMilli(fromMillis).atZone(zone).toLocalDate();
        LocalDate last = Instant.ofEpochMilli(toMillis).atZone(zone).toLocalDate();
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            for (long[] slot : slots(day)) {
                sum += Math.max(0, Math.min(slot[1], toMillis) - Math.max(slot[0], fromMillis));
            }
        }
        return sum;
    }

    public ZoneId zone() {
        return zone;
    }

    private List<long[]> slots(LocalDate day) {
        List<long[]> slots = new ArrayList<>(SLOTS.size());
        if (isWorkday(day)) {
            for (LocalTime[] slot : SLOTS) {
                slots.add(new long[] {millis(day, slot[0]), millis(day, slot[1])});
            }
        }
        return slots;
    }

    private boolean isWorkday(LocalDate day) {
        if (workdays.contains(day)) {
            return true;
        }
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return !weekend && !holidays.contains(day);
    }

    private long millis(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(zone).toInstant().toEpochMilli();
    }
}
