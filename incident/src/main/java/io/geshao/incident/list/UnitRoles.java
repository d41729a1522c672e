package io.geshao.incident.list;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the roles that units fill are called; class tables and lists name units by these codes. */
final class UnitRoles {
    private static final Map<String, Unit> KNOWN = read();

    private UnitRoles() {}

    /** By code. */
    static Map<String, Unit> known() {
        return KNOWN;
    }

    private static Map<String, Unit> read() {
        Map<String, Unit> units = new LinkedHashMap<>();
        ClassTable.resource("roles.tsv")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] cells = line.split("\t", -1);
                    units.put(cells[0], new Unit(cells[0], Map.of("zh", cells[1], "en", cells[2])));
                });
        return Map.copyOf(units);
    }
}
