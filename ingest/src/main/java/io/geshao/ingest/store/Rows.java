package io.geshao.ingest.store;

import io.geshao.core.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * The readings of one group in writing order, with the numbers they get in the table. Filled once, then only read.
 */
final class Rows {
    private final List<Reading> readings = new ArrayList<>();
    private int[] devices = new int[256];
    private int[] metrics = new int[256];
    private long[] batches = new long[256];

    void add(Reading reading, int device, int metric, long batch) {
        int at = readings.size();
        if (at == devices.length) {
            devices = java.util.Arrays.copyOf(devices, at * 2);
            metrics = java.util.Arrays.copyOf(metrics, at * 2);
            batches = java.util.Arrays.copyOf(batches, at * 2);
        }
        readings.add(reading);
        devices[at] = device;
        metrics[at] = metric;
        batches[at] = batch;
    }

    int size() {
        return readings.size();
    }

    Reading reading(int row) {
        return readings.get(row);
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

    Identity identity(int row) {
        Reading reading = readings.get(row);
        return new Identity(devices[row], metrics[row], reading.eventMillis(), reading.sequence());
    }

    /** What makes a reading the same reading. */
    record Identity(int device, int metric, long eventMillis, long sequence) {}
}
