package io.geshao.gateway.codec;

import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;

/**
 * Milesight GS524N smoke detector: six bytes whose sum is 0 modulo 256. A hushed detector still sees smoke, and a test
 * is no fire: it gives no smoke reading at all. Concentration is on the detector's own scale. Source: payload
 * reference, section 4.2.
 */
final class MilesightSmoke implements ByteCodec {
    private static final Metric X_CONCENTRATION = Metric.of("x_concentration");
    private static final Metric X_SILENCED = Metric.of("x_silenced");
    private static final int LENGTH = 6;
    private static final int SMOKE = 1;

    @Override
    public void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException {
        frame.requireLength(LENGTH);
        int sum = frame.sum(0, LENGTH);
        if (sum != 0) {
            throw new RefusedException(
                    RejectionReason.BAD_CHECKSUM, String.format("the bytes add up to %02X, not 00", sum));
        }
        frame.skip(1); // version and protocol
        int typeAndEvent = frame.u8();
        if (typeAndEvent >> 4 != SMOKE) {
            throw new RefusedException(
                    RejectionReason.WRONG_SENSOR_TYPE, "sensor type " + (typeAndEvent >> 4) + " is not smoke (1)");
        }
        boolean known = event(typeAndEvent & 0x0f, out);
        out.number(Metric.BATTERY, frame.u8());
        int concentration = frame.u8();
        if (known) {
            out.number(X_CONCENTRATION, concentration);
        }
        out.number(Metric.TEMPERATURE, frame.s8());
    }

    private static boolean event(int event, FrameSamples out) {
        switch (event) {
            case 0x1 -> out.bool(Metric.SMOKE_ALARM, true);
            case 0x2 -> {
                out.bool(Metric.SMOKE_ALARM, true);
                out.bool(X_SILENCED, true);
            }
            case 0x4 -> {
                // low battery: the percentage says it
            }
            case 0x5 -> out.bool(Metric.FAULT, true);
            case 0x7 -> out.bool(Metric.SMOKE_ALARM, false);
            case 0xA -> out.bool(Metric.TAMPER, true);
            case 0xB -> out.bool(Metric.TAMPER, false);
            case 0xE, 0xF -> out.bool(Metric.SELF_TEST, true);
            default -> {
                out.drop(
                        String.format("event_%X", event),
                        RejectionReason.UNKNOWN_EVENT,
                        "event " + event + " is not in the table");
                return false;
            }
        }
        return true;
    }
}
