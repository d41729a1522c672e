package io.geshao.core;

/**
 * One value of one metric from one device. Shape: finite number, 0/1 for booleans. Units: the metric's canonical unit;
 * all times are milliseconds since the epoch, UTC. Identity: (device, metric, eventMillis, sequence), so two samples in
 * one millisecond both live and a message sent again changes nothing.
 *
 * @param eventMillis when it was true: the device's time, or the receive time if that was absent or impossible
 * @param deviceMillis the time in the payload as sent, or {@link #NO_DEVICE_TIME}
 * @param receivedMillis when the gateway got it
 * @param sequence boot epoch in the high 32 bits, the device's message counter in the low 32; for formats without a
 *     counter a hash of the content
 * @param flags bits of {@link Flag}
 */
public record Reading(
        DeviceId device,
        Metric metric,
        double value,
        long eventMillis,
        long deviceMillis,
        long receivedMillis,
        long sequence,
        int flags) {

    /** {@link #deviceMillis} of a payload that carried no time. */
    public static final long NO_DEVICE_TIME = Long.MIN_VALUE;

    public Reading {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(metric + " of " + device + ": " + value);
        }
    }

    /** The 64-bit sequence of a boot epoch and a message counter 0…4294967295. */
    public static long sequence(long boot, long counter) {
        return boot << 32 | counter;
    }

    public boolean has(Flag flag) {
        return flag.in(flags);
    }

    public boolean isTrue() {
        return value != 0;
    }

    /** The same reading with further flags set. */
    public Reading with(Flag flag) {
        return new Reading(
                device, metric, value, eventMillis, deviceMillis, receivedMillis, sequence, flags | flag.bit());
    }
}
