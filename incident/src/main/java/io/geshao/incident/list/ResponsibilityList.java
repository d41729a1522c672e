package io.geshao.incident.list;

import io.geshao.core.DeviceKind;
import io.geshao.incident.clock.TimeLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who leads a case of a class, how long it may take and when it may be closed; versioned, immutable. Shape of the file:
 * UTF-8, tab-separated, lines that start with {@code #} are comments; first lines {@code role CODE zh en} that name the
 * units which help (协办), then one header row and the rows. The version in force at a time is the one with the latest {@code valid_from} that has begun; in it the longest matching place wins, then a row
 * for the kind of device over one for any.
 */
public final class ResponsibilityList {
    private static final List<String> COLUMNS = List.of(
            "list_version",
            "valid_from",
            "class_code",
            "place",
            "device_kind",
            "name_zh",
            "name_en",
            "limit_value",
            "limit_unit",
            "unit_role",
            "unit_zh",
            "unit_en",
            "joint_roles",
            "self_closing",
            "closing_zh",
            "closing_en",
            "source");
    private static final String ROLE = "role\t";
    private static final String DEFAULT_FILE = "responsibility.tsv";

    private final NavigableMap<LocalDate, List<Row>> versions;

    private ResponsibilityList(NavigableMap<LocalDate, List<Row>> versions) {
        this.versions = versions;
    }

    /**
     * One row.
     *
     * @param place subtree it holds for, empty for everywhere
     * @param kind kind of device it holds for, or null for any
     * @param jointUnits names of the units that help the one in charge, each by language tag
     * @param closing what must be true to close, by language tag
     */
    public record Row(
            String version,
            String classCode,
            String place,
            @Nullable DeviceKind kind,
            Map<String, String> className,
            TimeLimit limit,
            String unitRole,
            Map<String, String> unit,
            List<Map<String, String>> jointUnits,
            boolean selfClosing,
            Map<String, String> closing) {
        private boolean covers(String path) {
            return place.isEmpty() || path.equals(place) || path.startsWith(place + "/");
        }

        private int exactness() {
            return place.length() * 2 + (kind == null ? 0 : 1);
        }
    }

    /** The list that ships: the classes sensors can open. */
    public static ResponsibilityList shipped() {
        try (InputStream in = ResponsibilityList.class.getResourceAsStream(DEFAULT_FILE)) {
            if (in == null) {
                throw new IllegalStateException(DEFAULT_FILE + " is missing from the jar");
            }
            return parse(DEFAULT_FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A city's own list.
     *
     * @throws IllegalArgumentException with file, line and reason, if it is not as described
     */
    public static ResponsibilityList read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    }

    /**
     * A list as text.
     *
     * @param name of the file, for errors
     * @throws IllegalArgumentException with name, line and reason, if it is not as described
     */
    public static ResponsibilityList parse(String name, String text) {
        NavigableMap<LocalDate, List<Row>> versions = new TreeMap<>();
        Map<String, LocalDate> validFrom = new TreeMap<>();
        Set<String> keys = new HashSet<>();
        Map<String, Map<String, String>> roles = new TreeMap<>();
        boolean headerSeen = false;
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                if (!headerSeen && line.startsWith(ROLE)) {
                    nameRole(line.split("\t", -1), roles);
                    continue;
                }
                if (!headerSeen) {
                    if (!line.equals(String.join("\t", COLUMNS))) {
                        throw new IllegalArgumentException("the header is not '" + String.join(" ", COLUMNS) + "'");
                    }
                    headerSeen = true;
                    continue;
                }
                String[] cells = line.split("\t", -1);
                if (cells.length != COLUMNS.size()) {
                    throw new IllegalArgumentException(cells.length + " columns, not " + COLUMNS.size());
                }
                LocalDate from = LocalDate.parse(cells[1]);
                if (!from.equals(validFrom.computeIfAbsent(cells[0], version -> from))) {
                    throw new IllegalArgumentException("version " + cells[0] + " begins on two days");
                }
                List<Row> rows = versions.computeIfAbsent(from, day -> new ArrayList<>());
                if (!rows.isEmpty() && !rows.get(0).version().equals(cells[0])) {
                    throw new IllegalArgumentException("two versions begin on " + from);
                }
                if (!keys.add(String.join("\t", cells[0], cells[2], cells[3], cells[4]))) {
                    throw new IllegalArgumentException("two rows match alike: " + cells[2]);
                }
                rows.add(row(cells, roles));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException(name + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        if (!headerSeen) {
            throw new IllegalArgumentException(name + ": empty");
        }
        return new ResponsibilityList(versions);
    }

    private static void nameRole(String[] cells, Map<String, Map<String, String>> roles) {
        if (cells.length != 4 || cells[2].isBlank() || cells[3].isBlank()) {
            throw new IllegalArgumentException("a role line is: role, code, name_zh, name_en");
        }
        if (roles.put(cells[1], Map.of("zh", cells[2], "en", cells[3])) != null) {
            throw new IllegalArgumentException("role " + cells[1] + " is named twice");
        }
    }

    private static List<Map<String, String>> named(String codes, Map<String, Map<String, String>> roles) {
        List<Map<String, String>> names = new ArrayList<>();
        for (String code : codes.isEmpty() ? new String[0] : codes.split(";", -1)) {
            Map<String, String> name = roles.get(code);
            if (name == null) {
                throw new IllegalArgumentException("no line 'role' before the header names '" + code + "'");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private static Row row(String[] cells, Map<String, Map<String, String>> roles) {
        boolean selfClosing =
                switch (cells[13]) {
                    case "yes" -> true;
                    case "no" -> false;
                    default -> throw new IllegalArgumentException("self_closing is yes or no, not '" + cells[13] + "'");
                };
        return new Row(
                cells[0],
                cells[2],
                cells[3],
                cells[4].isEmpty() ? null : DeviceKind.of(cells[4]),
                Map.of("zh", cells[5], "en", cells[6]),
                new TimeLimit(Integer.parseInt(cells[7]), TimeLimit.Unit.of(cells[8])),
                cells[9],
                Map.of("zh", cells[10], "en", cells[11]),
                named(cells[12], roles),
                selfClosing,
                Map.of("zh", cells[14], "en", cells[15]));
    }

    /** The row in force, or empty: a gap in the list, to be told and counted. */
    public Optional<Row> find(String classCode, String place, @Nullable DeviceKind kind, long atMillis, ZoneId zone) {
        LocalDate day = Instant.ofEpochMilli(atMillis).atZone(zone).toLocalDate();
        Map.@Nullable Entry<LocalDate, List<Row>> version = versions.floorEntry(day);
        if (version == null) {
            return Optional.empty();
        }
        Row best = null;
        for (Row row : version.getValue()) {
            boolean matches = row.classCode().equals(classCode)
                    && row.covers(place)
                    && (row.kind() == null || row.kind() == kind);
            if (matches && (best == null || row.exactness() > best.exactness())) {
                best = row;
            }
        }
        return Optional.ofNullable(best);
    }
}
