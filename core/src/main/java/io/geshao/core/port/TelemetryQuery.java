package io.geshao.core.port;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been measured, for the console and for audits. Blocking; any thread; every answer is bounded in size, and in
 * time by the store, which ends a query that takes too long. Which devices are meant is always said by id: places and
 * kinds are the registry's business.
 */
public interface TelemetryQuery {
    /** How many devices one question may name. */
    int MAX_DEVICES = 20_000;

    /** The same answers for a caller that may go away: its query is then cancelled in the store, too. */
    default TelemetryQuery forCaller(Caller caller) {
        return this;
    }

    /** Last value per metric, by metric name; empty if the device has never been heard. */
    default Map<String, Sample> latest(DeviceId device) {
        return latest(List.of(device)).getOrDefault(device, Map.of());
    }

    /** Last value per metric of many devices in one query; devices that were never heard are left out. */
    Map<DeviceId, Map<String, Sample>> latest(Collection<DeviceId> devices);

    /** Last heard time per device, centre clock, for all devices that were ever heard. */
    Map<DeviceId, Long> lastHeard();

    /**
     * Samples of one metric with event time in [fromMillis, toMillis), ascending.
     *
     * @param limit at most this many; the oldest are returned first
     */
    List<Sample> series(DeviceId device, Metric metric, long fromMillis, long toMillis, int limit);

    /**
     * The shape of a series in few points, each of them a stored one, ascending: largest-triangle-three-buckets
     * (Steinarsson 2013); of long series over the minima and maxima of narrower buckets (MinMaxLTTB, Van Der Donckt 2023).
     * Peaks stay. A series with no more than {@code points} samples is returned whole.
     *
     * @param points 3 to 5,000
     */
    List<Point> outline(DeviceId device, Metric metric, long fromMillis, long toMillis, int points);

    /**
     * Count, minimum, mean and maximum of all samples of these devices, over buckets of equal width from
     * {@code fromMillis} on, empty buckets left out, ascending. Each sample counts once, whichever device it is from.
     *
     * @param bucketMillis at least 1000
     */
    Aggregates aggregate(
            Collection<DeviceId> devices, Metric metric, long fromMillis, long toMillis, long bucketMillis);

    /** {@link #aggregate} of one device. */
    default List<Bucket> buckets(DeviceId device, Metric metric, long fromMillis, long toMillis, long bucketMillis) {
        return aggregate(List.of(device), metric, fromMillis, toMillis, bucketMillis)
                .buckets();
    }

    /**
     * When the boolean metrics of a device changed, ascending: the first value of a metric counts as a change.
     *
     * @param after the last change of the page before, or null to start at {@code fromMillis}
     */
    List<Change> changes(DeviceId device, long fromMillis, long toMillis, @Nullable Change after, int limit);

    /**
     * When nothing was heard from a device for longer than {@code longestMillis}, ascending, by receive times. The time
     * before the first and after the last reading in the range is nobody's silence here.
     */
    List<Silence> silences(DeviceId device, long fromMillis, long toMillis, long longestMillis, int limit);

    /** Newest rejections first; pass the last one's {@code number} to page on, or null to start. */
    List<RejectionRow> rejections(RejectionFilter filter, @Nullable Long beforeNumber, int limit);

    /** {@link #rejections} of any kind. */
    default List<RejectionRow> rejections(@Nullable Long beforeNumber, int limit) {
        return rejections(RejectionFilter.ANY, beforeNumber, limit);
    }

    /** Newest declared gaps first; pass the last one's {@code number} to page on, or null to start. */
    List<GapRow> gaps(@Nullable String gateway, @Nullable Long beforeNumber, int limit);

    /** What every gateway that ever reported said last, by name. */
    List<GatewayState> gateways();

    /** Totals since the database was made. */
    Totals totals();

    /** Who waits for an answer. */
    interface Caller {
        /**
         * Names what ends the work under way. {@link Watch#close} takes it back, and returns only when no cancellation is
         * running any more.
         *
         * @throws java.util.concurrent.CancellationException if the caller has gone already
         */
        Watch whenGone(Runnable cancel);

        /** One piece of work that can be cancelled. */
        interface Watch extends AutoCloseable {
            @Override
            void close();
        }
    }

    /** One stored value. */
    record Sample(double value, long eventMillis, long receivedMillis, long sequence, int flags) {}

    /** One stored value, as far as a curve shows it. */
    record Point(long eventMillis, double value) {}

    /** Count, minimum, mean and maximum of the samples with event time in [startMillis, startMillis + width). */
    record Bucket(long startMillis, long count, double min, double mean, double max) {}

    /** Buckets, and what they were counted from. */
    record Aggregates(Source source, List<Bucket> buckets) {
        public Aggregates {
            buckets = List.copyOf(buckets);
        }

        /** What an aggregate was counted from; the figures are the same. */
        public enum Source {
            RAW,
            HOURLY,
            DAILY
        }
    }

    /** A boolean metric took another value. Identity within a device: time, sequence and metric. */
    record Change(long eventMillis, long sequence, String metric, boolean value) {}

    /** Nothing was heard between two receive times. */
    record Silence(long fromMillis, long toMillis) {}

    /** Which rejections; null means any. */
    record RejectionFilter(
            @Nullable String reason,
            @Nullable String device,
            @Nullable String gateway) {
        public static final RejectionFilter ANY = new RejectionFilter(null, null, null);
    }

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
     * What a gateway acknowledged and then gave up.
     *
     * @param cause name of a {@link io.geshao.core.Batch.Gap.Cause}
     * @param fromMillis when the gateway received the oldest of it; {@code toMillis} the newest
     */
    record GapRow(
            long number,
            String gateway,
            String spool,
            String lane,
            long first,
            long last,
            long fromMillis,
            long toMillis,
            long readings,
            long rejections,
            String cause) {}

    /**
     * A gateway's last report.
     *
     * @param heardMillis when the centre got it, centre clock
     * @param inFlight items per lane that it holds and has not delivered
     * @param figures as in {@link BatchSink.GatewayReport}
     */
    record GatewayState(String gateway, long heardMillis, Map<String, Long> inFlight, Map<String, Long> figures) {
        public GatewayState {
            inFlight = Map.copyOf(inFlight);
            figures = Map.copyOf(figures);
        }
    }

    /**
     * @param duplicates readings that were delivered again and changed nothing
     * @param rejectedByReason stored rejections by reason name
     */
    record Totals(long stored, long duplicates, Map<String, Long> rejectedByReason) {}
}
