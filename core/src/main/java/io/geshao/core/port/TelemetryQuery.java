package io.geshao.core.port;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been measured, for the console and for audits. Blocking; any thread; every answer is bounded. */
public interface TelemetryQuery {
    /** Last value per metric, by metric name; empty if the device has never been heard. */
    Map<String, Sample> latest(DeviceId device);

    /** Last heard time per device, centre clock, for all devices that were ever heard. */
    Map<DeviceId, Long> lastHeard();

    /**
     * Samples of one metric with event time in [fromMillis, toMillis), ascending.
     *
     * @param limit at most this many; the oldest are returned first
     */
    List<Sample> series(DeviceId device, Metric metric, long fromMillis, long toMillis, int limit);

    /**
     * Averages over buckets of equal width, empty buckets left out, ascending.
     *
     * @param bucketMillis at least 1000
     */
    List<Bucket> buckets(DeviceId device, Metric metric, long fromMillis, long toMillis, long bucketMillis);

    /** Newest rejections first; pass the last one's {@code number} to page on, or null to start. */
    List<RejectionRow> rejections(@Nullable Long beforeNumber, int limit);

    /** Totals since the database was made. */
    Totals totals();

    /** One stored value. */
    record Sample(double value, long eventMillis, long receivedMillis, long sequence, int flags) {}

    /** Count, minimum, mean and maximum of the samples with event time in [startMillis, startMillis + width). */
    record Bucket(long startMillis, long count, double min, double mean, double max) {}

    /** A stored rejection; {@code rawHex} is cut at 512 bytes. */
    record RejectionRow(
            long number,
            String gateway,
            String reason,
            @Nullable String device,
            @Nullable String metric,
            String source,
            String detail,
            long receivedMillis,
            String rawHex) {}

    /**
     * @param duplicates readings that were delivered again and changed nothing
     * @param rejectedByReason stored rejections by reason name
     */
    record Totals(long stored, long duplicates, Map<String, Long> rejectedByReason) {}
}
