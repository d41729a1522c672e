package io.geshao.casework.cases;

import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which cases a list shows; null or empty does not filter. Newest first, and among equals by number, descending.
 *
 * @param open true for open ones, false for ended ones
 * @param state name of a state
 * @param domains whose business, empty for anybody's
 * @param place path of a subtree
 * @param unit code of the unit in charge
 * @param overdue whether a clock that moves the case has run out or had when it was fed back
 * @param untold true for ended cases with a reporter who has not been told
 * @param text words in number, title or place
 * @param fromMillis opened at or after; {@code toMillis} opened before
 * @param afterMillis opening time of the last case of the page before, with its number in {@code afterNumber}
 */
public record CaseFilter(
        @Nullable Boolean open,
        @Nullable String state,
        @Nullable String classCode,
        Set<CaseView.Domain> domains,
        @Nullable Severity severity,
        @Nullable String place,
        @Nullable String unit,
        @Nullable CaseSource source,
        @Nullable CaseOverlay overlay,
        @Nullable Boolean overdue,
        @Nullable Boolean drill,
        @Nullable Boolean untold,
        @Nullable String text,
        @Nullable Long fromMillis,
        @Nullable Long toMillis,
        @Nullable Long afterMillis,
        @Nullable String afterNumber,
        int limit) {
    public static final int MAX_LIMIT = 1_000;

    public CaseFilter {
        domains = Set.copyOf(domains);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit);
        }
    }

    /** The newest cases of any kind. */
    public static CaseFilter newest(int limit) {
        return new CaseFilter(
                null, null, null, Set.of(), null, null, null, null, null, null, null, null, null, null, null, null,
                null, limit);
    }
}
