package io.geshao.incident.score.desk;

import io.geshao.casework.score.ParkingTurnover;
import io.geshao.casework.score.Span;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Change;
import io.geshao.core.port.TelemetryQuery.Sample;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts arrivals at parking bays from what their sensors said. Any thread. */
public final class ParkingCount {
    /*
     * An arrival is a change from free to occupied. The first value within the span counts as a change for telemetry; it is
     * an arrival only if the last value before the span was "free", which the day before the span is asked for.
     */
    private static final long BEFORE_MILLIS = 86_400_000;
    private static final int PAGE = 1_000;

    private final TelemetryQuery telemetry;
    private final Registry registry;

    public ParkingCount(TelemetryQuery telemetry, Registry registry) {
        this.telemetry = telemetry;
        this.registry = registry;
    }

    /** What the bays at and below a place did. */
    public ParkingTurnover of(String place, Span span) {
        List<DeviceId> bays = registry.devices().stream()
                .filter(device -> device.profile().kind() == DeviceKind.PARKING)
                .filter(device -> place.isEmpty()
                        || device.place().equals(place)
                        || device.place().startsWith(place + "/"))
                .map(Device::id)
                .toList();
        long arrivals = bays.stream().mapToLong(bay -> arrivals(bay, span)).sum();
        Map<DeviceId, Map<String, Sample>> latest = bays.isEmpty() ? Map.of() : telemetry.latest(bays);
        long free = 0;
        long occupied = 0;
        for (DeviceId bay : bays) {
            Sample sample = latest.getOrDefault(bay, Map.of()).get(Metric.OCCUPIED.name());
            if (sample != null) {
                free += sample.value() == 0 ? 1 : 0;
                occupied += sample.value() == 0 ? 0 : 1;
            }
        }
        return new ParkingTurnover(place, span, bays.size(), arrivals, free, occupied, bays.size() - free - occupied);
    }

    private long arrivals(DeviceId bay, Span span) {
        long arrivals = 0;
        @Nullable Boolean occupied = null;
        @Nullable Change last = null;
        List<Change> page;
        do {
            page = telemetry.changes(bay, span.fromMillis() - BEFORE_MILLIS, span.toMillis(), last, PAGE);
            for (Change change : page) {
                last = change;
                if (!change.metric().equals(Metric.OCCUPIED.name())) {
                    continue;
                }
                if (change.value() && Boolean.FALSE.equals(occupied) && change.eventMillis() >= span.fromMillis()) {
                    arrivals++;
                }
                occupied = change.value();
            }
        } while (page.size() == PAGE);
        return arrivals;
    }
}
