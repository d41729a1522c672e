package io.geshao.core;

import java.util.Map;

/**
 * One entry of a case's timeline: append-only, never edited. All cases of the platform share one log in one total order.
 *
 * @param position in the log, ascending without reuse; may have holes
 * @param number the case
 * @param kind past tense: {@code OPENED}, {@code ALERT_JOINED}, {@code CONFIRMED}, {@code FILED}, {@code DISPATCHED},
 *     {@code ACKNOWLEDGED}, {@code COMMENTED}, {@code ALERT_CLEARED}, {@code CLOSED}…
 * @param actor account name, or {@code SYS}
 * @param text what was said, by language tag; a person's own words stand under both
 */
public record CaseEvent(
        long position, String number, String kind, long atMillis, String actor, Map<String, String> text) {
    public CaseEvent {
        text = Map.copyOf(text);
    }
}
