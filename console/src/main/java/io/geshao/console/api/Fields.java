package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads from requests what several resources ask for: places, times, words of an enum. */
final class Fields {
    private static final String PATH = "[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,5}";
    private static final int MAX_PATH = 200;

    private Fields() {}

    /** The place a request asks about: {@code place}, else the whole subtree of the account; never outside of it. */
    static String place(Call call) {
        String asked = call.query().text("place", MAX_PATH);
        if (asked == null) {
            return call.actor().place();
        }
        return within(call, "place", asked);
    }

    /** A place that the body names, where the account may act. */
    static String place(Call call, JsonNode body, String field) {
        return within(call, field, Call.text(body, field, MAX_PATH));
    }

    private static String within(Call call, String field, String path) {
        if (!path.isEmpty() && !path.matches(PATH)) {
            throw Refusal.parameter(field, "is not the path of a place");
        }
        if (!call.sees(path)) {
            throw Refusal.of(Reason.NOT_YOUR_PLACE, "the place lies outside the subtree you look after");
        }
        return path;
    }

    static long millis(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw Refusal.parameter(field, "must be milliseconds since the epoch");
        }
        return value.longValue();
    }

    static long number(Call call, String name) {
        try {
            return Long.parseLong(call.path(name));
        } catch (NumberFormatException e) {
            throw Refusal.parameter(name, "must be a whole number");
        }
    }

    static long millis(Query query, String name, long fallback) {
        Long given = query.millis(name);
        return given == null ? fallback : given;
    }

    static <E extends Enum<E>> E word(String field, @Nullable String text, Class<E> words) {
        for (E word : words.getEnumConstants()) {
            if (text != null && word.name().equals(text.toUpperCase(Locale.ROOT))) {
                return word;
            }
        }
        throw Refusal.parameter(field, "is none of the words it may be");
    }
}
