package io.geshao.gateway.codec;

import io.geshao.core.Metric;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SenML units (RFC 8428, 12.1, and RFC 8798) to the canonical unit of each metric. A pair that is not listed is
 * UNIT_MISMATCH: a guess could be wrong by a factor of a thousand. Source: payload reference, section 2; for the four
 * metrics that it leaves out there, the canonical UCUM symbol of section 1.1.
 */
final class SenmlUnits {
    private static final Conversion SAME = new Conversion(1, 0);

    private static final Map<Metric, Map<String, Conversion>> BY_METRIC = Map.ofEntries(
            Map.entry(Metric.TEMPERATURE, Map.of("Cel", SAME, "K", new Conversion(1, -273.15))),
            Map.entry(Metric.FILL_LEVEL, Map.of("%", SAME, "/", times(100))),
            Map.entry(Metric.BATTERY, Map.of("%EL", SAME, "%", SAME)),
            Map.entry(Metric.HUMIDITY, Map.of("%RH", SAME)),
            Map.entry(Metric.DISTANCE, Map.of("m", times(1000), "cm", times(10), "mm", SAME)),
            Map.entry(Metric.LEVEL, Map.of("m", SAME, "cm", times(1e-2), "mm", times(1e-3))),
            Map.entry(Metric.PRESSURE, Map.of("Pa", times(1e-6), "MPa", SAME)),
            Map.entry(Metric.HYDRANT_PRESSURE, Map.of("Pa", times(1e-6), "MPa", SAME)),
            Map.entry(Metric.FLOW, Map.of("m3/s", times(3600), "l/s", times(3.6), "m3/h", SAME)),
            Map.entry(Metric.PH, Map.of("pH", SAME)),
            Map.entry(Metric.RSSI, Map.of("dBW", new Conversion(1, 30), "dBm", SAME)),
            Map.entry(Metric.SNR, Map.of("dB", SAME)),
            Map.entry(Metric.DURATION, Map.of("s", SAME)),
            Map.entry(Metric.BATTERY_VOLTAGE, Map.of("V", SAME)),
            Map.entry(Metric.VOLUME, Map.of("m3", SAME)),
            Map.entry(Metric.CO, Map.of("ppm", SAME)),
            asSent(Metric.TURBIDITY),
            asSent(Metric.FREE_CHLORINE),
            asSent(Metric.SMOKE_OBSCURATION),
            asSent(Metric.MANHOLE_TILT));

    private SenmlUnits() {}

    /** How to get from that unit to the metric's own, or null if the pair is not listed. */
    static @Nullable Conversion find(Metric metric, String unit) {
        if (metric.isVendor()) {
            return SAME; // stored and charted as sent
        }
        Map<String, Conversion> units = BY_METRIC.get(metric);
        return units == null ? null : units.get(unit);
    }

    private static Map.Entry<Metric, Map<String, Conversion>> asSent(Metric metric) {
        return Map.entry(metric, Map.of(metric.unit(), SAME));
    }

    private static Conversion times(double factor) {
        return new Conversion(factor, 0);
    }

    /** Linear: value · factor + offset. */
    record Conversion(double factor, double offset) {
        double apply(double value) {
            return value * factor + offset;
        }
    }
}
