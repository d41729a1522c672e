package io.geshao.incident.clock;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A work calendar as text. Shape: CSV in UTF-8 with the header {@code date,kind,slots,note}; a line that starts with
 * {@code #} is a comment. A date is {@code 2026-10-01}, or a day of the week {@code mon} … {@code sun} whose rule it changes
 * for good. Kinds: {@code holiday} without slots; {@code workday} with the slots given, {@code 08:00-12:00 14:00-18:00} if
 * none are. The note is for people and has no comma.
 *
 * @param rows in the order of the text
 */
public record CalendarFile(List<Row> rows) {
    private static final String HEADER = "date,kind,slots,note";
    private static final List<String> WEEK = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    public CalendarFile {
        rows = List.copyOf(rows);
    }

    /**
     * One line.
     *
     * @param day a date or a day of the week, as in the text
     * @param slots none on a holiday
     */
    public record Row(String day, List<Slot> slots, String note) {
        public boolean isWeekday() {
            return WEEK.contains(day);
        }
    }

    /**
     * Reads it.
     *
     * @param name of the file, for faults
     * @throws FaultyFileException with every faulty line
     */
    public static CalendarFile parse(String name, String text) {
        List<Row> rows = new ArrayList<>();
        FaultyFileException.Collector faults = new FaultyFileException.Collector(name);
        Set<String> days = new HashSet<>();
        boolean headerSeen = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!headerSeen) {
                if (!line.strip().equals(HEADER)) {
                    throw faults.add(number, "the header is not '" + HEADER + "'")
                            .exception();
                }
                headerSeen = true;
                continue;
            }
            try {
                Row row = row(line.split(",", -1));
                if (!days.add(row.day())) {
                    throw new IllegalArgumentException(row.day() + " has two lines");
                }
                rows.add(row);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                faults.add(number, String.valueOf(e.getMessage()));
            }
        }
        if (!headerSeen) {
            faults.add(1, "empty");
        }
        faults.refuseIfAny();
        return new CalendarFile(rows);
    }

    private static Row row(String[] cells) {
        if (cells.length != 4) {
            throw new IllegalArgumentException(cells.length + " columns, not 4");
        }
        String day = cells[0].strip().toLowerCase(Locale.ROOT);
        if (!WEEK.contains(day)) {
            day = LocalDate.parse(cells[0].strip()).toString();
        }
        List<Slot> slots = Slot.parseAll(cells[2]);
        return switch (cells[1].strip()) {
            case "holiday" -> {
                if (!slots.isEmpty()) {
                    throw new IllegalArgumentException("a holiday has no slots");
                }
                yield new Row(day, slots, cells[3].strip());
            }
            case "workday" -> new Row(day, slots.isEmpty() ? Slot.USUAL : slots, cells[3].strip());
            default -> throw new IllegalArgumentException("kind is holiday or workday, not '" + cells[1] + "'");
        };
    }

    /** As {@link #parse} reads it. */
    public String text() {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        for (Row row : rows) {
            csv.append(row.day())
                    .append(row.slots().isEmpty() ? ",holiday," : ",workday,")
                    .append(row.slots().equals(Slot.USUAL) ? "" : Slot.text(row.slots()))
                    .append(',')
                    .append(row.note())
                    .append('\n');
        }
        return csv.toString();
    }

    public WorkCalendar calendar(ZoneId zone) {
        Map<DayOfWeek, List<Slot>> week = new EnumMap<>(WorkCalendar.usualWeek());
        Map<LocalDate, List<Slot>> dates = new TreeMap<>();
        for (Row row : rows) {
            if (row.isWeekday()) {
                week.put(DayOfWeek.of(WEEK.indexOf(row.day()) + 1), row.slots());
            } else {
                dates.put(LocalDate.parse(row.day()), row.slots());
            }
        }
        return new WorkCalendar(zone, week, dates);
    }
}
