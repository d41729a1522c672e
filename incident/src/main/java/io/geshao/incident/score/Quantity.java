package io.geshao.incident.score;

import io.geshao.casework.score.Span;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How many: the cases of a set, or what was counted on them.
 *
 * @param tally null counts the cases themselves
 */
public record Quantity(Condition set, @Nullable Tally tally) {
    public static Quantity of(Condition set) {
        return new Quantity(set, null);
    }

    static Quantity sum(Tally tally, Condition set) {
        return new Quantity(set, tally);
    }

    /** What one case adds. */
    public long of(CaseFacts facts, Span span) {
        if (!CaseSets.COUNTED.holds(facts, span) || !set.holds(facts, span)) {
            return 0;
        }
        return tally == null ? 1 : facts.count(tally);
    }

    /** What these cases come to: the definition that the database is held against. */
    public long of(Collection<CaseFacts> cases, Span span) {
        return cases.stream().mapToLong(facts -> of(facts, span)).sum();
    }
}
