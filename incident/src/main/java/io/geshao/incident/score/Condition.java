package io.geshao.incident.score;

import io.geshao.casework.score.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which cases belong to a set, for a span of time. One definition, read by whoever speaks a {@link Language}: memory asks
 * {@link #holds}, the database gets the same words as SQL, so the two cannot come to differ in what they mean.
 */
public sealed interface Condition {
    /** Words for the conditions there are. Everything that is absent makes a condition false, never unknown. */
    interface Language<T> {
        T within(Moment moment);

        T beforeEnd(Moment moment);

        T known(Moment moment);

        T has(Mark mark);

        T atLeast(Tally tally, int count);

        T all(List<T> parts);

        T any(List<T> parts);

        T not(T part);
    }

    <T> T in(Language<T> language);

    default boolean holds(CaseFacts facts, Span span) {
        return in(new InMemory(facts, span));
    }

    /** The moment lies in the span. */
    record Within(Moment moment) implements Condition {
        @Override
        public <T> T in(Language<T> language) {
            return language.within(moment);
        }
    }

    /** The moment came before the end of the span. */
    record BeforeEnd(Moment moment) implements Condition {
        @Override
        public <T> T in(Language<T> language) {
            return language.beforeEnd(moment);
        }
    }

    /** The moment has come, by now. */
    record Known(Moment moment) implements Condition {
        @Override
        public <T> T in(Language<T> language) {
            return language.known(moment);
        }
    }

    /** The case has the mark. */
    record Has(Mark mark) implements Condition {
        @Override
        public <T> T in(Language<T> language) {
            return language.has(mark);
        }
    }

    /** At least so many were counted. */
    record AtLeast(Tally tally, int count) implements Condition {
        @Override
        public <T> T in(Language<T> language) {
            return language.atLeast(tally, count);
        }
    }

    /** All of them. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public <T> T in(Language<T> language) {
            return language.all(parts.stream().map(part -> part.in(language)).toList());
        }
    }

    /** One of them. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public <T> T in(Language<T> language) {
            return language.any(parts.stream().map(part -> part.in(language)).toList());
        }
    }

    /** Not that. */
    record Not(Condition part) implements Condition {
        @Override
        public <T> T in(Language<T> language) {
            return language.not(part.in(language));
        }
    }

    static Condition all(Condition... parts) {
        return new All(List.of(parts));
    }

    static Condition any(Condition... parts) {
        return new Any(List.of(parts));
    }

    static Condition not(Condition part) {
        return new Not(part);
    }

    static Condition within(Moment moment) {
        return new Within(moment);
    }

    static Condition beforeEnd(Moment moment) {
        return new BeforeEnd(moment);
    }

    static Condition known(Moment moment) {
        return new Known(moment);
    }

    static Condition has(Mark mark) {
        return new Has(mark);
    }

    static Condition atLeast(Tally tally, int count) {
        return new AtLeast(tally, count);
    }

    /** Facts at hand. */
    record InMemory(CaseFacts facts, Span span) implements Language<Boolean> {
        @Override
        public Boolean within(Moment moment) {
            @Nullable Long at = facts.at(moment);
            return at != null && span.holds(at);
        }

        @Override
        public Boolean beforeEnd(Moment moment) {
            @Nullable Long at = facts.at(moment);
            return at != null && at < span.toMillis();
        }

        @Override
        public Boolean known(Moment moment) {
            return facts.at(moment) != null;
        }

        @Override
        public Boolean has(Mark mark) {
            return facts.is(mark);
        }

        @Override
        public Boolean atLeast(Tally tally, int count) {
            return facts.count(tally) >= count;
        }

        @Override
        public Boolean all(List<Boolean> parts) {
            return !parts.contains(false);
        }

        @Override
        public Boolean any(List<Boolean> parts) {
            return parts.contains(true);
        }

        @Override
        public Boolean not(Boolean part) {
            return !part;
        }
    }
}
