package io.geshao.gateway.mqtt;

import io.geshao.gateway.intake.Publisher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Last wills of clients that were lost, until they are due or their client is back: a device whose network stumbles must
 * not be reported dead. Owned by {@link Sessions}, whose lock guards it.
 */
final class Wills {
    /** Beyond this the eldest is due at once: waiting is a courtesy. */
    static final int MAX_WAITING = 10_000;

    private final Map<Sessions.Key, Waiting> waiting = new LinkedHashMap<>(); // eldest first

    /**
     * What a client leaves behind.
     *
     * @param contentType as of any message
     * @param delaySeconds after the loss of its client
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Will(
            Publisher publisher,
            String topic,
            byte[] body,
            @Nullable String contentType,
            long delaySeconds) {}

    private record Waiting(Will will, long dueNanos) {}

    void add(Sessions.Key key, Will will, long dueNanos) {
        waiting.put(key, new Waiting(will, dueNanos));
    }

    /** The client is back. */
    void drop(Sessions.Key key) {
        waiting.remove(key);
    }

    /** Takes out what is due. */
    List<Map.Entry<Sessions.Key, Will>> takeDue(long nowNanos) {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Map.Entry<Sessions.Key, Will>> due = new ArrayList<>();
        Iterator<Map.Entry<Sessions.Key, Waiting>> all = waiting.entrySet().iterator();
        int surplus = waiting.size() - MAX_WAITING;
        while (all.hasNext()) {
            Map.Entry<Sessions.Key, Waiting> one = all.next();
            if (surplus > due.size() || nowNanos - one.getValue().dueNanos() >= 0) {
                due.add(Map.entry(one.getKey(), one.getValue().will()));
                all.remove();
            }
        }
        return due;
    }
}
