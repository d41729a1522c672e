package io.geshao.incident.people.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Reads and writes a CSV table with a header row: UTF-8, comma, double quotes as in RFC 4180; a spreadsheet's byte order
 * mark is passed over.
 */
final class CsvTable {
    private static final CsvMapper MAPPER =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();
    private static final int MOST_FAULTS = 200;

    private CsvTable() {}

    /**
     * One row.
     *
     * @param line of the file it begins on, from 1
     */
    record Row(int line, List<String> columns, String[] cells) {
        String text(String column) {
            return cells[columns.indexOf(column)].strip();
        }

        /** A text that must not be empty. */
        String need(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                throw new IllegalArgumentException(column + " is empty");
            }
            return text;
        }

        int number(String column, int fallback) {
            String text = text(column);
            try {
                return text.isEmpty() ? fallback : Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(column + " is not a whole number: '" + text + "'", e);
            }
        }

        boolean yes(String column, boolean fallback) {
            return switch (text(column)) {
                case "" -> fallback;
                case "yes" -> true;
                case "no" -> false;
                default -> throw new IllegalArgumentException(column + " is yes or no, not '" + text(column) + "'");
            };
        }

        <E extends Enum<E>> E word(String column, Class<E> words) {
            String text = need(column).toUpperCase(Locale.ROOT);
            for (E word : words.getEnumConstants()) {
                if (word.name().equals(text)) {
                    return word;
                }
            }
            throw new IllegalArgumentException(column + " is one of " + Arrays.toString(words.getEnumConstants())
                    + ", not '" + text(column) + "'");
        }

        LocalDate date(String column) {
            try {
                return LocalDate.parse(need(column));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        column + " is not a date such as 2026-10-01: '" + text(column) + "'", e);
            }
        }

        LocalTime time(String column) {
            try {
                return LocalTime.parse(need(column));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(column + " is not a time such as 08:00: '" + text(column) + "'", e);
            }
        }

        /** Start of a day in milliseconds, or the fallback if the cell is empty. */
        long day(String column, ZoneId zone, long fallback) {
            return text(column).isEmpty()
                    ? fallback
                    : date(column).atStartOfDay(zone).toInstant().toEpochMilli();
        }
    }

    /** A row with what it says. */
    record Read<T>(int line, T value) {}

    /**
     * Reads every row.
     *
     * @param faults gets a line for each row that cannot be read
     */
    static <T> List<Read<T>> read(
            String file, String text, List<String> columns, Function<Row, T> reader, List<String> faults) {
        List<Read<T>> values = new ArrayList<>();
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        int line = 1;
        try (MappingIterator<String[]> rows = MAPPER.readerFor(String[].class).readValues(content)) {
            boolean headerSeen = false;
            while (true) {
                line = rows.getParser().currentLocation().getLineNr();
                if (!rows.hasNextValue()) {
                    break;
                }
                String[] cells = rows.nextValue();
                if (!headerSeen) {
                    headerSeen = true;
                    if (!Arrays.asList(cells).equals(columns)) {
                        faults.add(file + ":1: the header is not '" + String.join(",", columns) + "'");
                        return values;
                    }
                    continue;
                }
                if (cells.length == 1 && cells[0].isBlank()) {
                    continue;
                }
                take(file, new Row(line, columns, cells), reader, values, faults);
                if (faults.size() >= MOST_FAULTS) {
                    faults.add(file + ": and perhaps more");
                    return values;
                }
            }
            if (!headerSeen) {
                faults.add(file + ":1: the header is not '" + String.join(",", columns) + "'");
            }
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            faults.add(file + ":" + line + ": is no CSV: " + reason);
        }
        return values;
    }

    private static <T> void take(
            String file, Row row, Function<Row, T> reader, List<Read<T>> values, List<String> faults) {
        if (row.cells.length != row.columns.size()) {
            faults.add(file + ":" + row.line + ": " + row.cells.length + " columns where " + row.columns.size()
                    + " were expected");
            return;
        }
        try {
            values.add(new Read<>(row.line, reader.apply(row)));
        } catch (IllegalArgumentException e) {
            faults.add(file + ":" + row.line + ": " + e.getMessage());
        }
    }

    static String write(List<String> columns, List<List<String>> rows) {
        StringBuilder out = new StringBuilder();
        try {
            out.append(MAPPER.writeValueAsString(columns.toArray(new String[0])));
            for (List<String> row : rows) {
                out.append(MAPPER.writeValueAsString(row.toArray(new String[0])));
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("texts can be written", e);
        }
        return out.toString();
    }
}
