package io.geshao.incident.list;

import io.geshao.core.DeviceKind;
import io.geshao.incident.clock.FaultyFileException;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.list.ResponsibilityList.Row;
import io.geshao.incident.list.ResponsibilityList.Version;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The text of a responsibility list. Shape: UTF-8, tab-separated, lines that start with {@code #} are comments; first lines
 * {@code role CODE zh en} that name further units, then one header row and the rows. Columns: {@link #COLUMNS}, and of
 * {@link #FURTHER} those that are used. An empty name, limit or standard is the class table's.
 */
final class ResponsibilityFile {
    static final List<String> COLUMNS = List.of(
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

    static final List<String> FURTHER =
            List.of("valid_to", "supervisor_role", "opening_zh", "opening_en", "admission", "fund_note", "public");

    private static final String ROLE = "role\t";

    private final Map<String, Unit> units = new HashMap<>(UnitRoles.known());
    private final Set<String> named = new HashSet<>();
    private final NavigableMap<LocalDate, List<Row>> rows = new TreeMap<>();
    private final Map<String, LocalDate> begins = new HashMap<>();
    private final Map<LocalDate, String> ends = new HashMap<>();
    private final Set<String> keys = new HashSet<>();

    private ResponsibilityFile() {}

    static NavigableMap<LocalDate, Version> parse(String name, String text) {
        TabFile file = new TabFile(name, COLUMNS, FURTHER);
        ResponsibilityFile list = new ResponsibilityFile();
        file.read(text, list::role, list::add);
        if (!file.faults().isEmpty()) {
            throw new FaultyFileException(file.faults());
        }
        NavigableMap<LocalDate, Version> versions = new TreeMap<>();
        list.rows.forEach((from, its) -> {
            String to = list.ends.getOrDefault(from, "");
            versions.put(from, new Version(its.get(0).version(), from, to.isEmpty() ? null : LocalDate.parse(to), its));
        });
        return versions;
    }

    private boolean role(String line) {
        if (!line.startsWith(ROLE)) {
            return false;
        }
        String[] cells = line.split("\t", -1);
        if (cells.length != 4 || cells[2].isBlank() || cells[3].isBlank()) {
            throw new IllegalArgumentException("a role line is: role, code, name_zh, name_en");
        }
        if (!named.add(cells[1])) {
            throw new IllegalArgumentException("role " + cells[1] + " is named twice");
        }
        units.put(cells[1], new Unit(cells[1], Map.of("zh", cells[2], "en", cells[3])));
        return true;
    }

    private void add(TabFile.Line line) {
        String version = line.must("list_version");
        LocalDate from = LocalDate.parse(line.must("valid_from"));
        if (!from.equals(begins.computeIfAbsent(version, first -> from))) {
            throw new IllegalArgumentException("version " + version + " begins on two days");
        }
        List<Row> its = rows.computeIfAbsent(from, day -> new ArrayList<>());
        if (!its.isEmpty() && !its.get(0).version().equals(version)) {
            throw new IllegalArgumentException("two versions begin on " + from);
        }
        String to = line.text("valid_to");
        if (!to.isEmpty() && LocalDate.parse(to).isBefore(from)) {
            throw new IllegalArgumentException("valid_to " + to + " is before valid_from");
        }
        if (!ends.computeIfAbsent(from, day -> to).equals(to)) {
            throw new IllegalArgumentException("version " + version + " ends on two days");
        }
        Row row = row(line, version);
        if (!keys.add(version + "\t" + row.classCode() + "\t" + row.place() + "\t" + row.kind())) {
            throw new IllegalArgumentException("two rows match alike: " + row.classCode());
        }
        its.add(row);
    }

    private Row row(TabFile.Line line, String version) {
        String leadCode = line.must("unit_role");
        Unit known = units.get(leadCode);
        String unitZh = line.text("unit_zh");
        if (known == null && unitZh.isEmpty()) {
            throw new IllegalArgumentException("unit_role '" + leadCode + "' has no name");
        }
        Unit lead = unitZh.isEmpty() && known != null
                ? known
                : new Unit(leadCode, Map.of("zh", unitZh, "en", line.text("unit_en")));
        List<Unit> joint = new ArrayList<>();
        String joints = line.text("joint_roles");
        for (String code : joints.isEmpty() ? new String[0] : joints.split(";", -1)) {
            joint.add(unit(code));
        }
        String supervisor = line.text("supervisor_role");
        String kind = line.text("device_kind");
        @Nullable TimeLimit own = limit(line);
        String admission = line.text("admission");
        return new Row(
                version,
                line.must("class_code"),
                line.text("place"),
                kind.isEmpty() ? null : DeviceKind.of(kind),
                both(line, "name"),
                own,
                own == null ? ResponsibilityList.DEFAULT_LIMIT : own,
                lead,
                joint,
                supervisor.isEmpty() ? null : unit(supervisor),
                yes(line, "self_closing"),
                both(line, "opening"),
                both(line, "closing"),
                admission.isEmpty() ? ResponsibilityList.STATUTORY : admission,
                line.text("fund_note"),
                line.cells().containsKey("public") && yes(line, "public"),
                line.text("source"));
    }

    private Unit unit(String code) {
        Unit unit = units.get(code);
        if (unit == null) {
            throw new IllegalArgumentException("no line 'role' before the header names '" + code + "'");
        }
        return unit;
    }

    private static @Nullable TimeLimit limit(TabFile.Line line) {
        String value = line.text("limit_value");
        String unit = line.text("limit_unit");
        if (value.isEmpty() && unit.isEmpty()) {
            return null;
        }
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("limit_value is not a positive whole number: '" + value + "'");
        }
        return new TimeLimit(Integer.parseInt(value), TimeLimit.Unit.of(unit));
    }

    private static boolean yes(TabFile.Line line, String column) {
        return switch (line.text(column)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException(column + " is yes or no, not '" + line.text(column) + "'");
        };
    }

    private static Map<String, String> both(TabFile.Line line, String column) {
        String zh = line.text(column + "_zh");
        String en = line.text(column + "_en");
        return Map.of("zh", zh, "en", en.isEmpty() ? zh : en);
    }

    /** The text of one version. */
    static String text(Version version) {
        StringBuilder out = new StringBuilder();
        Map<String, Unit> others = new TreeMap<>();
        for (Row row : version.rows()) {
            row.joint().forEach(unit -> others.put(unit.code(), unit));
            Unit supervisor = row.supervisor();
            if (supervisor != null) {
                others.put(supervisor.code(), supervisor);
            }
        }
        others.values().forEach(unit -> out.append(ROLE)
                .append(String.join("\t", unit.code(), zh(unit.name()), en(unit.name())))
                .append('\n'));
        out.append(String.join("\t", COLUMNS))
                .append('\t')
                .append(String.join("\t", FURTHER))
                .append('\n');
        for (Row row : version.rows()) {
            out.append(String.join("\t", cells(version, row))).append('\n');
        }
        return out.toString();
    }

    private static List<String> cells(Version version, Row row) {
        TimeLimit own = row.ownLimit();
        DeviceKind kind = row.kind();
        Unit supervisor = row.supervisor();
        LocalDate to = version.validTo();
        return List.of(
                version.name(),
                version.validFrom().toString(),
                row.classCode(),
                row.place(),
                kind == null ? "" : kind.wireName(),
                zh(row.className()),
                en(row.className()),
                own == null ? "" : Integer.toString(own.value()),
                own == null ? "" : own.unit().name().toLowerCase(Locale.ROOT),
                row.lead().code(),
                zh(row.lead().name()),
                en(row.lead().name()),
                String.join(";", row.joint().stream().map(Unit::code).toList()),
                row.selfClosing() ? "yes" : "no",
                zh(row.closing()),
                en(row.closing()),
                row.source(),
                to == null ? "" : to.toString(),
                supervisor == null ? "" : supervisor.code(),
                zh(row.opening()),
                en(row.opening()),
                row.admission(),
                row.fundNote(),
                row.isPublic() ? "yes" : "no");
    }

    private static String zh(Map<String, String> text) {
        return text.getOrDefault("zh", "");
    }

    private static String en(Map<String, String> text) {
        return text.getOrDefault("en", "");
    }
}
