package io.geshao.incident.flow;

import io.geshao.core.port.CaseDesk.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one event did to a case, to be committed as one: the case after it, the lines it adds to the timeline and the
 * orders that follow for alerting. A refused step changes nothing and says why.
 */
public record Step(CaseFile file, List<Entry> entries, List<Order> orders, RefusedException.@Nullable Reason refusal) {
    public Step {
        entries = List.copyOf(entries);
        orders = List.copyOf(orders);
    }

    /** A step that was taken. */
    public Step(CaseFile file, List<Entry> entries, List<Order> orders) {
        this(file, entries, orders, null);
    }

    static Step refused(CaseFile file, RefusedException.Reason reason) {
        return new Step(file, List.of(), List.of(), reason);
    }

    /**
     * One new line of the timeline.
     *
     * @param reason the fact that led to it: an alert id, a rule of the flow, or a person's own cause
     * @param text by language tag
     */
    public record Entry(EventKind kind, String actor, String reason, Map<String, String> text) {
        public Entry {
            actor = storable(actor);
            reason = storable(reason);
            Map<String, String> words = new HashMap<>();
            text.forEach((language, said) -> words.put(language, storable(said)));
            text = Map.copyOf(words);
        }

        /*
         * What a database text and its hash can both hold: UTF-8 without NUL. A lone surrogate in somebody's comment would
         * otherwise be hashed as one thing and read back as another.
         */
        private static String storable(String text) {
            byte[] bytes = text.replace("\0", "").getBytes(StandardCharsets.UTF_8);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Something alerting is to be told once the step is committed. */
    public record Order(OrderKind kind, List<String> alertIds, String actor, String cause) {
        public Order {
            alertIds = List.copyOf(alertIds);
        }
    }

    /** What alerting is told to do with its episodes. */
    public enum OrderKind {
        ACKNOWLEDGE,
        RESET,
        /** Nobody followed the acknowledgement up. */
        LAPSE
    }
}
