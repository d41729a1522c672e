package io.geshao.casework.score;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A case in a list behind a figure. Times are milliseconds since the epoch, null for what has not happened.
 *
 * @param source name of a {@code CaseSource}
 * @param unit code of the unit in charge, empty if none is
 * @param counts how much it adds to the figure
 * @param outcome {@code OPEN}, {@code ON_TIME}, {@code OVERDUE}, {@code EXCUSED} or {@code VOID}
 */
public record CaseLine(
        String number,
        String place,
        String unit,
        String classCode,
        String source,
        Map<String, String> title,
        long reportedMillis,
        @Nullable Long dueMillis,
        @Nullable Long fedBackMillis,
        @Nullable Long endedMillis,
        String outcome,
        int reworks,
        int returns,
        long counts) {
    public CaseLine {
        title = Map.copyOf(title);
    }

    /** Sort key of a list: newest report first, then by number, descending. */
    public record Key(long reportedMillis, String number) {
        public static final Key FIRST = new Key(Long.MAX_VALUE, "");
    }

    public Key key() {
        return new Key(reportedMillis, number);
    }
}
