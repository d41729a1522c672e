package io.geshao.incident.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the timeline says of an action, in two languages; a person's own words stand in both. */
final class Words {
    private Words() {}

    static Map<String, String> both(String zh, String en) {
        return Map.of("zh", zh, "en", en);
    }

    /** The action's name and what was given with it, in the order of the table. */
    static Map<String, String> of(Acting acting) {
        List<String> values = new ArrayList<>();
        acting.move.carries().forEach(field -> {
            String value = acting.may(field.name());
            if (!value.isEmpty()) {
                values.add(value);
            }
        });
        if (values.isEmpty()) {
            return both(acting.move.action().zh(), acting.move.action().en());
        }
        return both(
                acting.move.action().zh() + "：" + String.join("；", values),
                acting.move.action().en() + ": " + String.join("; ", values));
    }
}
