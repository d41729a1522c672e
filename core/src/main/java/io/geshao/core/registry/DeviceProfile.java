package io.geshao.core.registry;

import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;

/**
 * How one model of device behaves.
 *
 * @param codec how its payloads are read: {@code native} or a vendor codec
 * @param intervalMillis how often it reports when nothing happens; silence is judged in multiples of this
 * @param lateMillis a device time older than the receive time by more than this makes a reading late
 */
public record DeviceProfile(
        String name, DeviceKind kind, String codec, Lane lane, long intervalMillis, long lateMillis) {
    public DeviceProfile {
        if (intervalMillis <= 0 || lateMillis <= 0) {
            throw new IllegalArgumentException("profile " + name + ": intervals are positive milliseconds");
        }
    }

    /** How many expected intervals a last value holds, and after how many a device counts as silent. */
    public int silentAfterIntervals() {
        return lane == Lane.LIFE_SAFETY ? 2 : 3;
    }
}
