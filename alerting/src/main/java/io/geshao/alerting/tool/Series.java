package io.geshao.alerting.tool;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a device says of one metric, step by step: {@code 96 null 96x3 _ 40+5x4 1!test 20@-10m}. A value takes one step;
 * {@code x3} repeats it; {@code +5x4} makes four values, each 5 above the one before; {@code _} is a step without a
 * message; {@code null} is a message without this value; {@code !} adds flags; {@code @} moves the device's own time.
 */
final class Series {
    private static final Pattern ITEM =
            Pattern.compile("(?<value>_|null|true|false|[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?)"
                    + "(?<step>[-+][0-9]*\\.?[0-9]+)?(?:x(?<times>[1-9][0-9]{0,5}))?"
                    + "(?:!(?<flags>[a-z_,]+))?(?:@(?<shift>[-+][0-9a-z:.]+))?");

    private Series() {}

    /**
     * One message, or its absence.
     *
     * @param value NaN if the message does not carry it
     * @param shiftMillis the device's time less the time of arrival
     */
    record Sample(boolean arrives, double value, int flags, long shiftMillis) {
        static final Sample NOTHING = new Sample(false, Double.NaN, 0, 0);
    }

    /** @throws IllegalArgumentException with a sentence for the author */
    static List<Sample> parse(Metric metric, String text) {
        List<Sample> samples = new ArrayList<>();
        if (text.isBlank()) {
            throw new IllegalArgumentException("no values");
        }
        for (String item : text.strip().split("\\s+", -1)) {
            Matcher matcher = ITEM.matcher(item);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + item
                        + "' is not a value: 96, true, null, _, with x3 for repeats, +5x4 for steps, !test for flags,"
                        + " @-10m for a device time");
            }
            add(samples, metric, matcher, item);
        }
        return samples;
    }

    private static void add(List<Sample> samples, Metric metric, Matcher item, String text) {
        String value = item.group("value");
        int times = item.group("times") == null ? 1 : Integer.parseInt(item.group("times"));
        boolean isNumber = Character.isDigit(value.charAt(value.length() - 1));
        if (item.group("step") != null && (!isNumber || item.group("times") == null)) {
            throw new IllegalArgumentException("'" + text + "': a step is written like 40+5x4");
        }
        if (value.equals("_")) {
            for (int i = 0; i < times; i++) {
                samples.add(Sample.NOTHING);
            }
            return;
        }
        if (!value.equals("null") && metric.isBoolean() == isNumber) {
            throw new IllegalArgumentException(
                    "'" + value + "': " + metric + (isNumber ? " is true or false" : " is a number"));
        }
        double first =
                switch (value) {
                    case "null" -> Double.NaN;
                    case "true" -> 1;
                    case "false" -> 0;
                    default -> Double.parseDouble(value);
                };
        double step = item.group("step") == null ? 0 : Double.parseDouble(item.group("step"));
        int flags = flags(item.group("flags"));
        long shift = shift(item.group("shift"), text);
        for (int i = 0; i < times; i++) {
            samples.add(new Sample(true, first + i * step, flags, shift));
        }
    }

    private static int flags(@Nullable String names) {
        int bits = 0;
        for (String name : names == null ? new String[0] : names.split(",", -1)) {
            bits |= flag(name)
                    .orElseThrow(() -> new IllegalArgumentException("there is no flag '" + name + "'"))
                    .bit();
        }
        return bits;
    }

    private static Optional<Flag> flag(String name) {
        for (Flag flag : Flag.values()) {
            if (flag.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }

    private static long shift(@Nullable String text, String item) {
        if (text == null) {
            return 0;
        }
        long span = TestTime.parse(text.substring(1))
                .orElseThrow(() -> new IllegalArgumentException("'" + item + "': a device time is written like @-10m"));
        return text.charAt(0) == '-' ? -span : span;
    }
}
