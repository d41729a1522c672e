package io.geshao.alerting.rule;

import io.geshao.alerting.rule.Yaml.Mapping;
import io.geshao.alerting.rule.Yaml.Scalar;
import io.geshao.alerting.rule.Yaml.Sequence;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Typed access to one rule file; what is wrong is collected, and reading goes on with a stand-in value. */
final class FileReader {
    private final String file;
    private final double delayScale;
    private final ZoneId zone;
    private final List<RuleFault> faults;
    private final TermCompiler compiler;
    private TermCompiler.Names names;

    FileReader(String file, double delayScale, ZoneId zone, TermCompiler compiler, List<RuleFault> faults) {
        this.file = file;
        this.delayScale = delayScale;
        this.zone = zone;
        this.names = TermCompiler.Names.none(zone);
        this.compiler = compiler;
        this.faults = faults;
    }

    double delayScale() {
        return delayScale;
    }

    /** Where the clock on the wall is read. */
    ZoneId zone() {
        return zone;
    }

    /** What conditions may name from here on. */
    void names(TermCompiler.Names known) {
        names = known;
    }

    String file() {
        return file;
    }

    void fault(Yaml at, String message) {
        faults.add(at(at, message));
    }

    RuleFault at(Yaml at, String message) {
        return new RuleFault(file, at.line, at.column, message);
    }

    /** One mapping being read: remembers which keys were asked for. */
    final class Block {
        private final Mapping mapping;
        private final Set<String> asked = new HashSet<>();

        Block(Mapping mapping) {
            this.mapping = mapping;
        }

        Mapping at() {
            return mapping;
        }

        /** Where the value of a key stands, or the mapping itself if there is none. */
        Yaml entry(String key) {
            return Objects.requireNonNullElse(mapping.entries.get(key), mapping);
        }

        void fault(Yaml at, String message) {
            FileReader.this.fault(at, message);
        }

        /** The single values of a list, here or anywhere below, under that key; all of them if it is empty. */
        List<Scalar> scalars(String key, String below) {
            List<Scalar> found = new ArrayList<>();
            collect(entryOrNull(key), below.isEmpty(), below, found);
            return found;
        }

        private @Nullable Yaml entryOrNull(String key) {
            return mapping.entries.get(key);
        }

        /** All its keys: what it is a mapping of is up to the writer. */
        List<String> names() {
            return List.copyOf(mapping.entries.keySet());
        }

        boolean has(String key) {
            return mapping.entries.containsKey(key);
        }

        @Nullable
        Yaml get(String key) {
            asked.add(key);
            return mapping.entries.get(key);
        }

        @Nullable
        Yaml required(String key) {
            Yaml value = get(key);
            if (value == null) {
                fault(mapping, "'" + key + "' is missing");
            }
            return value;
        }

        String text(String key, @Nullable String fallback) {
            Yaml value = fallback == null ? required(key) : get(key);
            if (value instanceof Scalar scalar) {
                return scalar.text;
            }
            if (value != null) {
                fault(value, "'" + key + "' is one value");
            }
            return fallback == null ? "" : fallback;
        }

        <T> T parsed(String key, T fallback, boolean must, Function<String, T> parser, String expected) {
            Yaml value = must ? required(key) : get(key);
            if (value == null) {
                return fallback;
            }
            if (value instanceof Scalar scalar) {
                try {
                    return parser.apply(scalar.text);
                } catch (IllegalArgumentException e) {
                    fault(value, "'" + scalar.text + "' is not " + expected);
                    return fallback;
                }
            }
            fault(value, "'" + key + "' is one value: " + expected);
            return fallback;
        }

        int number(String key, int fallback, int min) {
            int value = parsed(key, fallback, false, Integer::parseInt, "a whole number");
            if (value < min) {
                if (has(key)) {
                    fault(entry(key), "'" + key + "' is at least " + min);
                }
                return has(key) ? min : fallback;
            }
            return value;
        }

        /** 0 if it is not there. */
        double share(String key) {
            double share = parsed(key, 0.0, false, Double::parseDouble, "a number");
            if (has(key) && !(share > 0 && share <= 1)) {
                fault(entry(key), "'" + key + "' is more than 0 and at most 1");
            }
            return share;
        }

        /** A number with its unit. */
        Parameter parameter(String key) {
            Parameter none = new Parameter(0, "1");
            Parameter read = parsed(
                    key,
                    none,
                    false,
                    text -> Parameter.parse(text).orElseThrow(() -> new IllegalArgumentException(text)),
                    "a number with its unit, such as 15 cm");
            if (!Units.isKnown(read.unit())) {
                fault(entry(key), "'" + read.unit() + "' is not a unit that is known here");
                return none;
            }
            return read;
        }

        Set<String> texts(String key) {
            return list(key).stream().map(item -> item.text).collect(Collectors.toCollection(LinkedHashSet::new));
        }

        boolean flag(String key, boolean fallback) {
            return parsed(key, fallback, false, FileReader::bool, "true or false");
        }

        <E extends Enum<E>> E one(String key, Class<E> type, E fallback, boolean must) {
            return parsed(key, fallback, must, text -> FileReader.constant(type, text), oneOf(type));
        }

        <E extends Enum<E>> Set<E> many(String key, Class<E> type) {
            Set<E> found = new HashSet<>();
            for (Scalar item : list(key)) {
                try {
                    found.add(FileReader.constant(type, item.text));
                } catch (IllegalArgumentException e) {
                    fault(item, "'" + item.text + "' is not " + oneOf(type));
                }
            }
            return Set.copyOf(found);
        }

        List<Scalar> list(String key) {
            Yaml value = get(key);
            List<Scalar> items = new ArrayList<>();
            if (value instanceof Sequence sequence) {
                for (Yaml item : sequence.items) {
                    if (item instanceof Scalar scalar) {
                        items.add(scalar);
                    } else {
                        fault(item, "'" + key + "' is a list of single values");
                    }
                }
            } else if (value != null) {
                fault(value, "'" + key + "' is a list");
            }
            return items;
        }

        List<Block> blocks(String key) {
            Yaml value = get(key);
            List<Block> blocks = new ArrayList<>();
            if (value instanceof Sequence sequence) {
                for (Yaml item : sequence.items) {
                    Block block = FileReader.this.block(item, key + " entry");
                    if (block != null) {
                        blocks.add(block);
                    }
                }
            } else if (value != null) {
                fault(value, "'" + key + "' is a list");
            }
            return blocks;
        }

        @Nullable
        Block block(String key) {
            Yaml value = get(key);
            return value == null ? null : FileReader.this.block(value, "'" + key + "'");
        }

        /** A duration that is no delay, and is not scaled. */
        long span(String key) {
            Yaml value = get(key);
            return value == null ? 0 : duration(value);
        }

        /** A duration that is scaled. */
        long delay(String key) {
            return Math.round(span(key) * delayScale);
        }

        /** {@code for: 2m}, {@code for: { readings: 2 }} or {@code for: { param: limit }}. */
        Rule.Hold hold(String key) {
            Yaml value = get(key);
            if (value == null) {
                return Rule.Hold.NONE;
            }
            if (value instanceof Mapping mapped) {
                Block block = new Block(mapped);
                Rule.Hold hold = block.has("param")
                        ? new Rule.Hold(0, 0, timed(block))
                        : new Rule.Hold(0, block.number("readings", 1, 1), null);
                block.finish();
                return hold;
            }
            return new Rule.Hold(Math.round(duration(value) * delayScale), 0, null);
        }

        private @Nullable String timed(Block block) {
            String name = block.text("param", null);
            Parameter parameter = names.parameters().get(name);
            if (parameter == null
                    || Units.millis(parameter.value(), parameter.unit()).isEmpty()) {
                fault(block.entry("param"), "'" + name + "' is not a parameter of this rule with a unit of time");
                return null;
            }
            return name;
        }

        private long duration(Yaml value) {
            long millis =
                    value instanceof Scalar scalar ? Span.parse(scalar.text).orElse(-1) : -1;
            if (millis < 0) {
                fault(value, "not a duration with a unit, such as 500ms, 30s, 2m, 24h");
                return 0;
            }
            return millis;
        }

        List<Term> terms(String key) {
            List<Term> terms = new ArrayList<>();
            for (Scalar item : list(key)) {
                TermCompiler.Result result = compiler.compile(item.text, names);
                result.term().ifPresent(terms::add);
                for (TermCompiler.Issue issue : result.issues()) {
                    int column = issue.line() <= 1 ? item.textColumn + Math.max(0, issue.column()) : item.column;
                    faults.add(new RuleFault(file, item.line + Math.max(0, issue.line() - 1), column, issue.message()));
                }
            }
            return terms;
        }

        Map<String, String> bilingual(String key) {
            Block block = block(key);
            if (block == null) {
                required(key);
                return Map.of("zh", "", "en", "");
            }
            Map<String, String> texts = Map.of("zh", block.text("zh", null), "en", block.text("en", null));
            block.finish();
            return texts;
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

    /** Whether conditions know that name already. */
    boolean isTaken(String name) {
        return RuleCheck.isTaken(name);
    }

    @Nullable
    Block block(Yaml value, String what) {
        if (value instanceof Mapping mapping) {
            return new Block(mapping);
        }
        fault(value, what + " is a mapping");
        return null;
    }

    private static void collect(@Nullable Yaml from, boolean inside, String key, List<Scalar> into) {
        if (from instanceof Mapping mapping) {
            mapping.entries.forEach((name, value) -> collect(value, inside || name.equals(key), key, into));
        } else if (from instanceof Sequence sequence) {
            sequence.items.forEach(item -> collect(item, inside, key, into));
        } else if (from instanceof Scalar scalar && inside) {
            into.add(scalar);
        }
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    private static <E extends Enum<E>> String oneOf(Class<E> type) {
        StringBuilder names = new StringBuilder("one of");
        for (E constant : type.getEnumConstants()) {
            names.append(' ').append(constant.name().toLowerCase(Locale.ROOT));
        }
        return names.toString();
    }
}
