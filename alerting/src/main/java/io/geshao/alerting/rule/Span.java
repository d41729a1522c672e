package io.geshao.alerting.rule;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and a unit, {@code 500ms}, {@code 30s}, {@code 2m}, {@code 24h}. */
final class Span {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Span() {}

    /** Milliseconds, or empty if the text is not a duration. */
    static OptionalLong parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unit =
                switch (matcher.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1_000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 86_400_000;
                };
        return OptionalLong.of(Long.parseLong(matcher.group(1)) * unit);
    }

    /** The shortest text that {@link #parse} reads as so many milliseconds. */
    static String text(long millis) {
        long[] units = {86_400_000, 3_600_000, 60_000, 1_000};
        String[] names = {"d", "h", "m", "s"};
        for (int i = 0; i < units.length; i++) {
            if (millis >= units[i] && millis % units[i] == 0) {
                return millis / units[i] + names[i];
            }
        }
        return millis + "ms";
    }
}
