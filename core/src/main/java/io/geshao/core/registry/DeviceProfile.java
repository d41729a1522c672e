package io.geshao.core.registry;

import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one model of device behaves, where it is mounted. Read from {@code profiles.yaml} by a {@link ProfileReader}.
 *
 * @param codec how its payloads are read: {@code native} or a vendor codec
 * @param lane of its readings, if no lane rule says a more urgent one
 * @param intervalMillis how often it reports when nothing happens; silence is judged in multiples of this
 * @param lateMillis a device time older than the receive time by more than this makes a reading late
 * @param clockSkewMillis a device time ahead of the receive time by more than this is flagged, and kept
 * @param plausible what this model can honestly measure here, inside of what the metric can be; a reading beside it is
 *     flagged, and kept. A metric that is not listed is not judged
 * @param laneRules values that are in a hurry; few
 */
public record DeviceProfile(
        String name,
        DeviceKind kind,
        String codec,
        Lane lane,
        long intervalMillis,
        long lateMillis,
        long clockSkewMillis,
        Map<Metric, Range> plausible,
        List<LaneRule> laneRules,
        Installation installation) {
    /** One minute: clocks of honest devices drift by seconds a day and are set at least daily. */
    public static final long DEFAULT_CLOCK_SKEW_MILLIS = 60_000;

    public DeviceProfile {
        if (intervalMillis <= 0 || lateMillis <= 0 || clockSkewMillis <= 0) {
            throw new IllegalArgumentException("profile " + name + ": intervals are positive milliseconds");
        }
        plausible = Map.copyOf(plausible);
        laneRules = List.copyOf(laneRules);
    }

    /** A profile that says nothing about values. */
    public DeviceProfile(String name, DeviceKind kind, String codec, Lane lane, long intervalMillis, long lateMillis) {
        this(
                name,
                kind,
                codec,
                lane,
                intervalMillis,
                lateMillis,
                DEFAULT_CLOCK_SKEW_MILLIS,
                Map.of(),
                List.of(),
                Installation.NONE);
    }

    /** Numbers from {@code min} to {@code max}, both included; either may be infinite. Unit: the metric's. */
    public record Range(double min, double max) {
        public Range {
            if (!(min <= max)) {
                throw new IllegalArgumentException("a range from " + min + " to " + max);
            }
        }

        public boolean holds(double value) {
            return value >= min && value <= max;
        }
    }

    /** A value of the metric inside the range travels in that lane. */
    public record LaneRule(Metric metric, Range when, Lane lane) {}

    /**
     * What the place of a device adds to its values. Unit: as the names say; NaN is "not known".
     *
     * @param binEmptyMm distance that a sensor in the lid measures to the floor of the empty bin
     * @param binFullMm distance at which the bin counts as full
     * @param gaugeOffsetM added to each level: where the sensor's zero lies above the gauge datum
     * @param gaugeHeightM height of a sensor that looks down on water above the gauge datum
     * @param trustsTestBit whether a fire panel tells honestly that it is being tested
     */
    public record Installation(
            double binEmptyMm, double binFullMm, double gaugeOffsetM, double gaugeHeightM, boolean trustsTestBit) {
        public static final Installation NONE = new Installation(Double.NaN, Double.NaN, 0, Double.NaN, false);

        public Installation {
            if (!Double.isNaN(binEmptyMm) && !(binFullMm >= 0 && binFullMm < binEmptyMm)) {
                throw new IllegalArgumentException("a bin is full at a shorter distance than it is empty");
            }
        }

        /** Whether a distance says how full a bin is. */
        public boolean isBin() {
            return !Double.isNaN(binEmptyMm);
        }

        /** Whether a distance says how high water stands. */
        public boolean isGauge() {
            return !Double.isNaN(gaugeHeightM);
        }

        /** Percent, 0 to 100. Source: payload reference, section 1.1. */
        public double fillLevel(double distanceMm) {
            return Math.max(0, Math.min(100, 100 * (binEmptyMm - distanceMm) / (binEmptyMm - binFullMm)));
        }

        /** Metres above the gauge datum. */
        public double level(double distanceMm) {
            return gaugeHeightM - distanceMm / 1000;
        }
    }

    /** How many expected intervals a last value holds, and after how many a device counts as silent. */
    public int silentAfterIntervals() {
        return lane == Lane.LIFE_SAFETY ? 2 : 3;
    }

    /** What the model can honestly measure of that metric, or null if the profile does not say. */
    public @Nullable Range plausible(Metric metric) {
        return plausible.isEmpty() ? null : plausible.get(metric);
    }

    /** The most urgent lane that the profile gives this value. */
    public Lane laneOf(Metric metric, double value) {
        Lane urgent = lane;
        for (int i = 0; i < laneRules.size(); i++) {
            LaneRule rule = laneRules.get(i);
            if (rule.metric().equals(metric) && rule.when().holds(value)) {
                urgent = urgent.atLeast(rule.lane());
            }
        }
        return urgent;
    }
}
