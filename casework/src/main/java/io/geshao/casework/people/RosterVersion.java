package io.geshao.casework.people;

import java.time.LocalDate;
import java.util.List;

/**
 * A roster as it was published. A version never changes; the next one counts from its first day on, whatever the earlier
 * one said of those days. A shift belongs to the version of the day it begins on.
 *
 * @param name of the roster, one for each body that plans: a community, a department
 * @param version counts up from 1 within the name
 * @param place path of the subtree it plans for; every shift lies in it
 * @param shifts in the order in which people of one slot are told
 */
public record RosterVersion(
        String name,
        int version,
        String place,
        LocalDate validFrom,
        long publishedMillis,
        String publishedBy,
        String note,
        List<Shift> shifts) {
    public RosterVersion {
        shifts = List.copyOf(shifts);
    }
}
