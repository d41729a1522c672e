package io.geshao.gateway.codec;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;
import java.util.HashMap;
import java.util.Map;

/**
 * Milesight's frames of (channel, type, data) records. The same pair means different things on different models, so each
 * model has a table of its own. The length of an unknown pair is unknown too: there the reading stops, and what came
 * before is kept as a partial message. All numbers low byte first. Source: payload reference, section 4.1.
 */
final class MilesightRecords implements ByteCodec {
    private static final Metric X_LAT = Metric.of("x_lat");
    private static final Metric X_LON = Metric.of("x_lon");
    private static final int LEVEL_FAILED = 0xFFFF;
    private static final int LEVEL_OUT_OF_RANGE = 0xFFFD;

    static final MilesightRecords EM400 = new MilesightRecords()
            .with(0x0367, (frame, out) -> temperature(frame, out))
            .with(0x0482, (frame, out) -> out.number(Metric.DISTANCE, frame.u16()))
            .with(0x0500, (frame, out) -> out.bit(Metric.TILT, frame.u8()))
            .with(0x8367, (frame, out) -> {
                double celsius = frame.s16() / 10.0;
                out.number(Metric.TEMPERATURE, celsius, threshold(frame.u8()));
            })
            .with(0x8482, (frame, out) -> {
                int millimetres = frame.u16();
                out.number(Metric.DISTANCE, millimetres, threshold(frame.u8()));
            })
            .with(0x0688, (frame, out) -> {
                out.number(X_LAT, frame.s32() / 1e6);
                out.number(X_LON, frame.s32() / 1e6);
                frame.skip(1); // motion and geofence
            });

    static final MilesightRecords EM310_UDL = new MilesightRecords()
            .with(0x0382, (frame, out) -> out.number(Metric.DISTANCE, frame.u16()))
            .with(0x0400, (frame, out) -> out.bit(Metric.TILT, frame.u8()));

    static final MilesightRecords EM500_SWL = new MilesightRecords()
            .with(0x0377, (frame, out) -> level(frame, out))
            .with(0x20CE, (frame, out) -> {
                history(frame, out);
                level(frame, out);
                out.live();
            })
            .with(0xFF1B, (frame, out) -> frame.skip(5)); // measuring range

    static final MilesightRecords EM300 = new MilesightRecords()
            .with(0x0367, (frame, out) -> temperature(frame, out))
            .with(0x0468, (frame, out) -> out.number(Metric.HUMIDITY, frame.u8() / 2.0))
            .with(0x0500, (frame, out) -> out.bit(Metric.LEAK, frame.u8()))
            .with(0x20CE, (frame, out) -> {
                history(frame, out);
                temperature(frame, out);
                out.number(Metric.HUMIDITY, frame.u8() / 2.0);
                out.bit(Metric.LEAK, frame.u8());
                out.live();
            });

    private final Map<Integer, Pair> pairs = new HashMap<>(); // written while the table is built only

    /** What to do with the data of one (channel, type). */
    @FunctionalInterface
    private interface Pair {
        void read(FrameBytes frame, FrameSamples out) throws RefusedException;
    }

    /** Starts with what all models have in common: battery, and what only the registry would care for. */
    private MilesightRecords() {
        with(0x0175, (frame, out) -> out.number(Metric.BATTERY, frame.u8()));
        for (int type : new int[] {0x01, 0x0F, 0xFE, 0x0B}) { // version, class, reset, status
            with(0xFF00 | type, (frame, out) -> frame.skip(1));
        }
        for (int type : new int[] {0x09, 0x0A, 0xFF}) { // hardware, firmware, TSL
            with(0xFF00 | type, (frame, out) -> frame.skip(2));
        }
        with(0xFF16, (frame, out) -> frame.skip(8)); // serial number
    }

    private MilesightRecords with(int channelAndType, Pair pair) {
        pairs.put(channelAndType, pair);
        return this;
    }

    @Override
    public void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException {
        while (frame.hasMore()) {
            int start = frame.position();
            int channel = frame.u8();
            if (!record(channel, start, frame, out)) {
                return;
            }
        }
    }

    /** Reads the record of a channel whose number has been read; false if the rest of the frame is lost. */
    boolean record(int channel, int start, FrameBytes frame, FrameSamples out) throws RefusedException {
        int channelAndType = channel << 8 | frame.u8();
        Pair pair = pairs.get(channelAndType);
        if (pair == null) {
            out.drop(
                    String.format("%04X@%d", channelAndType, start),
                    RejectionReason.UNKNOWN_CHANNEL,
                    "this model has no such channel; the rest of the frame cannot be read");
            out.partial();
            return false;
        }
        pair.read(frame, out);
        return true;
    }

    private static void temperature(FrameBytes frame, FrameSamples out) throws RefusedException {
        out.number(Metric.TEMPERATURE, frame.s16() / 10.0);
    }

    private static void level(FrameBytes frame, FrameSamples out) throws RefusedException {
        int centimetres = frame.u16();
        if (centimetres == LEVEL_FAILED || centimetres == LEVEL_OUT_OF_RANGE) {
            out.bool(Metric.FAULT, true);
        } else {
            out.number(Metric.LEVEL, centimetres / 100.0);
        }
    }

    /** A stored value: always late, so that an old leak pages nobody however right its clock is. */
    private static void history(FrameBytes frame, FrameSamples out) throws RefusedException {
        out.at(frame.u32() * 1000, Flag.LATE.bit());
    }

    private static int threshold(int status) {
        return switch (status) {
            case 0 -> Flag.DEV_CLEAR.bit();
            case 1 -> Flag.DEV_ALARM.bit();
            default -> 0;
        };
    }
}
