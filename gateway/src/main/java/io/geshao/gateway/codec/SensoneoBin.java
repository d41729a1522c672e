package io.geshao.gateway.codec;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sensoneo single sensor in a waste bin: 17 bytes on port 2, text of old firmware on port 1. Temperature is signed. Its
 * own temperature threshold means a burning bin. Source: payload reference, section 4.4.
 */
final class SensoneoBin implements ByteCodec {
    private static final Metric X_TILT_DEG = Metric.of("x_tilt_deg");
    private static final int LENGTH = 17;
    private static final int TEMPERATURE_EVENT = 0x02;
    private static final int TILT_EVENT = 0x04;
    private static final Pattern TEXT =
            Pattern.compile("\\(U(\\d{1,2}\\.\\d{1,3})T([+-]\\d{1,3})D(\\d{1,4})P([01])\\)");

    @Override
    public void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException {
        switch (fPort) {
            case 1 -> text(frame, out);
            case 2 -> bytes(frame, out);
            case NO_PORT ->
                throw new RefusedException(
                        RejectionReason.UNKNOWN_FPORT, "without its LoRaWAN port the frame has no meaning");
            default -> throw new RefusedException(RejectionReason.UNKNOWN_FPORT, "port " + fPort + " is not 1 or 2");
        }
    }

    private static void bytes(FrameBytes frame, FrameSamples out) throws RefusedException {
        frame.requireLength(LENGTH);
        if (frame.u16() != 0xFFFF) {
            throw new RefusedException(RejectionReason.BAD_DELIMITER, "does not start with FF FF");
        }
        frame.skip(1 + 1 + 4); // type, firmware, id
        int events = frame.u8();
        int sonars = frame.u8() + frame.u8() + frame.u8() + frame.u8(); // each in steps of 2 cm
        out.number(Metric.DISTANCE, sonars / 4.0 * 20);
        out.number(Metric.BATTERY_VOLTAGE, (2500 + 10 * frame.u8()) / 1000.0);
        boolean hot = (events & TEMPERATURE_EVENT) != 0;
        out.number(Metric.TEMPERATURE, frame.s8(), hot ? Flag.DEV_ALARM.bit() : 0);
        out.number(X_TILT_DEG, frame.u8());
        if (hot) {
            out.bool(Metric.HEAT_ALARM, true);
        }
        if ((events & TILT_EVENT) != 0) {
            out.bool(Metric.TILT, true);
        }
    }

    private static void text(FrameBytes frame, FrameSamples out) throws RefusedException {
        Matcher fields = TEXT.matcher(new String(frame.take(frame.length()), StandardCharsets.US_ASCII));
        if (!fields.matches()) {
            throw new RefusedException(RejectionReason.BAD_FIELD, "not of the form (U3.76T+14D251P1)");
        }
        out.number(Metric.BATTERY_VOLTAGE, Double.parseDouble(fields.group(1)));
        out.number(Metric.TEMPERATURE, Integer.parseInt(fields.group(2)));
        out.number(Metric.DISTANCE, 10.0 * Integer.parseInt(fields.group(3)));
        out.bool(Metric.TILT, fields.group(4).equals("0"));
    }
}
