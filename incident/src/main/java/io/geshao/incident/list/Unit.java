package io.geshao.incident.list;

import java.util.Map;

/**
 * Who is responsible, as lists name it: a unit of the org tree or the role a unit fills.
 *
 * @param code stable, such as {@code SANIT}
 * @param name by language tag
 */
public record Unit(String code, Map<String, String> name) {
    public Unit {
        if (code.isBlank()) {
            throw new IllegalArgumentException("a unit has a code");
        }
        name = Map.copyOf(name);
    }
}
