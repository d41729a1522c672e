package io.geshao.devicesim.wire;

import java.util.List;

/**
 * One report of a device: shape as in the native format. Units: {@code ts} milliseconds since the epoch as the device
 * believes them to be, or {@link #NO_TS}.
 *
 * @param boot which start of the device this is
 * @param seq message counter 0…4294967295 within the boot
 * @param test whether the test button caused it
 */
public record Frame(long boot, long seq, long ts, boolean test, List<Sample> samples) {
    public static final long NO_TS = Long.MIN_VALUE;

    public Frame {
        samples = List.copyOf(samples);
    }
}
