package io.geshao.gateway.codec;

import io.geshao.core.DeviceKind;
import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;
import java.util.ArrayList;
import java.util.List;

/** The values of one message as they are judged one by one: what is kept, and what is left out and why. One thread. */
final class Judged {
    private final DeviceKind kind;
    private final List<Metric> metrics = new ArrayList<>();
    private double[] values = new double[8];
    private final List<Drop> drops = new ArrayList<>(0);

    Judged(DeviceKind kind) {
        this.kind = kind;
    }

    /** Takes a number in canonical unit, if it is finite and plausible for the kind of device. */
    void number(Metric metric, double value) {
        if (metric.isBoolean()) {
            drop(metric.name(), RejectionReason.WRONG_TYPE, value + " where true or false was expected");
        } else if (!Double.isFinite(value)) {
            drop(metric.name(), RejectionReason.NOT_FINITE, value + " is not a value");
        } else if (!metric.plausible(kind, value)) {
            drop(
                    metric.name(),
                    RejectionReason.OUT_OF_RANGE,
                    value + " " + metric.unit() + " is not plausible for " + kind.wireName());
        } else {
            keep(metric, value);
        }
    }

    void bool(Metric metric, boolean value) {
        if (metric.isBoolean() || metric.isVendor()) {
            keep(metric, value ? 1 : 0);
        } else {
            drop(metric.name(), RejectionReason.WRONG_TYPE, value + " where a number was expected");
        }
    }

    private void keep(Metric metric, double value) {
        if (metrics.size() == values.length) {
            values = java.util.Arrays.copyOf(values, values.length * 2);
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

    List<Drop> drops() {
        return drops;
    }
}
