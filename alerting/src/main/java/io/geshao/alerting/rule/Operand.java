package io.geshao.alerting.rule;

import io.geshao.core.Metric;

/**
 * A number a term asks of a device.
 *
 * @param windowMillis how far {@link Kind#DROP} and {@link Kind#RISE} look back, else 0
 */
public record Operand(Kind kind, Metric metric, long windowMillis) {
    /** What is asked about the metric. */
    public enum Kind {
        /** Its last value. */
        LAST,
        /** By how much the last value lies under the highest one in the window. */
        DROP,
        /** By how much the last value lies over the lowest one in the window. */
        RISE,
        /** The highest value in the window at the moment the device met the raise condition. */
        BEFORE
    }

    boolean isBoolean() {
        return kind == Kind.LAST && metric.isBoolean();
    }
}
