package io.geshao.profiles;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping. What is wrong is collected, and reading goes on with what stood there before. Fields that
 * nobody asked for are faults: a misspelled one must not pass for a default.
 */
final class Fields {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private final Node node;
    private final Map<String, Node> entries;
    private final Faults faults;
    private final Set<String> asked = new HashSet<>();

    Fields(Node node, String what, Faults faults) {
        this.node = node;
        this.faults = faults;
        if (node.entries == null) {
            faults.at(node, what + " is a mapping");
        }
        this.entries = node.entries == null ? Map.of() : node.entries;
    }

    Node at(String name) {
        return entries.getOrDefault(name, node);
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    @Nullable
    Node get(String name) {
        asked.add(name);
        return entries.get(name);
    }

    /** @param before what holds if the field is not there; null if it must be */
    <T> T one(String name, @Nullable T before, T standIn, String expected, Function<String, T> parser) {
        Node value = get(name);
        if (value == null) {
            if (before == null) {
                faults.at(node, "'" + name + "' is missing: " + expected);
            }
            return before == null ? standIn : before;
        }
        try {
            if (value.text != null) {
                return parser.apply(value.text);
            }
        } catch (IllegalArgumentException e) {
            // said below, with what was expected
        }
        faults.at(value, "'" + name + "' is " + expected + (value.text == null ? "" : ", not '" + value.text + "'"));
        return before == null ? standIn : before;
    }

    long span(String name, @Nullable Long before, long standIn) {
        return one(name, before, standIn, "a positive time such as 90s, 15m, 6h or 2d", Fields::millis);
    }

    double number(String name, double before) {
        return one(name, before, before, "a number", Fields::finite);
    }

    boolean flag(String name, boolean before) {
        return one(name, before, before, "true or false", text -> {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(text);
            }
            return text.equals("true");
        });
    }

    List<Node> items(String name) {
        Node value = get(name);
        if (value == null) {
            return List.of();
        }
        if (value.items == null) {
            faults.at(value, "'" + name + "' is a list");
            return List.of();
        }
        return value.items;
    }

    /** A mapping inside, or null if it is not there. */
    @Nullable
    Fields inside(String name) {
        Node value = get(name);
        return value == null ? null : new Fields(value, "'" + name + "'", faults);
    }

    /** The names of all fields: for mappings whose keys are free. */
    Set<String> names() {
        asked.addAll(entries.keySet());
        return entries.keySet();
    }

    Node keyAt(String name) {
        return node.keys.getOrDefault(name, node);
    }

    /** Call when everything has been asked for. */
    void refuseOthers() {
        for (String name : entries.keySet()) {
            if (!asked.contains(name)) {
                faults.at(keyAt(name), "there is no field '" + name + "' here");
            }
        }
    }

    private static long millis(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches() || Long.parseLong(span.group(1)) == 0) {
            throw new IllegalArgumentException(text);
        }
        return Long.parseLong(span.group(1)) * MILLIS.getOrDefault(span.group(2), 0L);
    }

    static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }
}
