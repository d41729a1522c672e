package io.geshao.incident.score;

import io.geshao.casework.score.Interview.Trigger;

/**
 * Something that speaks against a unit, at the time it happened; the unit is the one that had the case then.
 *
 * @param trigger what kind of interview it can lead to
 */
public record Fault(Trigger trigger, String unit, String number, long atMillis) {}
