package io.geshao.alerting;

import io.geshao.core.Metric;

/**
 * Last value of one metric of one device, and as much of its past as rules ask for. The past is a window by time, and at
 * most {@link #PAST_LIMIT} samples: a device that sends faster than that is judged on a shorter window. Owner: the
 * partition thread.
 */
final class Cell {
    static final int PAST_LIMIT = 512;
    static final long NEVER = Long.MIN_VALUE;

    final Metric metric;
    double value;
    long eventMillis = NEVER;
    long sequence;
    /** Event time of the reading before. */
    long previousMillis = NEVER;
    /** It came so late that it says nothing about now, except to life safety. */
    boolean overdue;

    private final long windowMillis;
    private long[] times = new long[0];
    private double[] values = new double[0];
    private int size;

    Cell(Metric metric, long windowMillis) {
        this.metric = metric;
        this.windowMillis = windowMillis;
    }

    /** Whether a reading comes before the last one in event-time order. */
    boolean isOvertaken(long event, long itsSequence) {
        return eventMillis != NEVER && (event < eventMillis || (event == eventMillis && itsSequence <= sequence));
    }

    void set(double newValue, long event, long newSequence, boolean isOverdue) {
        previousMillis = eventMillis;
        value = newValue;
        eventMillis = event;
        sequence = newSequence;
        overdue = isOverdue;
        remember(newValue, event);
    }

    /** Adds to the past alone. */
    void remember(double sample, long event) {
        if (windowMillis == 0 || event < eventMillis - windowMillis) {
            return;
        }
        int drop = 0;
        while (drop < size && (times[drop] < eventMillis - windowMillis || size - drop >= PAST_LIMIT)) {
            drop++;
        }
        int kept = size - drop;
        if (size == times.length && drop == 0) {
            times = java.util.Arrays.copyOf(times, Math.max(8, size * 2));
            values = java.util.Arrays.copyOf(values, times.length);
        }
        System.arraycopy(times, drop, times, 0, kept);
        System.arraycopy(values, drop, values, 0, kept);
        int at = kept;
        while (at > 0 && times[at - 1] > event) {
            times[at] = times[at - 1];
            values[at] = values[at - 1];
            at--;
        }
        times[at] = event;
        values[at] = sample;
        size = kept + 1;
    }

    /** Highest value no older than so long before the last one; NaN if there is nothing to compare the last one with. */
    double highest(long withinMillis) {
        return extreme(withinMillis, 1);
    }

    double lowest(long withinMillis) {
        return extreme(withinMillis, -1);
    }

    private double extreme(long withinMillis, int sign) {
        double found = Double.NaN;
        int seen = 0;
        for (int i = size - 1; i >= 0 && times[i] >= eventMillis - withinMillis; i--) {
            found = seen == 0 || sign * values[i] > sign * found ? values[i] : found;
            seen++;
        }
        return seen < 2 ? Double.NaN : found;
    }

    /** The past as pairs of time and value, for the snapshot. */
    double[] past() {
        double[] pairs = new double[size * 2];
        for (int i = 0; i < size; i++) {
            pairs[2 * i] = times[i];
            pairs[2 * i + 1] = values[i];
        }
        return pairs;
    }

    void restore(double[] pairs) {
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            remember(pairs[i + 1], (long) pairs[i]);
        }
    }
}
