package io.geshao.alerting.rule;

import io.geshao.alerting.rule.Yaml.Mapping;
import io.geshao.alerting.rule.Yaml.Scalar;
import io.geshao.alerting.rule.Yaml.Sequence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;

/** What of a rule file decides, as a hash: the order of its keys, its comments and what it says to people do not. */
final class Meaning {
    private static final Set<String> FOR_PEOPLE = Set.of("title", "source", "version");

    private Meaning() {}

    /** @param delayScale what multiplies its delays */
    static String of(Mapping rule, double delayScale) {
        StringBuilder text = new StringBuilder().append(delayScale).append(' ');
        new TreeMap<>(rule.entries).forEach((key, value) -> {
            if (!FOR_PEOPLE.contains(key)) {
                write(key, text);
                write(value, text);
            }
        });
        return hash(text.toString());
    }

    private static void write(Yaml value, StringBuilder text) {
        if (value instanceof Mapping mapping) {
            text.append('{');
            new TreeMap<>(mapping.entries).forEach((key, one) -> {
                write(key, text);
                write(one, text);
            });
            text.append('}');
        } else if (value instanceof Sequence sequence) {
            text.append('[');
            sequence.items.forEach(item -> write(item, text));
            text.append(']');
        } else if (value instanceof Scalar scalar) {
            write(scalar.text, text);
        }
    }

    /** With its length, so that no two trees read alike. */
    private static void write(String scalar, StringBuilder text) {
        text.append(scalar.length()).append(':').append(scalar).append(' ');
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
