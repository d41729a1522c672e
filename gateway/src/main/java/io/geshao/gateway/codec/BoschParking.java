package io.geshao.gateway.codec;

import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;

/**
 * Bosch TPL110 parking sensor. Only bit 0 of the state is defined. Heartbeat and start-up repeat the state: whether it
 * changed is for the rules to say. Source: payload reference, section 4.3.
 */
final class BoschParking implements ByteCodec {
    private static final int START_UP_LENGTH = 17;

    @Override
    public void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException {
        switch (fPort) {
            case 1 -> {
                frame.requireLength(1);
                state(frame, out);
            }
            case 2 -> {
                out.bool(Metric.HEARTBEAT, true);
                state(frame, out);
                if (frame.hasMore()) {
                    frame.requireLength(2);
                    out.number(Metric.TEMPERATURE, frame.s8());
                }
            }
            case 3 -> {
                frame.requireLength(START_UP_LENGTH);
                frame.skip(START_UP_LENGTH - 1); // debug codes, firmware, reset cause
                out.bool(Metric.HEARTBEAT, true);
                state(frame, out);
            }
            case 4, 5, 6 -> out.bool(Metric.HEARTBEAT, true); // information, usage, debug
            case NO_PORT ->
                throw new RefusedException(
                        RejectionReason.UNKNOWN_FPORT, "without its LoRaWAN port the frame has no meaning");
            default -> throw new RefusedException(RejectionReason.UNKNOWN_FPORT, "port " + fPort + " is not 1…6");
        }
    }

    private static void state(FrameBytes frame, FrameSamples out) throws RefusedException {
        out.bool(Metric.OCCUPIED, (frame.u8() & 1) == 1);
    }
}
