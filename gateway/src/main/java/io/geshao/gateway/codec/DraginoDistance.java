package io.geshao.gateway.codec;

import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;

/**
 * Dragino LDDS75 ultrasonic distance sensor, high byte first. The battery shares its two bytes with two flags; a
 * distance below 20 mm is no echo or no probe. Source: payload reference, section 4.5.
 */
final class DraginoDistance implements ByteCodec {
    private static final int SHORT_LENGTH = 5;
    private static final int LONG_LENGTH = 8;
    private static final int BATTERY_MASK = 0x3FFF;
    private static final int NO_ECHO_BELOW_MM = 20;

    @Override
    public void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException {
        if (fPort != 2 && fPort != NO_PORT) {
            throw new RefusedException(RejectionReason.UNKNOWN_FPORT, "port " + fPort + " is not 2");
        }
        if (frame.length() != SHORT_LENGTH && frame.length() != LONG_LENGTH) {
            throw new RefusedException(RejectionReason.BAD_LENGTH, frame.length() + " bytes, 5 or 8 were expected");
        }
        out.number(Metric.BATTERY_VOLTAGE, (frame.u16BigEndian() & BATTERY_MASK) / 1000.0);
        int millimetres = frame.u16BigEndian();
        if (millimetres < NO_ECHO_BELOW_MM) {
            out.bool(Metric.FAULT, true);
        } else {
            out.number(Metric.DISTANCE, millimetres);
        }
        frame.skip(1); // interrupt
        if (frame.hasMore()) {
            int tenths = frame.s16BigEndian();
            if (frame.u8() == 1) {
                out.number(Metric.TEMPERATURE, tenths / 10.0);
            }
        }
    }
}
