package io.geshao.casework.people;

import io.geshao.casework.Post;

/**
 * A post that a person holds without shifts: community head, leader of a department, self-managed group.
 *
 * @param place path of the place it is for, empty for a post of a unit that works everywhere
 * @param unit code of the unit for posts of a department, else empty
 * @param rank who is told first among several: lower first
 * @param fromMillis start, included
 * @param toMillis end, not included; {@link Long#MAX_VALUE} if none is set
 */
public record Holding(String person, Post post, String place, String unit, int rank, long fromMillis, long toMillis) {
    public Holding {
        if (fromMillis >= toMillis) {
            throw new IllegalArgumentException("a holding ends after it begins");
        }
    }

    public boolean isAt(long atMillis) {
        return fromMillis <= atMillis && atMillis < toMillis;
    }
}
