package io.geshao.casework.score;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a figure means.
 *
 * @param code stable name, such as {@code on_time_closing}
 * @param name by language tag
 * @param unit UCUM: {@code 1} for a share (shown as a percentage), {@code {case}}, {@code {return}}…
 * @param formula in words, by language tag
 * @param target in the unit, or null if there is none
 * @param source where formula and target come from: {@code S} sourced, {@code P} a proposal of this project
 */
public record Indicator(
        String code,
        Map<String, String> name,
        String unit,
        Map<String, String> formula,
        @Nullable Double target,
        Wish wish,
        String source) {
    public Indicator {
        name = Map.copyOf(name);
        formula = Map.copyOf(formula);
    }

    /** Which way is better. */
    public enum Wish {
        MORE,
        LESS,
        NONE
    }

    public boolean isShare() {
        return unit.equals("1");
    }
}
