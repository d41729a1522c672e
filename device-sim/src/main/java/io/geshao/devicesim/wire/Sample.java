package io.geshao.devicesim.wire;

import io.geshao.core.Metric;

/** One metric's value in a frame, in the metric's own unit; booleans are 0 and 1. */
public record Sample(Metric metric, double value) {
    public static Sample of(Metric metric, boolean value) {
        return new Sample(metric, value ? 1 : 0);
    }

    public static Sample of(Metric metric, double value) {
        return new Sample(metric, value);
    }
}
