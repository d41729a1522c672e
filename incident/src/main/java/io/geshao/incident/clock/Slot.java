package io.geshao.incident.clock;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A stretch of work within one day, [from, to) by the local clock. A slot that lasts to the end of the day ends at 00:00,
 * written {@code 24:00}.
 */
public record Slot(LocalTime from, LocalTime to) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final String DAY_END = "24:00";

    /** 08:00–12:00 and 14:00–18:00. */
    public static final List<Slot> USUAL = parseAll("08:00-12:00 14:00-18:00");

    public Slot {
        if (!from.isBefore(to) && !to.equals(LocalTime.MIDNIGHT)) {
            throw new IllegalArgumentException("a slot ends after it begins: " + from + "-" + to);
        }
    }

    /**
     * Slots as text: {@code 08:00-12:00 14:00-18:00}; none for empty text.
     *
     * @throws IllegalArgumentException if they are not written so, or not in order
     */
    public static List<Slot> parseAll(String text) {
        List<Slot> slots = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.strip().split(" +", -1)) {
            String[] ends = part.split("-", -1);
            if (ends.length != 2) {
                throw new IllegalArgumentException("'" + part + "' is not a slot such as 08:00-12:00");
            }
            try {
                slots.add(new Slot(
                        LocalTime.parse(ends[0], CLOCK),
                        ends[1].equals(DAY_END) ? LocalTime.MIDNIGHT : LocalTime.parse(ends[1], CLOCK)));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("'" + part + "' is not a slot such as 08:00-12:00", e);
            }
        }
        return ordered(slots);
    }

    /** The slots themselves if each begins after the one before ended. */
    static List<Slot> ordered(List<Slot> slots) {
        for (int i = 1; i < slots.size(); i++) {
            LocalTime before = slots.get(i - 1).to;
            if (before.equals(LocalTime.MIDNIGHT) || slots.get(i).from.isBefore(before)) {
                throw new IllegalArgumentException("slots overlap or are out of order: " + text(slots));
            }
        }
        return List.copyOf(slots);
    }

    /** As {@link #parseAll} reads it. */
    public static String text(List<Slot> slots) {
        return slots.stream().map(Slot::toString).collect(Collectors.joining(" "));
    }

    @Override
    public String toString() {
        return CLOCK.format(from) + "-" + (to.equals(LocalTime.MIDNIGHT) ? DAY_END : CLOCK.format(to));
    }

    /*
     * Real time passes in a slot, not clock time: when the clocks go forward within it, it is an hour shorter, when they
     * go back, an hour longer. A local time that does not exist is the moment of the change; one that comes twice is meant
     * at its first coming.
     */
    long fromMillis(LocalDate day, ZoneId zone) {
        return millis(day.atTime(from), zone);
    }

    long toMillis(LocalDate day, ZoneId zone) {
        return millis(to.equals(LocalTime.MIDNIGHT) ? day.plusDays(1).atStartOfDay() : day.atTime(to), zone);
    }

    private static long millis(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant().toEpochMilli()
                : local.atZone(zone).toInstant().toEpochMilli();
    }
}
