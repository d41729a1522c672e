package io.geshao.incident.list;

import io.geshao.incident.clock.FaultyFileException;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads text of one header row and rows under it, tab-separated, without quoting; lines that start with {@code #} are
 * comments. Goes on after a faulty line, so that all faults come at once. One thread, one file.
 */
final class TabFile {
    private final FaultyFileException.Collector faults;
    private final Set<String> required;
    private final Set<String> optional;
    private List<String> header = List.of(); // empty until it was read

    TabFile(String name, List<String> required, List<String> optional) {
        faults = new FaultyFileException.Collector(name);
        this.required = Set.copyOf(required);
        this.optional = Set.copyOf(optional);
    }

    /** A line under the header. */
    record Line(int number, Map<String, String> cells) {
        /** The cell of a column that must be filled. */
        String must(String column) {
            String value = text(column);
            if (value.isEmpty()) {
                throw new IllegalArgumentException(column + " is empty");
            }
            return value;
        }

        /** The cell, or empty text if the file has no such column. */
        String text(String column) {
            return cells.getOrDefault(column, "").strip();
        }
    }

    /**
     * Hands each line to the reader; what it throws becomes a fault of that line.
     *
     * @param preface called for lines before the header that begin with a word of its own; says whether it took the line
     */
    void read(String text, java.util.function.Predicate<String> preface, Consumer<Line> reader) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                if (header.isEmpty()) {
                    if (!preface.test(line)) {
                        header = header(line, number);
                    }
                } else {
                    reader.accept(new Line(number, cells(line)));
                }
            } catch (IllegalArgumentException | DateTimeParseException e) {
                faults.add(number, String.valueOf(e.getMessage()));
            }
        }
        if (header.isEmpty() && faults.faults().isEmpty()) {
            faults.add(1, "empty");
        }
    }

    void fault(int line, String reason) {
        faults.add(line, reason);
    }

    List<FaultyFileException.Fault> faults() {
        return faults.faults();
    }

    private List<String> header(String line, int number) {
        List<String> columns = List.of(line.split("\t", -1));
        Set<String> missing = new HashSet<>(required);
        List<String> wrong = new ArrayList<>();
        for (String column : columns) {
            if (!missing.remove(column) && !optional.contains(column)) {
                wrong.add("'" + column + "' is no column or stands twice");
            }
        }
        for (String column : missing.stream().sorted().toList()) {
            wrong.add(column + " is missing");
        }
        if (!wrong.isEmpty()) {
            // Without its columns no line can be read.
            throw faults.add(number, "the header is not complete: " + String.join(", ", wrong))
                    .exception();
        }
        return columns;
    }

    private Map<String, String> cells(String line) {
        String[] values = line.split("\t", -1);
        if (values.length != header.size()) {
            throw new IllegalArgumentException(values.length + " columns, not " + header.size());
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            cells.put(header.get(i), values[i]);
        }
        return cells;
    }
}
