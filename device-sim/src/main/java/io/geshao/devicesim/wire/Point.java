package io.geshao.devicesim.wire;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;

/**
 * A data point as it should be stored once its message is acknowledged.
 *
 * @param eventMillis the device's time, or {@link #ASSIGNED} where the gateway puts its own (clock absent or impossible)
 * @param sequence boot epoch and counter as in {@link io.geshao.core.Reading}, or {@link #ASSIGNED} where the format has
 *     no counter
 */
public record Point(DeviceId device, Metric metric, long eventMillis, long sequence, double value) {
    /** The gateway decides; not compared. */
    public static final long ASSIGNED = Long.MIN_VALUE;
}
