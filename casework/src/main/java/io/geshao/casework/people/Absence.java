package io.geshao.casework.people;

import org.jspecify.annotations.Nullable;

/**
 * Somebody does not come (请假), or somebody else comes instead (换班). Counts from the moment it is recorded.
 *
 * @param substitute id of who comes instead, or null for leave without one
 * @param place path of the subtree it holds in, empty for all duties of the person
 * @param fromMillis start, included
 * @param toMillis end, not included
 */
public record Absence(
        long id,
        String person,
        @Nullable String substitute,
        String place,
        long fromMillis,
        long toMillis,
        String reason,
        String recordedBy,
        long recordedMillis) {
    public Absence {
        if (fromMillis >= toMillis) {
            throw new IllegalArgumentException("an absence ends after it begins");
        }
        if (person.equals(substitute)) {
            throw new IllegalArgumentException("nobody stands in for himself");
        }
    }

    /** Whether it takes the person out of a duty at that place and time. */
    public boolean covers(String path, long atMillis) {
        return fromMillis <= atMillis
                && atMillis < toMillis
                && (place.isEmpty() || path.equals(place) || path.startsWith(place + "/"));
    }
}
