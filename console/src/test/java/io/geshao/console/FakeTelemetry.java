package io.geshao.console;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Device;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Readings in memory: one value per device and metric, and lists that a test fills. */
final class FakeTelemetry implements TelemetryQuery {
    final Map<DeviceId, Map<String, Sample>> latest = new TreeMap<>();
    final Map<DeviceId, Long> heard = new TreeMap<>();
    final List<RejectionRow> rejections = new ArrayList<>();
    final List<GapRow> gaps = new ArrayList<>();
    final List<GatewayState> gateways = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    final List<Silence> silences = new ArrayList<>();
    final AtomicInteger totalsAsked = new AtomicInteger();
    final AtomicLong stored = new AtomicLong(1_000);
    /** Which devices the last aggregate was of, and how it was cut. */
    volatile @Nullable Asked asked;

    record Asked(List<DeviceId> devices, long fromMillis, long bucketMillis) {}

    private final Runnable check;

    /** @param check waits or throws, if the platform is to be slow or away */
    FakeTelemetry(Runnable check) {
        this.check = check;
    }

    void hear(Device device, Metric metric, double value, long atMillis) {
        latest.computeIfAbsent(device.id(), id -> new TreeMap<>())
                .put(metric.name(), new Sample(value, atMillis, atMillis + 20, 9_007_199_254_740_993L, 1));
        heard.put(device.id(), atMillis + 20);
    }

    @Override
    public Map<DeviceId, Map<String, Sample>> latest(Collection<DeviceId> devices) {
        check.run();
        Map<DeviceId, Map<String, Sample>> found = new TreeMap<>(latest);
        found.keySet().retainAll(devices);
        return found;
    }

    @Override
    public Map<DeviceId, Long> lastHeard() {
        check.run();
        return Map.copyOf(heard);
    }

    @Override
    public List<Sample> series(DeviceId device, Metric metric, long fromMillis, long toMillis, int limit) {
        check.run();
        Sample sample = latest.getOrDefault(device, Map.of()).get(metric.name());
        return sample != null && sample.eventMillis() >= fromMillis && sample.eventMillis() < toMillis
                ? List.of(sample)
                : List.of();
    }

    @Override
    public List<Point> outline(DeviceId device, Metric metric, long fromMillis, long toMillis, int points) {
        return series(device, metric, fromMillis, toMillis, points).stream()
                .map(sample -> new Point(sample.eventMillis(), sample.value()))
                .toList();
    }

    @Override
    public Aggregates aggregate(
            Collection<DeviceId> devices, Metric metric, long fromMillis, long toMillis, long bucketMillis) {
        asked = new Asked(List.copyOf(devices), fromMillis, bucketMillis);
        return new Aggregates(
                Aggregates.Source.RAW,
                devices.stream()
                        .flatMap(device -> series(device, metric, fromMillis, toMillis, 1).stream())
                        .map(sample -> new Bucket(
                                fromMillis + (sample.eventMillis() - fromMillis) / bucketMillis * bucketMillis,
                                1,
                                sample.value(),
                                sample.value(),
                                sample.value()))
                        .toList());
    }

    @Override
    public List<Change> changes(DeviceId device, long fromMillis, long toMillis, @Nullable Change after, int limit) {
        check.run();
        return changes.stream()
                .filter(change -> after == null
                        || change.eventMillis() > after.eventMillis()
                        || (change.eventMillis() == after.eventMillis()
                                && change.metric().compareTo(after.metric()) > 0))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Silence> silences(DeviceId device, long fromMillis, long toMillis, long longestMillis, int limit) {
        return silences;
    }

    @Override
    public List<RejectionRow> rejections(RejectionFilter filter, @Nullable Long beforeNumber, int limit) {
        check.run();
        return rejections.stream()
                .filter(row -> beforeNumber == null || row.number() < beforeNumber)
                .filter(row -> filter.reason() == null || filter.reason().equals(row.reason()))
                .filter(row -> filter.device() == null || filter.device().equals(row.device()))
                .filter(row -> filter.gateway() == null || filter.gateway().equals(row.gateway()))
                .sorted(Comparator.comparingLong(RejectionRow::number).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public List<GapRow> gaps(@Nullable String gateway, @Nullable Long beforeNumber, int limit) {
        check.run();
        return gaps.stream()
                .filter(row -> beforeNumber == null || row.number() < beforeNumber)
                .filter(row -> gateway == null || gateway.equals(row.gateway()))
                .sorted(Comparator.comparingLong(GapRow::number).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public List<GatewayState> gateways() {
        check.run();
        return gateways;
    }

    @Override
    public Totals totals() {
        check.run();
        totalsAsked.incrementAndGet();
        return new Totals(stored.get(), 7, Map.of("BAD_JSON", 2L, "OUT_OF_RANGE", 1L));
    }
}
