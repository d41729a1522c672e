package io.geshao.standalone;

import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.port.PeopleDesk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tables about people as files: {@code units.csv} or {@code 1-units.csv}, taken in the order of their names. */
final class PeopleFolder {
    private static final Pattern NAME = Pattern.compile("(?:[0-9]+-)?([a-z]+)\\.(csv|geojson)");

    private PeopleFolder() {}

    /** What a file's name says it holds, or empty if it is none of the tables. */
    static Optional<PeopleTable> tableOf(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        for (PeopleTable table : PeopleTable.values()) {
            if (table.name().toLowerCase(Locale.ROOT).equals(name.group(1))
                    && table.format().equals(name.group(2))) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    /** The tables of a folder in the order of their names, or the file itself. */
    static List<Path> filesOf(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> tableOf(file).isPresent()).sorted().toList();
        }
    }

    /** Imports file after file, and stops behind one with faults: the next may need it. */
    static List<ImportReport> importAll(PeopleDesk desk, List<Path> files, String by) throws IOException {
        List<ImportReport> reports = new ArrayList<>();
        for (Path file : files) {
            PeopleTable table = tableOf(file)
                    .orElseThrow(() ->
                            new IllegalArgumentException(file + ": no table is called so; docs/people.md lists them"));
            ImportReport report =
                    desk.importTable(table, file.toString(), Files.readString(file, StandardCharsets.UTF_8), "", by);
            reports.add(report);
            if (!report.isStored()) {
                return reports;
            }
        }
        return reports;
    }
}
