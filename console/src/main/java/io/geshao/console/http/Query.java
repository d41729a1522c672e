package io.geshao.console.http;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of one request. Each is asked for by name, with its limits; {@link #finish} refuses what nobody
 * asked for, so that a misspelt filter is an error and not an unfiltered list. One thread.
 */
public final class Query {
    /** The end of the year 9999: nothing on this platform is later. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private final Map<String, List<String>> values;
    private final Set<String> asked = new HashSet<>();

    public Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /** The value, or null if the parameter is absent. */
    public @Nullable String text(String name, int maxLength) {
        asked.add(name);
        List<String> given = values.get(name);
        if (given == null) {
            return null;
        }
        if (given.size() != 1) {
            throw Refusal.parameter(name, "stands " + given.size() + " times");
        }
        String value = given.get(0);
        if (value.isEmpty() || value.length() > maxLength) {
            throw Refusal.parameter(name, "must have 1 to " + maxLength + " characters");
        }
        return value;
    }

    /** One of a few words, or null if the parameter is absent. */
    public @Nullable String oneOf(String name, List<String> words) {
        String value = text(name, 64);
        if (value != null && !words.contains(value)) {
            throw Refusal.parameter(name, "must be one of " + String.join(", ", words));
        }
        return value;
    }

    /** A whole number in a range, or null if the parameter is absent. */
    public @Nullable Long number(String name, long min, long max) {
        String value = text(name, 20);
        if (value == null) {
            return null;
        }
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Refusal.parameter(name, "must be a whole number");
        }
        if (number < min || number > max) {
            throw Refusal.parameter(name, "must be in " + min + "…" + max);
        }
        return number;
    }

    /** A time in milliseconds since the epoch, or null if the parameter is absent. */
    public @Nullable Long millis(String name) {
        return number(name, 0, LAST_MILLIS);
    }

    /** The sort key in {@code after}, the {@code next} of the page before; or null to begin at the start. */
    public @Nullable List<String> after(String list, int parts) {
        String value = text("after", Token.MAX_LENGTH);
        if (value == null) {
            return null;
        }
        try {
            return Token.read(value, list, parts);
        } catch (IllegalArgumentException e) {
            throw Token.refusal();
        }
    }

    public int limit(int fallback, int max) {
        Long value = number("limit", 1, max);
        return value == null ? fallback : value.intValue();
    }

    public @Nullable CommunityId community() {
        String value = text("community", 64);
        if (value == null) {
            return null;
        }
        if (!DeviceId.isValid(value)) {
            throw Refusal.parameter("community", "is not a community code");
        }
        return new CommunityId(value);
    }

    /** Ends the reading: a parameter that nobody asked for is refused by name. */
    public void finish() {
        for (String name : values.keySet()) {
            if (!asked.contains(name)) {
                throw Refusal.parameter(
                        name.length() > 64 ? name.substring(0, 64) : name, "is not a parameter of this request");
            }
        }
    }
}
