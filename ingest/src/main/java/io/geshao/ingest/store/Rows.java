package io.geshao.ingest.store;

import io.geshao.core.Reading;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one group in writing order, with the numbers they get in the table. Filled once, then only read.
 */
final class Rows {
    /** Instead of a number in the table: not looked up yet. */
    static final int UNKNOWN = -1;

    private static final int PLACE_BITS = 20;

    private final Reading[] readings;
    private final int[] devices;
    private final int[] metrics;
    private final long[] batches;
    private int size;
    private boolean incomplete;
    private int @Nullable [] indexOrder;

    /** @param capacity how many will be added */
    Rows(int capacity) {
        readings = new Reading[capacity];
        devices = new int[capacity];
        metrics = new int[capacity];
        batches = new long[capacity];
    }

    void add(Reading reading, int device, int metric, long batch) {
        readings[size] = reading;
        devices[size] = device;
        metrics[size] = metric;
        batches[size] = batch;
        size++;
        incomplete |= device == UNKNOWN || metric == UNKNOWN;
    }

    /** Whether the number of a device or a metric is missing. */
    boolean isIncomplete() {
        return incomplete;
    }

    int size() {
        return size;
    }

    Reading reading(int row) {
        return readings[row];
    }

    int device(int row) {
        return devices[row];
    }

    int metric(int row) {
        return metrics[row];
    }

    long batch(int row) {
        return batches[row];
    }

    /** New rows of a range by event time, then by the numbers of device, sequence and metric. */
    int[] inLogOrder(BitSet isNew, int from, int to) {
        int[] order = new int[to - from];
        int found = 0;
        boolean ordered = true;
        for (int row = isNew.nextSetBit(from); row >= 0 && row < to; row = isNew.nextSetBit(row + 1)) {
            ordered &= found == 0 || compareInLog(order[found - 1], row) <= 0;
            order[found++] = row;
        }
        int[] rows = found == order.length ? order : Arrays.copyOf(order, found);
        return ordered ? rows : sorted(rows);
    }

    /**
     * Sorted by event time and device as plain numbers first, then the few ties by the rest: this runs for every reading,
     * and under load a hundred of them share a millisecond.
     */
    private int[] sorted(int[] rows) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        int widest = 0;
        for (int row : rows) {
            first = Math.min(first, readings[row].eventMillis());
            last = Math.max(last, readings[row].eventMillis());
            widest |= devices[row];
        }
        long span = last - first;
        if (span < 0 || span >= 1L << 23 || widest >= 1 << PLACE_BITS || rows.length > 1 << PLACE_BITS) {
            return Arrays.stream(rows)
                    .boxed()
                    .sorted(this::compareInLog)
                    .mapToInt(row -> row)
                    .toArray();
        }
        long[] keys = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            long time = readings[rows[i]].eventMillis() - first;
            keys[i] = (time << PLACE_BITS | devices[rows[i]]) << PLACE_BITS | i;
        }
        Arrays.sort(keys);
        int[] sorted = new int[rows.length];
        for (int i = 0; i < keys.length; i++) {
            int row = rows[(int) (keys[i] & ((1L << PLACE_BITS) - 1))];
            int at = i;
            while (at > 0 && compareInLog(sorted[at - 1], row) > 0) {
                sorted[at] = sorted[at - 1];
                at--;
            }
            sorted[at] = row;
        }
        return sorted;
    }

    private int compareInLog(int one, int other) {
        Reading a = readings[one];
        Reading b = readings[other];
        int order = Long.compare(a.eventMillis(), b.eventMillis());
        if (order == 0) {
            order = Integer.compare(devices[one], devices[other]);
        }
        if (order == 0) {
            order = Long.compare(a.sequence(), b.sequence());
        }
        return order == 0 ? Integer.compare(metrics[one], metrics[other]) : order;
    }

    /**
     * All rows by device and metric, in the order of arrival within: neighbours in the unique index are written one after
     * the other, which spares the database a walk through the tree for each.
     */
    int[] inIndexOrder() {
        int[] known = indexOrder;
        if (known == null) {
            known = indexOrder();
            indexOrder = known;
        }
        return known;
    }

    private int[] indexOrder() {
        int[] order = new int[size];
        if (size > 1 << PLACE_BITS) {
            Arrays.setAll(order, i -> i);
            return order;
        }
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            // A number that is cut off here costs locality, not truth.
            keys[i] = (devices[i] & 0x7ff_ffffL) << (16 + PLACE_BITS) | (metrics[i] & 0xffffL) << PLACE_BITS | i;
        }
        Arrays.sort(keys);
        for (int i = 0; i < size; i++) {
            order[i] = (int) (keys[i] & ((1L << PLACE_BITS) - 1));
        }
        return order;
    }

    Identity identity(int row) {
        Reading reading = readings[row];
        return new Identity(devices[row], metrics[row], reading.eventMillis(), reading.sequence());
    }

    /** What makes a reading the same reading. */
    record Identity(int device, int metric, long eventMillis, long sequence) {}
}
