package io.geshao.casework;

import java.util.Map;

/**
 * A person as somebody to be told.
 *
 * @param person id of the person, stable over shifts
 * @param name by language tag
 * @param post why this person
 * @param addresses one for each channel the person can be reached by; a voice number only if it was verified in time
 * @param patrolling whether the person is on route (巡驻) and so has an arrival clock
 */
public record Recipient(
        String person, Map<String, String> name, Post post, Map<Channel, String> addresses, boolean patrolling) {
    public Recipient {
        if (person.isBlank()) {
            throw new IllegalArgumentException("a recipient has an id");
        }
        name = Map.copyOf(name);
        addresses = Map.copyOf(addresses);
    }

    /** Whether a voice call and one other channel lead to the person: less is a gap in the roster. */
    public boolean isReachable() {
        return addresses.containsKey(Channel.VOICE) && addresses.size() > 1;
    }
}
