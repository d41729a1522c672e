package io.geshao.incident.notice;

import io.geshao.casework.Channel;
import java.util.Map;

/**
 * One configured channel.
 *
 * @param name unique; what the outbox and the API call it
 * @param values what its provider needs, secrets among them: never shown, never logged
 * @param language of the people it speaks to, {@code zh} or {@code en}
 * @param place path of the subtree it is for, empty for everywhere
 * @param drill whether it is for drills, and only for them
 */
public record ChannelSpec(
        String name,
        Channel channel,
        Map<String, String> values,
        Budget budget,
        String language,
        String place,
        boolean drill) {
    public ChannelSpec {
        values = Map.copyOf(values);
    }

    public String value(String key, String fallback) {
        return values.getOrDefault(key, fallback);
    }

    public String required(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("channel " + name + " was let through without " + key);
        }
        return value;
    }

    /** Without the values: they hold secrets. */
    @Override
    public String toString() {
        return name + " (" + channel + ", " + budget + ")";
    }
}
