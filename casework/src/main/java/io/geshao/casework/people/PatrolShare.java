package io.geshao.casework.people;

/**
 * Patrol and visits as a part of duty time (走访占比), per worker and month.
 *
 * @param month such as {@code 2026-11}
 * @param dutyMinutes union of all entries: two at one time count once
 * @param patrolMinutes union of the entries that are patrol or visits
 */
public record PatrolShare(String person, String month, long dutyMinutes, long patrolMinutes) {
    /** At least half. Source: seed paper, mechanism 34. */
    public static final double TARGET = 0.5;

    /** 0 to 1; 0 without duty time. */
    public double share() {
        return dutyMinutes == 0 ? 0 : (double) patrolMinutes / dutyMinutes;
    }
}
