package io.geshao.incident.score;

import java.util.Locale;

/** What is counted on a case. */
public enum Tally {
    DISPATCHES,
    RETURNS,
    /** Returns as "not ours". */
    NOT_OURS,
    REWORKS,
    /** Reworks from the third on: they weigh more. */
    LATER_REWORKS,
    EXTENSIONS,
    WHISTLES,
    /** Whistles that were followed by an arrival within the limit. */
    ARRIVALS_IN_LIMIT,
    /** Whistles that nobody has answered. */
    UNANSWERED,
    RATINGS,
    /** Ratings of 4 or 5 of 5. */
    GOOD_RATINGS,
    /** People who reported it. */
    REPORTERS,
    /** Of them, who was told the outcome. */
    TOLD;

    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
