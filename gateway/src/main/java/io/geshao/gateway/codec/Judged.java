package io.geshao.gateway.codec;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.DeviceProfile.Installation;
import io.geshao.core.registry.DeviceProfile.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The values of one message as they are judged one by one: what is kept, what is kept and flagged, and what is left out
 * and why. One thread.
 */
final class Judged {
    private static final String RESERVED = "the gateway's own, no device sends it";

    private final DeviceProfile profile;
    private final List<Metric> metrics = new ArrayList<>();
    private double[] values = new double[8];
    private int @Nullable [] flags; // most messages have none
    private final List<Drop> drops = new ArrayList<>(0);

    Judged(DeviceProfile profile) {
        this.profile = profile;
    }

    /** Takes a number in canonical unit, if it is finite and the kind of device can measure it. */
    void number(Metric metric, double value) {
        judge(
                metric,
                metric.equals(Metric.LEVEL) ? value + profile.installation().gaugeOffsetM() : value);
    }

    private void judge(Metric metric, double value) {
        if (isReserved(metric)) {
            drop(metric.name(), RejectionReason.UNKNOWN_METRIC, RESERVED);
        } else if (metric.isBoolean()) {
            drop(metric.name(), RejectionReason.WRONG_TYPE, value + " where true or false was expected");
        } else if (!Double.isFinite(value)) {
            drop(metric.name(), RejectionReason.NOT_FINITE, value + " is not a value");
        } else if (!metric.plausible(profile.kind(), value)) {
            drop(
                    metric.name(),
                    RejectionReason.OUT_OF_RANGE,
                    value + " " + metric.unit() + " is not plausible for "
                            + profile.kind().wireName());
        } else {
            keep(metric, value);
            Range range = profile.plausible(metric);
            if (range != null && !range.holds(value)) {
                flagLast(Flag.OUT_OF_RANGE.bit());
            }
        }
    }

    private void flagLast(int bits) {
        if (flags == null) {
            flags = new int[values.length];
        } else if (flags.length < values.length) {
            flags = Arrays.copyOf(flags, values.length);
        }
        flags[metrics.size() - 1] |= bits;
    }

    /**
     * Adds what the place of the device makes of its distances, unless the message says that itself: how full a bin is,
     * how high water stands. Call once, when all values are in.
     *
     * @param added told for each addition the index of its distance
     */
    void derive(IntConsumer added) {
        Installation place = profile.installation();
        if (!place.isBin() && !place.isGauge()) {
            return;
        }
        boolean fill = place.isBin() && !metrics.contains(Metric.FILL_LEVEL);
        boolean level = place.isGauge() && !metrics.contains(Metric.LEVEL);
        int said = size();
        for (int i = 0; i < said; i++) {
            if (metric(i).equals(Metric.DISTANCE)) {
                if (fill) {
                    derive(i, Metric.FILL_LEVEL, place.fillLevel(value(i)), added);
                }
                if (level) {
                    derive(i, Metric.LEVEL, place.level(value(i)), added);
                }
            }
        }
    }

    private void derive(int from, Metric metric, double value, IntConsumer added) {
        int before = size();
        judge(metric, value);
        if (size() > before) {
            added.accept(from);
        }
    }

    void bool(Metric metric, boolean value) {
        if (isReserved(metric)) {
            drop(metric.name(), RejectionReason.UNKNOWN_METRIC, RESERVED);
        } else if (metric.isBoolean() || metric.isVendor()) {
            keep(metric, value ? 1 : 0);
        } else {
            drop(metric.name(), RejectionReason.WRONG_TYPE, value + " where a number was expected");
        }
    }

    private static boolean isReserved(Metric metric) {
        return metric.isVendor() && metric.name().startsWith(EdgeRules.TOLD);
    }

    private void keep(Metric metric, double value) {
        if (metrics.size() == values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        values[metrics.size()] = value;
        metrics.add(metric);
    }

    void drop(String metric, RejectionReason reason, String detail) {
        drops.add(new Drop(Tokens.shortened(metric), reason, detail));
    }

    int size() {
        return metrics.size();
    }

    Metric metric(int index) {
        return metrics.get(index);
    }

    double value(int index) {
        return values[index];
    }

    /** Bits of {@link Flag}: what the profile says about this value. */
    int flags(int index) {
        return flags == null || index >= flags.length ? 0 : flags[index];
    }

    List<Drop> drops() {
        return drops;
    }
}
