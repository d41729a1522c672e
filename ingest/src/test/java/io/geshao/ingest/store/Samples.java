package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Readings and batches for tests of the store. */
final class Samples {
    /** 2026-03-02T10:00:00Z. */
    static final long TEN = 1_772_445_600_000L;

    private Samples() {}

    static Reading fill(String device, long eventMillis, long sequence, double value) {
        return reading(device, Metric.FILL_LEVEL, eventMillis, sequence, value, 0);
    }

    static Reading reading(String device, Metric metric, long eventMillis, long sequence, double value, int flags) {
        return new Reading(
                new DeviceId(device), metric, value, eventMillis, eventMillis, eventMillis + 35, sequence, flags);
    }

    static Batch batch(String gateway, long first, Reading... readings) {
        return batch(gateway, first, List.of(readings), List.of());
    }

    static Batch batch(String gateway, long first, List<Reading> readings, List<Rejection> rejections) {
        int items = Math.max(1, readings.size() + rejections.size());
        return new Batch(gateway, "", Lane.ROUTINE, first, first + items - 1, TEN, readings, rejections);
    }

    static Rejection rejection(String device, String metric, String detail) {
        return new Rejection(
                RejectionReason.OUT_OF_RANGE,
                new DeviceId(device),
                metric,
                "g/yuhua/" + device + "/up",
                detail,
                TEN,
                "{\"seq\":1}".getBytes(StandardCharsets.UTF_8));
    }
}
