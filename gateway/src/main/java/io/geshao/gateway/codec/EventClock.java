package io.geshao.gateway.codec;

import io.geshao.core.Flag;
import io.geshao.core.Reading;
import io.geshao.core.registry.Device;

/**
 * When something was true, judged from what the device claims. A clock fault never loses a reading: an impossible time
 * becomes the receive time, and the claim is kept beside it. A clock that runs ahead by less than that is believed and
 * flagged. Source: payload reference, section 1, rules 5 and 6.
 */
final class EventClock {
    /** 2020-01-01T00:00:00Z; no device of ours was built before. */
    private static final long EARLIEST_MILLIS = 1_577_836_800_000L;

    private static final long LEAD_MILLIS = 5 * 60_000;

    private EventClock() {}

    static int flags(Device device, long deviceMillis, long rxMillis) {
        if (deviceMillis == Reading.NO_DEVICE_TIME) {
            return Flag.NO_TS.bit();
        }
        if (deviceMillis < EARLIEST_MILLIS || deviceMillis > rxMillis + LEAD_MILLIS) {
            return Flag.BAD_CLOCK.bit();
        }
        if (deviceMillis > rxMillis) {
            return deviceMillis - rxMillis > device.profile().clockSkewMillis() ? Flag.CLOCK_SKEW.bit() : 0;
        }
        return deviceMillis < rxMillis - device.profile().lateMillis() ? Flag.LATE.bit() : 0;
    }

    static long eventMillis(long deviceMillis, long rxMillis, int flags) {
        return Flag.NO_TS.in(flags) || Flag.BAD_CLOCK.in(flags) ? rxMillis : deviceMillis;
    }
}
