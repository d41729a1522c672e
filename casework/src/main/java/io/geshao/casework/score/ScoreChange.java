package io.geshao.casework.score;

/**
 * A fact of an ended case changed afterwards, and with it the figures of the month it ended in: the trace of why a score
 * is not what it was.
 *
 * @param fact what changed: {@code good_ratings}, {@code ratings}, {@code outcome}…
 * @param countsInMillis a moment in the month whose figures changed
 */
public record ScoreChange(
        String number, String fact, String before, String after, long atMillis, String actor, long countsInMillis) {}
