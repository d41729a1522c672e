package io.geshao.devicesim.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes native JSON, compact, keys in the order of the reference: {@code seq, ts, boot, f, m}. */
final class NativeJson {
    private NativeJson() {}

    static byte[] encode(Frame frame) {
        StringBuilder out = new StringBuilder(128);
        object(frame, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A batch: one array of frames, oldest first. */
    static byte[] encode(List<Frame> frames) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < frames.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            object(frames.get(i), out);
        }
        return out.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void object(Frame frame, StringBuilder out) {
        out.append("{\"seq\":").append(frame.seq());
        if (frame.ts() != Frame.NO_TS) {
            out.append(",\"ts\":").append(frame.ts());
        }
        if (frame.boot() != 0) {
            out.append(",\"boot\":").append(frame.boot());
        }
        if (frame.test()) {
            out.append(",\"f\":[\"test\"]");
        }
        out.append(",\"m\":{");
        String comma = "";
        for (Sample sample : frame.samples()) {
            out.append(comma).append('"').append(sample.metric().name()).append("\":");
            out.append(sample.metric().isBoolean() ? String.valueOf(sample.value() != 0) : number(sample.value()));
            comma = ",";
        }
        out.append("}}");
    }

    /** Shortest text that reads back as the same double; whole numbers without a point. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
