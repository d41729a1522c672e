package io.geshao.console.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list and where it goes on.
 *
 * @param next token of the next page, or null on the last one
 */
record Page<T>(List<T> items, @Nullable String next) {
    /**
     * Cuts a page.
     *
     * @param found what there is, at least one more than {@code limit} if there is more
     */
    static <T> Page<T> of(List<T> found, int limit, Function<T, String> token) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, token.apply(items.get(limit - 1)));
    }

    /** Compares two keys of three parts. */
    static int compare(
            String first, String otherFirst, long second, long otherSecond, String third, String otherThird) {
        int order = first.compareTo(otherFirst);
        if (order == 0) {
            order = Long.compare(second, otherSecond);
        }
        return order == 0 ? third.compareTo(otherThird) : order;
    }
}
