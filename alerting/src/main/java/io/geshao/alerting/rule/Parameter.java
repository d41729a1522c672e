package io.geshao.alerting.rule;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of a rule that has a name, so that a place or a device may have another one.
 *
 * @param unit UCUM symbol, {@code 1} where it has none
 */
record Parameter(double value, String unit) {
    private static final Pattern SHAPE =
            Pattern.compile("([-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)(?:\\s*([^\\s\\d].*))?");

    /** Reads {@code 15 cm}, {@code 0.5}; empty if the text is neither. The unit need not be a known one. */
    static Optional<Parameter> parse(String text) {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2);
        return Optional.of(new Parameter(Double.parseDouble(matcher.group(1)), unit == null ? "1" : unit));
    }
}
