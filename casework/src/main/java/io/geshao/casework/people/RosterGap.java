package io.geshao.casework.people;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import java.util.List;
import java.util.Set;

/**
 * A slot without anybody who can be reached (排班缺口), over [from, to). Source: rule M5 of the rule catalogue's reference.
 *
 * @param kinds what cannot be told there
 * @param people ids of those who are on duty and cannot be reached; empty with {@link Reason#NOBODY}
 */
public record RosterGap(
        Post post,
        String place,
        String unit,
        Set<DutyKind> kinds,
        long fromMillis,
        long toMillis,
        Reason reason,
        List<String> people) {
    public RosterGap {
        kinds = Set.copyOf(kinds);
        people = List.copyOf(people);
    }

    /** Why nobody would be told. */
    public enum Reason {
        /** No shift, no holder of the post, or everybody is on leave. */
        NOBODY,
        /** Somebody is on duty, but has no voice number verified in time with one other channel beside it. */
        NOBODY_REACHABLE
    }
}
