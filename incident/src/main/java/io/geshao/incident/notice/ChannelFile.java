package io.geshao.incident.notice;

import io.geshao.casework.Channel;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the channels from a properties file: {@code NAME.kind=wecom}, {@code NAME.url=…}. A value {@code env:VARIABLE} or
 * {@code file:PATH} stands for what is there; secrets must be given so, that the file itself holds none. Every fault is
 * named, with all others.
 */
public final class ChannelFile {
    private static final Set<String> SECRETS = Set.of("key", "token", "secret", "password", "receipt.token");
    private static final Set<String> COMMON = Set.of("kind", "language", "place", "drill", "limit");

    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    private ChannelFile(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What each kind needs and may have, and its limits by the domain reference, section 7. */
    private enum Kind {
        WECOM(Channel.WECOM, Set.of("key"), Set.of("url"), Budget.Window.of(20, Duration.ofMinutes(1))),
        DINGTALK(
                Channel.DINGTALK,
                Set.of("token", "secret"),
                Set.of("url"),
                Budget.Window.of(20, Duration.ofMinutes(1))),
        FEISHU(
                Channel.FEISHU,
                Set.of("url", "secret"),
                Set.of(),
                Budget.Window.of(100, Duration.ofMinutes(1)),
                Budget.Window.of(5, Duration.ofSeconds(1))),
        SMS(Channel.SMS, Set.of("url", "body"), GATEWAY, new Budget.Window(50, Duration.ofDays(1), true)),
        VOICE(Channel.VOICE, Set.of("url", "body"), GATEWAY),
        EMAIL(
                Channel.EMAIL,
                Set.of("host", "from"),
                Set.of("port", "tls", "user", "password"),
                Budget.Window.of(60, Duration.ofMinutes(1))),
        WEBHOOK(Channel.WEBHOOK, Set.of("secret"), Set.of("url"), new Budget.Window(10, Duration.ofSeconds(1), true)),
        MQTT(Channel.MQTT, Set.of("url"), Set.of("user", "password", "topic")),
        PUSH(Channel.PUSH, Set.of(), Set.of());

        final Channel channel;
        final Set<String> needed;
        final Set<String> optional;
        final List<Budget.Window> windows;

        Kind(Channel channel, Set<String> needed, Set<String> optional, Budget.Window... windows) {
            this.channel = channel;
            this.needed = needed;
            this.optional = optional;
            this.windows = List.of(windows);
        }
    }

    /** Keys of a gateway by template; headers come beside them as {@code header.NAME}. */
    private static final Set<String> GATEWAY = Set.of(
            "type",
            "user",
            "password",
            "secret",
            "sign",
            "success.field",
            "success.value",
            "busy.values",
            "receipt.token");

    /**
     * The channels of a file. The page's own channel is always there, under the name {@code page}.
     *
     * @throws IllegalArgumentException with every fault
     */
    public static List<ChannelSpec> read(Path file, Map<String, String> environment) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException("channels file " + file + " cannot be read: " + e, e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.forEach((key, value) -> values.put((String) key, (String) value));
        return new ChannelFile(environment).channels(values);
    }

    public static List<ChannelSpec> of(Map<String, String> values, Map<String, String> environment) {
        return new ChannelFile(environment).channels(new TreeMap<>(values));
    }

    /** What there is without a file: the page. */
    public static List<ChannelSpec> none() {
        return List.of(page());
    }

    private static ChannelSpec page() {
        return new ChannelSpec("page", Channel.PUSH, Map.of(), new Budget(List.of()), "zh", "", false);
    }

    private List<ChannelSpec> channels(Map<String, String> values) {
        Map<String, Map<String, String>> byName = new TreeMap<>();
        values.forEach((key, value) -> {
            int dot = key.indexOf('.');
            if (dot < 1) {
                faults.add("'" + key + "' is not NAME.key");
            } else {
                byName.computeIfAbsent(key.substring(0, dot), name -> new TreeMap<>())
                        .put(key.substring(dot + 1), value.strip());
            }
        });
        List<ChannelSpec> specs = new ArrayList<>();
        byName.forEach((name, given) -> channel(name, given, specs));
        if (specs.stream().noneMatch(spec -> spec.channel() == Channel.PUSH && !spec.drill())) {
            specs.add(page());
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return specs;
    }

    private void channel(String name, Map<String, String> given, List<ChannelSpec> into) {
        String word = given.getOrDefault("kind", "");
        Kind kind;
        try {
            kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            faults.add(name + ".kind='" + word
                    + "' is none of wecom, dingtalk, feishu, sms, voice, email, webhook, mqtt," + " push");
            return;
        }
        Map<String, String> values = new HashMap<>();
        for (String key : kind.needed) {
            if (given.getOrDefault(key, "").isEmpty()) {
                faults.add(name + "." + key + " is missing");
            }
        }
        given.forEach((key, value) -> {
            boolean header = key.startsWith("header.") && kind.needed.contains("body");
            if (kind.needed.contains(key) || kind.optional.contains(key) || header) {
                values.put(key, resolved(name, key, value));
            } else if (!COMMON.contains(key)) {
                faults.add(name + "." + key + " is not known to " + word);
            }
        });
        into.add(new ChannelSpec(
                name,
                kind.channel,
                values,
                budget(name, given.get("limit"), kind),
                oneOf(name, "language", given.getOrDefault("language", "zh"), Set.of("zh", "en")),
                given.getOrDefault("place", ""),
                oneOf(name, "drill", given.getOrDefault("drill", "false"), Set.of("true", "false"))
                        .equals("true")));
    }

    private String oneOf(String name, String key, String value, Set<String> words) {
        if (!words.contains(value)) {
            faults.add(name + "." + key + "='" + value + "' is none of " + new java.util.TreeSet<>(words));
        }
        return value;
    }

    /** The faults name the key and never the value. */
    private String resolved(String name, String key, String value) {
        if (value.startsWith("env:")) {
            String found = environment.get(value.substring(4));
            if (found == null || found.isBlank()) {
                faults.add(name + "." + key + ": " + value + " is not set");
                return "";
            }
            return found.strip();
        }
        if (value.startsWith("file:")) {
            try {
                return Files.readString(Path.of(value.substring(5))).strip();
            } catch (IOException e) {
                faults.add(name + "." + key + ": " + value + " cannot be read");
                return "";
            }
        }
        if (SECRETS.contains(key)) {
            faults.add(name + "." + key + " must be env:VARIABLE or file:PATH, not the secret itself");
        }
        return value;
    }

    /** {@code limit=20/PT1M, 5/PT1S} instead of what its provider is known for. */
    private Budget budget(String name, @org.jspecify.annotations.Nullable String limit, Kind kind) {
        if (limit == null) {
            return new Budget(kind.windows);
        }
        List<Budget.Window> windows = new ArrayList<>();
        for (String part : limit.split(",", -1)) {
            String[] halves = part.strip().split("/", 2);
            try {
                windows.add(Budget.Window.of(Integer.parseInt(halves[0]), Duration.parse(halves[1])));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException | DateTimeParseException e) {
                faults.add(name + ".limit: '" + part.strip() + "' is not COUNT/DURATION such as 20/PT1M");
            }
        }
        return new Budget(windows);
    }
}
