package io.geshao.casework.score;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report as it was made; never changed. What comes to light later is a further version, marked as late.
 *
 * @param place path of the subtree it is about, empty for everywhere
 * @param period name of a {@link Period}
 * @param version from 1
 * @param late whether it replaces one that was made before all was known
 */
public record Report(
        Kind kind,
        String place,
        String period,
        int version,
        boolean late,
        long madeMillis,
        Map<String, String> placeName,
        List<Section> sections) {
    public Report {
        placeName = Map.copyOf(placeName);
        sections = List.copyOf(sections);
    }

    /** Which report. */
    public enum Kind {
        /** 每日通报. */
        DAILY,
        /** 一周重大事项会办. */
        WEEKLY,
        /** 月度点评. */
        MONTHLY
    }

    /**
     * A table of a report.
     *
     * @param title by language tag; {@code note} may be empty
     * @param columns heads, by language tag
     */
    public record Section(
            String code,
            Map<String, String> title,
            Map<String, String> note,
            List<Map<String, String>> columns,
            List<List<Cell>> rows) {
        public Section {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /**
     * One cell: words by language tag, a number with its format, or a case.
     *
     * @param format how a number is shown: {@code count}, {@code percent}, {@code decimal}, {@code time} (milliseconds since
     *     the epoch); empty for words, {@code case} for the number of a case under {@code zh}
     */
    public record Cell(Map<String, String> text, @Nullable Double number, String format) {
        public static Cell words(String zh, String en) {
            return new Cell(Map.of("zh", zh, "en", en), null, "");
        }

        public static Cell words(Map<String, String> text) {
            return new Cell(text, null, "");
        }

        public static Cell code(String code) {
            return words(code, code);
        }

        public static Cell ofCase(String number) {
            return new Cell(Map.of("zh", number, "en", number), null, "case");
        }

        public static Cell count(long number) {
            return new Cell(Map.of(), (double) number, "count");
        }

        public static Cell percent(@Nullable Double share) {
            return new Cell(Map.of(), share, "percent");
        }

        public static Cell decimal(@Nullable Double number) {
            return new Cell(Map.of(), number, "decimal");
        }

        public static Cell time(@Nullable Long millis) {
            return new Cell(Map.of(), millis == null ? null : (double) millis, "time");
        }
    }

    /** A report in a list: all but its content. */
    public record Head(Kind kind, String place, String period, int version, boolean late, long madeMillis) {}
}
