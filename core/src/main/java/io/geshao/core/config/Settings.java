package io.geshao.core.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Configuration as text, read into typed records. Three sources, the later wins: a properties file, environment
 * variables with a prefix ({@code GESHAO_MQTT_PORT} is {@code mqtt.port}), arguments ({@code --mqtt.port=1883}). Every
 * bad value and every key that nobody asked for is collected; {@link #finish} reports them all at once.
 *
 * <p>One thread, at start only.
 */
public final class Settings {
    private static final String ENV_PREFIX = "GESHAO_";

    private final Map<String, String> values;
    private final Set<String> asked;
    private final List<String> faults;

    private Settings(Map<String, String> values, Set<String> asked, List<String> faults) {
        this.values = values;
        this.asked = asked;
        this.faults = faults;
    }

    public static Settings of(Map<String, String> values) {
        return new Settings(new TreeMap<>(values), new HashSet<>(), new ArrayList<>());
    }

    /**
     * Settings of a process. {@code --config=FILE} names the properties file; an argument that is not
     * {@code --key=value} is a fault.
     */
    public static Settings of(String[] args, Map<String, String> environment) {
        Map<String, String> fromArgs = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (!arg.startsWith("--") || equals < 3) {
                faults.add("argument '" + arg + "' is not --key=value");
            } else {
                fromArgs.put(arg.substring(2, equals), arg.substring(equals + 1));
            }
        }
        Map<String, String> merged = new TreeMap<>();
        String file = fromArgs.remove("config");
        if (file != null) {
            readFile(Path.of(file), merged, faults);
        }
        environment.forEach((name, value) -> {
            if (name.startsWith(ENV_PREFIX)) {
                merged.put(
                        name.substring(ENV_PREFIX.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        merged.putAll(fromArgs);
        return new Settings(merged, new HashSet<>(), faults);
    }

    private static void readFile(Path file, Map<String, String> into, List<String> faults) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            properties.forEach((key, value) -> into.put((String) key, (String) value));
        } catch (IOException e) {
            faults.add("config file '" + file + "' cannot be read: " + e);
        }
    }

    /**
     * These settings with some values that the program decides, whatever was given. What is asked of either counts as
     * asked, and a fault of either is a fault of both: for a program that hands its settings on to its parts.
     */
    public Settings with(Map<String, String> decided) {
        Map<String, String> merged = new TreeMap<>(values);
        merged.putAll(decided);
        return new Settings(merged, asked, faults);
    }

    public String text(String key, String fallback) {
        asked.add(key);
        return values.getOrDefault(key, fallback);
    }

    /** A value that has no sensible default. */
    public String required(String key) {
        asked.add(key);
        String value = values.get(key);
        if (value == null || value.isBlank()) {
            faults.add(key + " is missing");
            return "";
        }
        return value;
    }

    public int number(String key, int fallback, int min, int max) {
        int value = parse(key, fallback, Integer::parseInt, "a whole number");
        if (value < min || value > max) {
            faults.add(key + "=" + value + " is not in " + min + "…" + max);
        }
        return value;
    }

    public double decimal(String key, double fallback, double min, double max) {
        double value = parse(key, fallback, Double::parseDouble, "a number");
        if (!(value >= min && value <= max)) {
            faults.add(key + "=" + value + " is not in " + min + "…" + max);
        }
        return value;
    }

    /** A TCP or UDP port; 0 means any free one. */
    public int port(String key, int fallback) {
        return number(key, fallback, 0, 65_535);
    }

    public boolean flag(String key, boolean fallback) {
        return parse(
                key,
                fallback,
                text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException(text);
                },
                "true or false");
    }

    /** A duration in ISO-8601 form, such as {@code PT5S}. */
    public Duration time(String key, String fallback) {
        return parse(key, Duration.parse(fallback), Duration::parse, "a duration such as PT5S");
    }

    public Path path(String key, String fallback) {
        return parse(key, Path.of(fallback), Path::of, "a path");
    }

    private <T> T parse(String key, T fallback, Function<String, T> parser, String expected) {
        asked.add(key);
        String text = values.get(key);
        if (text == null) {
            return fallback;
        }
        try {
            return parser.apply(text.trim());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            faults.add(key + "='" + text + "' is not " + expected);
            return fallback;
        }
    }

    /** Records a fault that only the reader of several values can see. */
    public void fault(String text) {
        faults.add(text);
    }

    /**
     * Ends the reading.
     *
     * @throws BadSettingsException naming every bad value and every key nobody asked for
     */
    public void finish() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                faults.add("unknown key '" + key + "'");
            }
        }
        if (!faults.isEmpty()) {
            throw new BadSettingsException(String.join("; ", faults));
        }
    }

    /** The configuration is wrong; the message is one line for the person who wrote it. */
    public static final class BadSettingsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public BadSettingsException(String message) {
            super(message);
        }
    }
}
