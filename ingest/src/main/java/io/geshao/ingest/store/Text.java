package io.geshao.ingest.store;

import org.jspecify.annotations.Nullable;

/** Text from outside, as PostgreSQL can hold it: it has no character 0. */
final class Text {
    private Text() {}

    static String storable(String text) {
        return text.indexOf(0) < 0 ? text : text.replace('\0', '\uFFFD');
    }

    static @Nullable String storableOrNull(@Nullable String text) {
        return text == null ? null : storable(text);
    }
}
