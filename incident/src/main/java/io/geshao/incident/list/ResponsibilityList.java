package io.geshao.incident.list;

import io.geshao.core.DeviceKind;
import io.geshao.incident.clock.FaultyFileException;
import io.geshao.incident.clock.TimeLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who leads a case of a class, how long it may take and when it may be closed (权责清单); versioned, immutable. The version
 * in force at a time is the one with the latest {@code valid_from} that has begun, unless it has ended; in it the longest
 * matching place wins, then a row for the kind of device over one for any. Its text: see {@link ResponsibilityFile}.
 */
public final class ResponsibilityList {
    /** What a class without a limit of its own gets. */
    static final TimeLimit DEFAULT_LIMIT = new TimeLimit(4, TimeLimit.Unit.WORK_HOUR);

    static final String STATUTORY = "statutory";
    private static final String DEFAULT_FILE = "responsibility.tsv";

    private final NavigableMap<LocalDate, Version> versions;
    private final ClassTables classes;

    ResponsibilityList(NavigableMap<LocalDate, Version> versions, ClassTables classes) {
        this.versions = versions;
        this.classes = classes;
    }

    /**
     * One version.
     *
     * @param validTo the last day it holds, or null until the next version begins
     */
    public record Version(
            String name, LocalDate validFrom, @Nullable LocalDate validTo, List<Row> rows) {
        public Version {
            rows = List.copyOf(rows);
        }

        /** As a list of this one version is read. */
        public String text() {
            return ResponsibilityFile.text(this);
        }
    }

    /**
     * One row.
     *
     * @param place subtree it holds for, empty for everywhere
     * @param kind kind of device it holds for, or null for any
     * @param className by language tag, and so are the standards
     * @param ownLimit the row's own limit, or null if the class table decides
     * @param limit what holds
     * @param lead the unit in charge (主办)
     * @param joint the units that help (协办)
     * @param supervisor the unit that watches (主管), or null
     * @param selfClosing whether the platform may close a minor case of the class once its alerts have cleared
     * @param opening what must be true to file
     * @param closing what must be true to close
     * @param admission {@code statutory}, or the id of an approved request
     * @param fundNote what comes with admitted work, empty if nothing
     * @param isPublic whether residents may see it
     * @param source where the limit comes from
     */
    public record Row(
            String version,
            String classCode,
            String place,
            @Nullable DeviceKind kind,
            Map<String, String> className,
            @Nullable TimeLimit ownLimit,
            TimeLimit limit,
            Unit lead,
            List<Unit> joint,
            @Nullable Unit supervisor,
            boolean selfClosing,
            Map<String, String> opening,
            Map<String, String> closing,
            String admission,
            String fundNote,
            boolean isPublic,
            String source) {
        public Row {
            joint = List.copyOf(joint);
        }

        /** Code of the unit in charge. */
        public String unitRole() {
            return lead.code();
        }

        /** Name of the unit in charge by language tag. */
        public Map<String, String> unit() {
            return lead.name();
        }

        /** Names of the units that help, each by language tag. */
        public List<Map<String, String>> jointUnits() {
            return joint.stream().map(Unit::name).toList();
        }

        /** Whether the row gives work to that unit, to lead or to help. */
        public boolean names(String unit) {
            return lead.code().equals(unit)
                    || joint.stream().anyMatch(one -> one.code().equals(unit));
        }

        public boolean isStatutory() {
            return admission.equals(STATUTORY);
        }

        boolean covers(String path) {
            return place.isEmpty() || path.equals(place) || path.startsWith(place + "/");
        }

        private int exactness() {
            return place.length() * 2 + (kind == null ? 0 : 1);
        }

        /** With what it leaves to the class table filled in. */
        private Row filled(CaseClass from) {
            return new Row(
                    version,
                    classCode,
                    place,
                    kind,
                    isBlank(className) ? from.small().name() : className,
                    ownLimit,
                    ownLimit == null ? from.limit() : ownLimit,
                    lead,
                    joint,
                    supervisor,
                    selfClosing,
                    isBlank(opening) ? from.opening() : opening,
                    isBlank(closing) ? from.closing() : closing,
                    admission,
                    fundNote,
                    isPublic,
                    source);
        }

        private static boolean isBlank(Map<String, String> text) {
            return text.getOrDefault("zh", "").isBlank();
        }
    }

    /** The list that ships: the classes sensors can open. */
    public static ResponsibilityList shipped() {
        return parse(DEFAULT_FILE, ClassTable.resource(DEFAULT_FILE));
    }

    /**
     * A city's own list.
     *
     * @throws FaultyFileException with every fault, if it is not as described
     */
    public static ResponsibilityList read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    }

    /**
     * A list as text.
     *
     * @param name of the file, for errors
     * @throws FaultyFileException with every fault, if it is not as described
     */
    public static ResponsibilityList parse(String name, String text) {
        return new ResponsibilityList(ResponsibilityFile.parse(name, text), ClassTables.shipped());
    }

    /** The same list over other class tables. */
    public ResponsibilityList over(ClassTables tables) {
        return new ResponsibilityList(versions, tables);
    }

    /** Both lists as one; where versions begin on the same day, the later list's holds. */
    public ResponsibilityList and(ResponsibilityList later) {
        NavigableMap<LocalDate, Version> all = new TreeMap<>(versions);
        all.putAll(later.versions);
        return new ResponsibilityList(all, classes);
    }

    /** All versions, the oldest first. */
    public List<Version> versions() {
        return List.copyOf(versions.values());
    }

    /** The version in force on a day. */
    public Optional<Version> on(LocalDate day) {
        Map.@Nullable Entry<LocalDate, Version> entry = versions.floorEntry(day);
        if (entry == null) {
            return Optional.empty();
        }
        LocalDate validTo = entry.getValue().validTo();
        return validTo != null && day.isAfter(validTo) ? Optional.empty() : Optional.of(entry.getValue());
    }

    /** The row in force, or empty: a gap in the list, to be told and counted. */
    public Optional<Row> find(String classCode, String place, @Nullable DeviceKind kind, long atMillis, ZoneId zone) {
        LocalDate day = Instant.ofEpochMilli(atMillis).atZone(zone).toLocalDate();
        Row best = null;
        for (Row row : on(day).map(Version::rows).orElse(List.of())) {
            boolean matches = row.classCode().equals(classCode)
                    && row.covers(place)
                    && (row.kind() == null || row.kind() == kind);
            if (matches && (best == null || row.exactness() > best.exactness())) {
                best = row;
            }
        }
        return Optional.ofNullable(best).map(row -> filled(row, day));
    }

    /** The rows of a version as they read on that day, in the order of the list. */
    public List<Row> rows(Version version, LocalDate day) {
        List<Row> rows = new ArrayList<>();
        version.rows().forEach(row -> rows.add(filled(row, day)));
        return rows;
    }

    private Row filled(Row row, LocalDate day) {
        return classes.find(row.classCode(), day).map(row::filled).orElse(row);
    }
}
