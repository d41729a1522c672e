package io.geshao.casework.score;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much a duty desk was told (ISA-18.2, alarm system performance). An alarm here is an announcement: what was raised or
 * rang again and was told to people; drills are left out. A desk is a community's.
 *
 * @param community code
 * @param announced how many
 * @param slots how many slots of ten minutes the span has; {@code floodSlots} of them lie in a flood: it begins with more
 *     than 10 announcements in 10 minutes and ends with fewer than 5
 * @param sources the ten busiest
 * @param chattering alerts that came and went so often that they were held
 * @param staleDays alerts open for a day or longer: days on which one was, each alert and day once
 * @param verdict against the targets; {@link Verdict#TOO_SHORT} for less than 30 days
 */
public record OperatorLoad(
        String community,
        Span span,
        long announced,
        long slots,
        long floodSlots,
        List<Source> sources,
        long chattering,
        long staleDays,
        Verdict verdict) {
    public OperatorLoad {
        sources = List.copyOf(sources);
    }

    /** What an alarm came from: a rule in a scope. */
    public record Source(String rule, String scope, long announced) {}

    /** How the load stands against the targets of ISA-18.2. */
    public enum Verdict {
        /** At most 6 an hour and 150 a day on average. */
        ACCEPTABLE,
        /** At most 12 an hour and 300 a day. */
        MANAGEABLE,
        OVERLOADED,
        /** Averages need 30 days. */
        TOO_SHORT
    }

    public double perHour() {
        return span.hours() == 0 ? 0 : announced / span.hours();
    }

    public double perDay() {
        return span.days() == 0 ? 0 : announced / span.days();
    }

    /** Share of the slots that lie in a flood; target below 0.01. */
    public @Nullable Double floodShare() {
        return slots == 0 ? null : (double) floodSlots / slots;
    }

    /** Share of the announcements that the ten busiest sources made; target 0.01 to 0.05. */
    public @Nullable Double topShare() {
        return announced == 0
                ? null
                : (double) sources.stream().mapToLong(Source::announced).sum() / announced;
    }

    public double stalePerDay() {
        return span.days() == 0 ? 0 : staleDays / span.days();
    }
}
