package io.geshao.alerting.tool;

import io.geshao.alerting.rule.RuleFault;
import io.geshao.alerting.rule.Yaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One mapping of a test file, read key by key; what is wrong is collected, and reading goes on. */
final class Entry {
    private final String file;
    private final List<RuleFault> faults;
    private final Yaml.Mapping mapping;
    private final Set<String> asked = new HashSet<>();

    Entry(String file, List<RuleFault> faults, Yaml.Mapping mapping) {
        this.file = file;
        this.faults = faults;
        this.mapping = mapping;
    }

    int line() {
        return mapping.line;
    }

    void fault(Yaml at, String message) {
        faults.add(new RuleFault(file, at.line, at.column, message));
    }

    void fault(String message) {
        fault(mapping, message);
    }

    @Nullable
    Yaml get(String key) {
        asked.add(key);
        return mapping.entries.get(key);
    }

    boolean has(String key) {
        return mapping.entries.containsKey(key);
    }

    /** The keys nobody has asked for so far, with their values. */
    Map<String, Yaml> others() {
        Map<String, Yaml> others = new LinkedHashMap<>(mapping.entries);
        others.keySet().removeAll(asked);
        asked.addAll(others.keySet());
        return others;
    }

    String text(String key, String fallback) {
        Yaml value = get(key);
        if (value instanceof Yaml.Scalar scalar) {
            return scalar.text;
        }
        if (value != null) {
            fault(value, "'" + key + "' is one value");
        }
        return fallback;
    }

    String required(String key) {
        if (!has(key)) {
            fault("'" + key + "' is missing");
        }
        return text(key, "");
    }

    /** A time or a length of time; the fallback if the key is missing. */
    long time(String key, long fallback) {
        Yaml value = get(key);
        if (value == null) {
            return fallback;
        }
        OptionalLong parsed = value instanceof Yaml.Scalar scalar ? TestTime.parse(scalar.text) : OptionalLong.empty();
        if (parsed.isEmpty()) {
            fault(value, "'" + key + "' is a time such as 30s, 1m58s, 2h or 1:58");
        }
        return parsed.orElse(fallback);
    }

    <E extends Enum<E>> E one(String key, Class<E> type, E fallback) {
        Yaml value = get(key);
        return value == null ? fallback : constant(value, key, type, fallback);
    }

    private <E extends Enum<E>> E constant(Yaml value, String key, Class<E> type, E fallback) {
        if (value instanceof Yaml.Scalar scalar) {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(scalar.text)) {
                    return constant;
                }
            }
            fault(value, "'" + scalar.text + "' is not one of " + names(type));
        } else {
            fault(value, "'" + key + "' is one of " + names(type));
        }
        return fallback;
    }

    <E extends Enum<E>> Set<E> many(String key, Class<E> type, E fallback) {
        Set<E> found = new HashSet<>();
        for (Yaml item : items(key)) {
            found.add(constant(item, key, type, fallback));
        }
        return Set.copyOf(found);
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", names);
    }

    /** The items of a list; a single value is a list of one. */
    List<Yaml> items(String key) {
        Yaml value = get(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof Yaml.Sequence sequence ? sequence.items : List.of(value);
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Yaml item : items(key)) {
            if (item instanceof Yaml.Scalar scalar) {
                texts.add(scalar.text);
            } else {
                fault(item, "'" + key + "' is a list of single values");
            }
        }
        return texts;
    }

    List<Entry> entries(String key) {
        List<Entry> entries = new ArrayList<>();
        for (Yaml item : items(key)) {
            Entry entry = of(item, "an entry of '" + key + "'");
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** The entries of a mapping in a key, empty if it is missing. */
    Map<String, Yaml> mapping(String key) {
        Yaml value = get(key);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Yaml.Mapping inner) {
            return inner.entries;
        }
        fault(value, "'" + key + "' is a mapping");
        return Map.of();
    }

    @Nullable
    Entry of(Yaml value, String what) {
        if (value instanceof Yaml.Mapping inner) {
            return new Entry(file, faults, inner);
        }
        fault(value, what + " is a mapping");
        return null;
    }

    /** Every key nobody asked for is a fault. */
    void finish() {
        mapping.keys.forEach((key, at) -> {
            if (!asked.contains(key)) {
                faults.add(new RuleFault(file, at.getLineNr(), at.getColumnNr(), "unknown key '" + key + "'"));
            }
        });
    }
}
