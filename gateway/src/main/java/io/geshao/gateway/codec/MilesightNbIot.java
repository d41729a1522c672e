package io.geshao.gateway.codec;

import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;

/**
 * The wrapper that NB-IoT models of the EM400 put around several of their LoRaWAN frames: identity, signal strength,
 * then the records. Only the last frame is from now; the earlier ones carry no time at all. Numbers of the wrapper high
 * byte first. Source: payload reference, section 4.1.
 */
final class MilesightNbIot implements ByteCodec {
    private static final int START = 0x02;
    private static final int ID_LENGTH = 2;
    /** Flag, frame count, protocol, firmware, hardware, serial number, IMEI, IMSI, ICCID. */
    private static final int IDENTITY_LENGTH = 1 + 2 + 1 + 4 + 4 + 16 + 15 + 15 + 20;

    private static final int SIGNAL_UNKNOWN = 99;
    private static final int SIGNAL_LIMIT = 31;

    @Override
    public void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException {
        if (frame.u8() != START) {
            throw new RefusedException(RejectionReason.BAD_DELIMITER, "does not start with 02");
        }
        frame.skip(ID_LENGTH);
        requireRest(frame, frame.u16BigEndian());
        frame.skip(IDENTITY_LENGTH);
        int signal = frame.u8();
        requireRest(frame, frame.u16BigEndian());
        if (signal <= SIGNAL_LIMIT) {
            out.number(Metric.RSSI, -113 + 2.0 * signal); // CSQ, 3GPP TS 27.007, 8.5
        } else if (signal != SIGNAL_UNKNOWN) {
            out.drop(Metric.RSSI.name(), RejectionReason.OUT_OF_RANGE, "CSQ " + signal + " is not 0…31");
        }
        records(frame, out);
    }

    /** A frame starts where the channel number, without its alarm bit, does not grow any more. */
    private static void records(FrameBytes frame, FrameSamples out) throws RefusedException {
        int first = out.size();
        int before = -1;
        while (frame.hasMore()) {
            int start = frame.position();
            int channel = frame.u8();
            int order = channel & 0x0f;
            if (order <= before) {
                out.superseded(first);
                first = out.size();
            }
            before = order;
            if (!MilesightRecords.EM400.record(channel, start, frame, out)) {
                return;
            }
        }
    }

    private static void requireRest(FrameBytes frame, int stated) throws RefusedException {
        if (frame.remaining() < stated) {
            throw new RefusedException(
                    RejectionReason.FRAME_TRUNCATED, frame.remaining() + " bytes left where " + stated + " are stated");
        }
        if (frame.remaining() > stated) {
            throw new RefusedException(
                    RejectionReason.BAD_LENGTH, frame.remaining() + " bytes left where " + stated + " are stated");
        }
    }
}
