package io.geshao.alerting.tool;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times on a test's timeline, in milliseconds after its zero, as people write them: {@code 1m58s}, {@code 2:05}. */
final class TestTime {
    /** The wall clock that {@code start} is given in. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final Pattern SPAN = Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?"
            + "(?:(\\d{1,8})(?:\\.(\\d{1,3}))?s)?(?:(\\d{1,9})ms)?");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,4}):)?(\\d{1,5}):(\\d{1,2})(?:\\.(\\d{1,3}))?");
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm[:ss]");

    private TestTime() {}

    /** Milliseconds, or empty if the text is no time. */
    static OptionalLong parse(String text) {
        Matcher span = SPAN.matcher(text);
        if (!text.isEmpty() && span.matches()) {
            return OptionalLong.of(number(span.group(1)) * 86_400_000
                    + number(span.group(2)) * 3_600_000
                    + number(span.group(3)) * 60_000
                    + number(span.group(4)) * 1_000
                    + thousandths(span.group(5))
                    + number(span.group(6)));
        }
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            return OptionalLong.of(number(clock.group(1)) * 3_600_000
                    + number(clock.group(2)) * 60_000
                    + number(clock.group(3)) * 1_000
                    + thousandths(clock.group(4)));
        }
        return OptionalLong.empty();
    }

    /** Milliseconds since the epoch of a wall time such as {@code 2026-03-02 08:00}, or empty. */
    static OptionalLong parseStart(String text) {
        try {
            return OptionalLong.of(LocalDateTime.parse(text.replace('T', ' '), START)
                    .atZone(ZONE)
                    .toInstant()
                    .toEpochMilli());
        } catch (DateTimeParseException e) {
            return OptionalLong.empty();
        }
    }

    /** As short as it can be said without loss: {@code 0s}, {@code 1m58s}, {@code 2h}, {@code 0.003s}. */
    static String text(long millis) {
        if (millis < 0) {
            return "-" + text(-millis);
        }
        Duration span = Duration.ofMillis(millis);
        StringBuilder out = new StringBuilder();
        append(out, span.toDaysPart(), "d");
        append(out, span.toHoursPart(), "h");
        append(out, span.toMinutesPart(), "m");
        if (span.toMillisPart() != 0) {
            out.append(span.toSecondsPart())
                    .append(".%03d".formatted(span.toMillisPart()))
                    .append('s');
        } else if (span.toSecondsPart() != 0 || out.isEmpty()) {
            out.append(span.toSecondsPart()).append('s');
        }
        return out.toString();
    }

    private static void append(StringBuilder out, long amount, String unit) {
        if (amount != 0) {
            out.append(amount).append(unit);
        }
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static long thousandths(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong((digits + "00").substring(0, 3));
    }
}
