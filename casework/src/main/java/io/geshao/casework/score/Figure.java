package io.geshao.casework.score;

import org.jspecify.annotations.Nullable;

/**
 * Raw counts of one indicator for one scope and period. A share is always taken from the counts, never from another
 * share that was rounded.
 *
 * @param denominator what the numerator is a part of, or null where the numerator is the figure
 */
public record Figure(
        String indicator, long numerator, @Nullable Long denominator) {
    /** The share or the count; null if there was nothing it could be a share of. */
    public @Nullable Double value() {
        if (denominator == null) {
            return (double) numerator;
        }
        return denominator == 0 ? null : (double) numerator / denominator;
    }
}
