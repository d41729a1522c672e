package io.geshao.alerting.rule;

import io.geshao.alerting.rule.Yaml.Mapping;
import io.geshao.alerting.rule.Yaml.Scalar;
import io.geshao.alerting.rule.Yaml.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Typed access to one rule file; what is wrong is collected, and reading goes on with a stand-in value. */
final class FileReader {
    private final String file;
    private final double delayScale;
    private final List<RuleFault> faults;
    private final TermCompiler compiler;

    FileReader(String file, double delayScale, TermCompiler compiler, List<RuleFault> faults) {
        this.file = file;
        this.delayScale = delayScale;
        this.compiler = compiler;
        this.faults = faults;
    }

    void fault(Yaml at, String message) {
        faults.add(new RuleFault(file, at.line, at.column, message));
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
                fault(
                        java.util.Objects.requireNonNullElse(mapping.entries.get(key), mapping),
                        "'" + key + "' is at least " + min);
                return min;
            }
            return value;
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

        /** {@code for: 2m} or {@code for: { readings: 2 }}. */
        Rule.Hold hold(String key) {
            Yaml value = get(key);
            if (value == null) {
                return Rule.Hold.NONE;
            }
            if (value instanceof Mapping readings) {
                Block block = new Block(readings);
                Rule.Hold hold = new Rule.Hold(0, block.number("readings", 1, 1));
                block.finish();
                return hold;
            }
            return new Rule.Hold(Math.round(duration(value) * delayScale), 0);
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
                TermCompiler.Result result = compiler.compile(item.text);
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

    @Nullable
    Block block(Yaml value, String what) {
        if (value instanceof Mapping mapping) {
            return new Block(mapping);
        }
        fault(value, what + " is a mapping");
        return null;
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
