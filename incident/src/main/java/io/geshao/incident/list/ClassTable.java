package io.geshao.incident.list;

import io.geshao.incident.clock.FaultyFileException;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.list.CaseClass.Category;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One version of the classes of case. Shape of its text: UTF-8, tab-separated, one row per filing condition, the columns of
 * {@link #COLUMNS} and, if there is English, of {@link #ENGLISH}; several texts may make one table.
 */
public final class ClassTable {
    /*
     * The columns are those in which city standards were found; a code says again what three other columns say, a limit
     * stands there in words, in a unit and in seconds. All of it is compared: a slip of the pen in one of them is found.
     */
    static final List<String> COLUMNS = List.of(
            "class_code",
            "standard_version",
            "big_code",
            "big_name",
            "small_code",
            "small_name",
            "condition_no",
            "open_condition",
            "close_condition",
            "limit_text",
            "limit_value",
            "limit_unit",
            "clock",
            "limit_seconds",
            "unit_roles",
            "sensor_rules");

    static final List<String> ENGLISH =
            List.of("big_name_en", "small_name_en", "open_condition_en", "close_condition_en");

    private static final Pattern CITY_CODE = Pattern.compile("([EC])(\\w+)-(\\w+)-(\\d+)");
    private static final Pattern OWN_CODE = Pattern.compile("(EM|MT)-(\\d\\d)");
    private static final String STARTER = "classes.tsv";

    private final String version;
    private final Map<String, CaseClass> classes;

    private ClassTable(String version, Map<String, CaseClass> classes) {
        this.version = version;
        this.classes = classes;
    }

    /** The table that ships: what sensors can open and what people report most. */
    public static ClassTable starter() {
        return parse(Map.of(STARTER, resource(STARTER)));
    }

    static String resource(String name) {
        try (InputStream in = ClassTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the texts of one version.
     *
     * @param texts name of each file, for faults, to its text
     * @throws FaultyFileException with every faulty line of every file
     */
    public static ClassTable parse(Map<String, String> texts) {
        Map<String, CaseClass> classes = new LinkedHashMap<>();
        List<FaultyFileException.Fault> faults = new ArrayList<>();
        String[] version = {""};
        texts.forEach((name, text) -> {
            TabFile file = new TabFile(name, COLUMNS, ENGLISH);
            try {
                file.read(text, line -> false, line -> {
                    CaseClass one = read(line);
                    if (version[0].isEmpty()) {
                        version[0] = one.version();
                    }
                    if (!one.version().equals(version[0])) {
                        throw new IllegalArgumentException(
                                "standard_version is " + one.version() + " here and " + version[0] + " before");
                    }
                    if (classes.putIfAbsent(one.code(), one) != null) {
                        throw new IllegalArgumentException("class " + one.code() + " stands twice");
                    }
                });
                faults.addAll(file.faults());
            } catch (FaultyFileException e) {
                faults.addAll(e.faults());
            }
        });
        if (classes.isEmpty() && faults.isEmpty()) {
            faults.add(new FaultyFileException.Fault("classes", 1, "no class in it"));
        }
        if (!faults.isEmpty()) {
            throw new FaultyFileException(faults);
        }
        return new ClassTable(version[0], classes);
    }

    private static CaseClass read(TabFile.Line line) {
        String code = line.must("class_code");
        int condition = number(line, "condition_no");
        String small = line.must("small_code");
        Matcher city = CITY_CODE.matcher(code);
        boolean own = OWN_CODE.matcher(code).matches();
        if (!own
                && !(city.matches()
                        && code.substring(1).equals(line.must("big_code") + "-" + small + "-" + condition))) {
            throw new IllegalArgumentException(
                    "class_code " + code + " is not E or C, big_code, small_code and condition_no, nor EM-nn or MT-nn");
        }
        TimeLimit limit = new TimeLimit(number(line, "limit_value"), unit(line));
        String clock = limit.runsOnWallClock() ? "wall" : "working";
        if (!line.text("clock").equals(clock)) {
            throw new IllegalArgumentException("clock of " + line.text("limit_unit") + " is " + clock);
        }
        if (number(line, "limit_seconds") != limit.length().toSeconds()) {
            throw new IllegalArgumentException("limit_seconds of " + line.text("limit_value") + " "
                    + line.text("limit_unit") + " is " + limit.length().toSeconds());
        }
        List<String> roles = listed(line.must("unit_roles"));
        for (String role : roles) {
            if (!UnitRoles.known().containsKey(role)) {
                throw new IllegalArgumentException("unit_roles: nobody is called '" + role + "'");
            }
        }
        String smallCode = own ? code : code.substring(0, code.lastIndexOf('-'));
        return new CaseClass(
                code,
                line.must("standard_version"),
                new Category(line.must("big_code"), both(line, "big_name")),
                new Category(smallCode, both(line, "small_name")),
                condition,
                both(line, "open_condition"),
                both(line, "close_condition"),
                line.must("limit_text"),
                limit,
                roles,
                listed(line.text("sensor_rules")));
    }

    private static TimeLimit.Unit unit(TabFile.Line line) {
        String unit = line.must("limit_unit");
        for (TimeLimit.Unit one : TimeLimit.Unit.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(unit)) {
                return one;
            }
        }
        throw new IllegalArgumentException("limit_unit '" + unit + "' is not known");
    }

    private static int number(TabFile.Line line, String column) {
        String text = line.must(column);
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(column + " is not a positive whole number: '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /** Chinese, and English if the file has it; without, the Chinese serves both. */
    private static Map<String, String> both(TabFile.Line line, String column) {
        String zh = line.must(column);
        String en = line.text(column + "_en");
        return Map.of("zh", zh, "en", en.isEmpty() ? zh : en);
    }

    private static List<String> listed(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(";", -1));
    }

    public String version() {
        return version;
    }

    public List<CaseClass> classes() {
        return List.copyOf(classes.values());
    }

    public Optional<CaseClass> find(String code) {
        return Optional.ofNullable(classes.get(code));
    }

    /** Main categories with the small ones below them, in the order of the table. */
    public Map<Category, Set<Category>> categories() {
        Map<Category, Set<Category>> tree = new LinkedHashMap<>();
        for (CaseClass one : classes.values()) {
            tree.computeIfAbsent(one.big(), big -> new java.util.LinkedHashSet<>())
                    .add(one.small());
        }
        return tree;
    }

    /** As {@link #parse} reads it, with English where there is some of its own. */
    public String text() {
        StringBuilder out = new StringBuilder(String.join("\t", COLUMNS))
                .append('\t')
                .append(String.join("\t", ENGLISH))
                .append('\n');
        for (CaseClass one : classes.values()) {
            boolean own = OWN_CODE.matcher(one.code()).matches();
            String small = one.small().code();
            out.append(String.join(
                            "\t",
                            one.code(),
                            one.version(),
                            one.big().code(),
                            zh(one.big().name()),
                            own
                                    ? small.substring(small.indexOf('-') + 1)
                                    : small.substring(one.big().code().length() + 2),
                            zh(one.small().name()),
                            Integer.toString(one.condition()),
                            zh(one.opening()),
                            zh(one.closing()),
                            one.limitText(),
                            Integer.toString(one.limit().value()),
                            one.limit().unit().name().toLowerCase(Locale.ROOT),
                            one.limit().runsOnWallClock() ? "wall" : "working",
                            Long.toString(one.limit().length().toSeconds()),
                            String.join(";", one.roles()),
                            String.join(";", one.rules()),
                            en(one.big().name()),
                            en(one.small().name()),
                            en(one.opening()),
                            en(one.closing())))
                    .append('\n');
        }
        return out.toString();
    }

    private static String zh(Map<String, String> text) {
        return text.getOrDefault("zh", "");
    }

    private static String en(Map<String, String> text) {
        String en = text.getOrDefault("en", "");
        return en.equals(zh(text)) ? "" : en;
    }
}
