package io.geshao.casework.people;

import java.util.List;

/**
 * Somebody who lives here (人房物事档案), restricted: name, phone and needs are for roles that help only.
 *
 * @param place path of the building or unit
 * @param household code of the household in that place
 * @param needs why the resident needs help in an emergency, such as {@code LIVES_ALONE} or {@code BEDRIDDEN}; empty for none
 */
public record Resident(
        String id, String place, String household, String name, String phone, List<String> needs, String note) {
    public Resident {
        if (!id.matches(Person.ID)) {
            throw new IllegalArgumentException("not a resident's id: '" + id + "'");
        }
        needs = List.copyOf(needs);
    }

    /** As shown to whoever may not know: that somebody is there, and whether help is needed. */
    public Resident masked() {
        String first = name.isEmpty() ? "" : name.substring(0, name.offsetByCodePoints(0, 1)) + "**";
        String last = phone.length() <= 4 ? "" : "****" + phone.substring(phone.length() - 2);
        return new Resident(id, place, household, first, last, needs.isEmpty() ? List.of() : List.of("RESTRICTED"), "");
    }
}
