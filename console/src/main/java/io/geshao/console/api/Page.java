package io.geshao.console.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list and where it goes on.
 *
 * @param next token of the next page, or null on the last one
 */
record Page<T>(List<T> items, @Nullable String next) {
    private static final int MAX_BATCHES = 20;

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

    /**
     * A page of those a caller may see. Looks at a bounded number of items: a page may hold fewer than the limit, or none,
     * and still go on.
     *
     * @param behind up to so many items behind that one, or from the start if it is null
     */
    static <T> Page<T> visible(
            BiFunction<@Nullable T, Integer, List<T>> behind, Predicate<T> sees, int limit, Function<T, String> token) {
        List<T> items = new ArrayList<>();
        @Nullable T last = null;
        for (int batch = 0; batch < MAX_BATCHES; batch++) {
            List<T> found = behind.apply(last, limit + 1);
            for (T each : found) {
                if (items.size() == limit && sees.test(each)) {
                    return new Page<>(items, token.apply(items.get(limit - 1)));
                }
                if (sees.test(each)) {
                    items.add(each);
                }
                last = each;
            }
            if (found.size() <= limit || last == null) {
                return new Page<>(items, null);
            }
        }
        return new Page<>(items, last == null ? null : token.apply(last));
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
