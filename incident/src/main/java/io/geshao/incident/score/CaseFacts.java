package io.geshao.incident.score;

import io.geshao.casework.score.Scope;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What figures need to know of a case. A value; folded from the case by {@link FactsFold}.
 *
 * @param moments what has happened; absent is "not yet"
 * @param tallies what was counted; absent is 0
 */
public record CaseFacts(Subject subject, Map<Moment, Long> moments, Map<Tally, Integer> tallies, Set<Mark> marks) {
    public CaseFacts {
        moments = Map.copyOf(moments);
        tallies = Map.copyOf(tallies);
        marks = Set.copyOf(marks);
    }

    /**
     * What a case is about.
     *
     * @param unit code of the unit in charge, empty if none is
     * @param listVersion of the responsibility list it was filed under
     * @param source name of the source that found it first
     * @param grade 1 (特别重大) to 4; {@code severity} likewise
     * @param spot building, or the smallest place outside buildings, with the class: what a complaint is matched by
     */
    public record Subject(
            String number,
            String place,
            String unit,
            String classCode,
            String listVersion,
            String source,
            int grade,
            int severity,
            String spot,
            Map<String, String> title) {
        public Subject {
            title = Map.copyOf(title);
        }
    }

    public @Nullable Long at(Moment moment) {
        return moments.get(moment);
    }

    public int count(Tally tally) {
        return tallies.getOrDefault(tally, 0);
    }

    public boolean is(Mark mark) {
        return marks.contains(mark);
    }

    public boolean isIn(Scope scope) {
        String path = subject.place();
        return (scope.place().isEmpty() || path.equals(scope.place()) || path.startsWith(scope.place() + "/"))
                && (scope.unit().isEmpty() || subject.unit().equals(scope.unit()));
    }

    /** How the deadline was kept: a word of {@link io.geshao.casework.score.CaseLine#outcome()}. */
    public String outcome() {
        if (is(Mark.VOID)) {
            return "VOID";
        }
        if (is(Mark.EXCUSED)) {
            return "EXCUSED";
        }
        return is(Mark.OVERDUE) ? "OVERDUE" : is(Mark.ON_TIME) ? "ON_TIME" : "OPEN";
    }

    /** Facts being put together. One thread, one use. */
    public static final class Draft {
        private final Subject subject;
        private final EnumMap<Moment, Long> moments = new EnumMap<>(Moment.class);
        private final EnumMap<Tally, Integer> tallies = new EnumMap<>(Tally.class);
        private final Set<Mark> marks = java.util.EnumSet.noneOf(Mark.class);

        public Draft(Subject subject) {
            this.subject = subject;
        }

        /** Null leaves it out. */
        public Draft at(Moment moment, @Nullable Long millis) {
            if (millis == null) {
                moments.remove(moment);
            } else {
                moments.put(moment, millis);
            }
            return this;
        }

        public Draft count(Tally tally, int count) {
            if (count == 0) {
                tallies.remove(tally);
            } else {
                tallies.put(tally, count);
            }
            return this;
        }

        public Draft mark(Mark mark, boolean holds) {
            if (holds) {
                marks.add(mark);
            } else {
                marks.remove(mark);
            }
            return this;
        }

        public CaseFacts finish() {
            return new CaseFacts(subject, moments, tallies, marks);
        }
    }
}
