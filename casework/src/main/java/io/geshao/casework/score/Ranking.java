package io.geshao.casework.score;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places or units in the order of their score. Shape: scored rows by rank, then those with too few cases by key.
 *
 * @param weights version of the weights that made it
 */
public record Ranking(String card, String weights, By by, List<Row> rows) {
    public Ranking {
        rows = List.copyOf(rows);
    }

    /** What is ranked. */
    public enum By {
        UNIT,
        COMMUNITY,
        STREET
    }

    /**
     * One that is ranked.
     *
     * @param key code of the unit or path of the place
     * @param score 0 to 100, rounded to two decimals; null with too few cases (样本不足)
     * @param rank from 1; those with the same score share it; null without a score
     * @param deduction what reworks took off the score
     */
    public record Row(
            String key,
            Map<String, String> name,
            long cases,
            @Nullable Double score,
            @Nullable Integer rank,
            double deduction,
            List<Part> parts) {
        public Row {
            name = Map.copyOf(name);
            parts = List.copyOf(parts);
        }
    }

    /**
     * One part of a score.
     *
     * @param target null if there is none to hold the value against: the part does not count then
     * @param points null if it does not count, else weight × min(1, value ÷ target)
     */
    public record Part(
            Figure figure,
            double weight,
            @Nullable Double target,
            @Nullable Double points) {}
}
