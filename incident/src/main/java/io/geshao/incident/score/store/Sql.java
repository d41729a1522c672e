package io.geshao.incident.score.store;

import io.geshao.incident.score.CaseSets;
import io.geshao.incident.score.Condition;
import io.geshao.incident.score.Mark;
import io.geshao.incident.score.Moment;
import io.geshao.incident.score.Quantity;
import io.geshao.incident.score.Tally;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Conditions as SQL over {@code score_case}, with {@code :from} and {@code :to} for the span. Never yields null. */
final class Sql implements Condition.Language<String> {
    static final Sql WORDS = new Sql();
    static final String COUNTED = CaseSets.COUNTED.in(WORDS);

    private Sql() {}

    @Override
    public String within(Moment moment) {
        String column = moment.column();
        return "(" + column + " is not null and " + column + " >= :from and " + column + " < :to)";
    }

    @Override
    public String beforeEnd(Moment moment) {
        String column = moment.column();
        return "(" + column + " is not null and " + column + " < :to)";
    }

    @Override
    public String known(Moment moment) {
        return "(" + moment.column() + " is not null)";
    }

    @Override
    public String has(Mark mark) {
        return "((marks & " + mark.mask() + ") <> 0)";
    }

    @Override
    public String atLeast(Tally tally, int count) {
        return "(" + tally.column() + " >= " + count + ")";
    }

    @Override
    public String all(List<String> parts) {
        return "(" + String.join(" and ", parts) + ")";
    }

    @Override
    public String any(List<String> parts) {
        return "(" + String.join(" or ", parts) + ")";
    }

    @Override
    public String not(String part) {
        return "(not " + part + ")";
    }

    /** A quantity as an aggregate. */
    static String aggregate(Quantity quantity) {
        String set = quantity.set().in(WORDS);
        return quantity.tally() == null
                ? "count(*) filter (where " + set + ")"
                : "coalesce(sum(" + quantity.tally().column() + ") filter (where " + set + "), 0)";
    }

    /**
     * The rows that any of these quantities can be about, as ranges of single columns, so that indexes find them: without
     * it every figure of a month reads every year.
     */
    static String reach(List<Quantity> quantities) {
        Set<String> ranges = new LinkedHashSet<>();
        quantities.forEach(quantity -> ranges.add(quantity.set().in(Reach.RANGES)));
        return ranges.contains("") ? "true" : "(" + String.join(" or ", ranges) + ")";
    }

    /** The weakest condition that an index answers: one time range of a conjunction, or the open cases. */
    private static final class Reach implements Condition.Language<String> {
        static final Reach RANGES = new Reach();
        private static final String OPEN = "ended_millis";

        @Override
        public String within(Moment moment) {
            return WORDS.within(moment);
        }

        @Override
        public String beforeEnd(Moment moment) {
            // Not a range of its own; its negation for the end of a case is: see not().
            return moment.column().equals(OPEN) ? OPEN : "";
        }

        @Override
        public String known(Moment moment) {
            return "";
        }

        @Override
        public String has(Mark mark) {
            return "";
        }

        @Override
        public String atLeast(Tally tally, int count) {
            return "";
        }

        @Override
        public String all(List<String> parts) {
            return parts.stream()
                    .filter(part -> !part.isEmpty() && !part.equals(OPEN))
                    .findFirst()
                    .orElse("");
        }

        @Override
        public String any(List<String> parts) {
            return parts.contains("") || parts.contains(OPEN) ? "" : "(" + String.join(" or ", parts) + ")";
        }

        @Override
        public String not(String part) {
            return part.equals(OPEN) ? "(ended_millis is null or ended_millis >= :to)" : "";
        }
    }
}
