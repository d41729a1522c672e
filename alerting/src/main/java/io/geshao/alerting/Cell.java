package io.geshao.alerting;

import io.geshao.alerting.rule.Band;
import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Operand.Nights;
import io.geshao.alerting.rule.operator.Memories;
import io.geshao.core.Metric;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Last value of one metric of one device, and as much of its past as rules ask for. Owner: the partition thread. */
final class Cell {
    static final long NEVER = Long.MIN_VALUE;

    final Plan.Slot slot;
    final Metric metric;
    double value;
    long eventMillis = NEVER;
    long sequence;
    /** Event time of the reading before. */
    long previousMillis = NEVER;
    /** And its value. */
    double previousValue;
    /** When an episode about it was closed last: what is older has been told. */
    long settledMillis = NEVER;
    /** It came so late that it says nothing about now, except to life safety. */
    boolean overdue;
    /** Its value is outside the quiet band of its slot; kept by {@link World#weigh}. */
    boolean loud;

    private final @Nullable Past past; // null if no rule looks back
    private final @Nullable Memories memories; // null if no word of a rule needs one

    Cell(Plan.Slot slot) {
        this.slot = slot;
        this.metric = slot.metric;
        this.past = slot.windowMillis == 0 ? null : new Past(slot.windowMillis);
        this.memories = Memories.of(slot.remembered);
    }

    /** Whether a reading comes before the last one in event-time order. */
    boolean isOvertaken(long event, long itsSequence) {
        return eventMillis != NEVER && (event < eventMillis || (event == eventMillis && itsSequence <= sequence));
    }

    void set(double newValue, long event, long newSequence, boolean isOverdue) {
        previousMillis = eventMillis;
        previousValue = value;
        value = newValue;
        eventMillis = event;
        sequence = newSequence;
        overdue = isOverdue;
        remember(newValue, event);
    }

    /** Takes up what another cell of the metric holds; a past that is longer now begins with what there is. */
    void take(Cell other) {
        value = other.value;
        eventMillis = other.eventMillis;
        sequence = other.sequence;
        previousMillis = other.previousMillis;
        previousValue = other.previousValue;
        settledMillis = other.settledMillis;
        overdue = other.overdue;
        if (eventMillis == NEVER) {
            return;
        }
        if (other.past == null) {
            remember(value, eventMillis);
        }
        restore(other.past(), other.memory());
    }

    /** Adds to the past alone. */
    void remember(double sample, long event) {
        if (past != null) {
            past.add(sample, event, eventMillis);
        }
        if (memories != null) {
            memories.add(sample, event);
        }
    }

    /** What a rule asks of this metric alone; NaN if it cannot be said. */
    double get(Operand operand) {
        Past samples = past;
        if (operand.kind() == Operand.Kind.LAST) {
            return value;
        }
        if (operand.kind() == Operand.Kind.PREVIOUS) {
            return previousMillis == NEVER ? Double.NaN : previousValue;
        }
        if (memories != null && Memories.answers(operand)) {
            return memories.value(operand, eventMillis);
        }
        if (samples == null) {
            return Double.NaN;
        }
        long since = eventMillis - operand.windowMillis();
        return switch (operand.kind()) {
            case DROP -> samples.highestSince(since) - value;
            case RISE -> value - samples.lowestSince(since);
            case MAX -> samples.highestSince(since);
            case MIN -> samples.lowestSince(since);
            case AVG -> samples.meanSince(since);
            case COUNT -> samples.countSince(since);
            case DELTA -> samples.changeSince(since);
            case RATE -> rate(samples, since, operand.detail().other());
            default -> Double.NaN;
        };
    }

    private static double rate(Past samples, long since, long unitMillis) {
        long span = samples.spanSince(since);
        return span == 0 ? Double.NaN : samples.changeSince(since) / span * unitMillis;
    }

    /** Whether what a condition asks of its past lies in its band. */
    boolean rests(Band band) {
        return (past != null && past.isWithin(band, value)) || band.holds(get(band.operand()));
    }

    /** Reads what the next {@link #set} will need, so that the processor fetches it; the result means nothing. */
    long fetch() {
        return eventMillis ^ slot.windowMillis ^ (past == null ? 0 : past.fetch());
    }

    /** Highest value no older than so long before the last one; NaN if there is nothing to compare the last one with. */
    double highest(long withinMillis) {
        return past == null ? Double.NaN : past.highestSince(eventMillis - withinMillis);
    }

    /** The past as pairs of time and value, for the snapshot. */
    double[] past() {
        return past == null ? new double[0] : past.pairs();
    }

    /** What words of rules remember of it, for the snapshot. */
    Map<String, double[]> memory() {
        return memories == null ? Map.of() : memories.state();
    }

    /** @param memory what {@link #memory} gave; null in a snapshot from before there was any */
    void restore(double[] pairs, @Nullable Map<String, double[]> memory) {
        if (past != null) {
            for (int i = 0; i + 1 < pairs.length; i += 2) {
                past.add(pairs[i + 1], (long) pairs[i], eventMillis);
            }
        }
        if (memories != null && memory != null) {
            memories.restore(memory);
        }
    }

    /** The night of that day is over and will be judged. */
    void closeNight(Nights nights, LocalDate day) {
        if (memories != null) {
            memories.closeNight(nights, day);
        }
    }

    /** It has been judged. */
    void settleNight(Nights nights, boolean wrong) {
        if (memories != null) {
            memories.settleNight(nights, wrong);
        }
    }
}
