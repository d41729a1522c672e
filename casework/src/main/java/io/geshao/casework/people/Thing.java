package io.geshao.casework.people;

import java.util.Map;

/**
 * Something at a place that matters in an emergency and is no device: an extinguisher, a valve, a key box.
 *
 * @param code unique in the place
 */
public record Thing(String place, String code, String kind, Map<String, String> name, String note) {
    public Thing {
        name = Map.copyOf(name);
    }
}
