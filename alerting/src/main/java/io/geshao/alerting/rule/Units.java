package io.geshao.alerting.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Units that a rule may write its numbers in: UCUM symbols of the canonical metrics, their everyday spellings, and what
 * converts into them by a factor.
 */
final class Units {
    /** What a unit measures, and how many of the dimension's base unit one of it is. */
    private record Unit(String dimension, double factor) {}

    private static final Map<String, Unit> KNOWN = new HashMap<>();

    static {
        unit("length", 1, "m");
        unit("length", 0.01, "cm");
        unit("length", 0.001, "mm");
        unit("pressure", 1, "MPa");
        unit("pressure", 0.001, "kPa");
        unit("pressure", 0.1, "bar");
        unit("time", 0.001, "ms");
        unit("time", 1, "s");
        unit("time", 60, "min");
        unit("time", 3_600, "h");
        unit("time", 86_400, "d");
        unit("flow", 1, "m3/h");
        unit("flow", 3.6, "L/s");
        unit("flow", 0.06, "L/min");
        unit("volume", 1, "m3");
        unit("volume", 0.001, "L");
        unit("concentration", 1, "mg/L");
        unit("concentration", 0.001, "ug/L");
        unit("mole share", 1, "[ppm]", "ppm");
        unit("temperature", 1, "Cel", "°C");
        unit("attenuation", 1, "dB/m");
        unit("angle", 1, "deg", "°");
        unit("turbidity", 1, "{NTU}", "NTU");
        unit("acidity", 1, "[pH]", "pH");
        unit("voltage", 1, "V");
        unit("level", 1, "dB");
        unit("power level", 1, "dBm");
        unit("share", 1, "%");
        unit("number", 1, "1");
    }

    private Units() {}

    private static void unit(String dimension, double factor, String... symbols) {
        for (String symbol : symbols) {
            KNOWN.put(symbol, new Unit(dimension, factor));
        }
    }

    static boolean isKnown(String symbol) {
        return KNOWN.containsKey(symbol);
    }

    /** How many {@code to} one {@code from} is; empty if they measure different things. */
    static OptionalDouble factor(String from, String to) {
        Unit one = KNOWN.get(from);
        Unit other = KNOWN.get(to);
        return one == null || other == null || !one.dimension().equals(other.dimension())
                ? OptionalDouble.empty()
                : OptionalDouble.of(one.factor() / other.factor());
    }

    /** Milliseconds of so many of a unit; empty if it is none of time. */
    static OptionalDouble millis(double value, String unit) {
        OptionalDouble factor = factor(unit, "ms");
        return factor.isEmpty() ? factor : OptionalDouble.of(value * factor.getAsDouble());
    }
}
