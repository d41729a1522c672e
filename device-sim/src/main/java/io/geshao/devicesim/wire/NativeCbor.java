package io.geshao.devicesim.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the CBOR twin of native JSON (RFC 8949): definite lengths, shortest integers, doubles where not whole. */
final class NativeCbor {
    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int FALSE = 0xF4;
    private static final int TRUE = 0xF5;
    private static final int DOUBLE = 0xFB;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(96);

    private NativeCbor() {}

    static byte[] encode(Frame frame) {
        NativeCbor writer = new NativeCbor();
        writer.frame(frame);
        return writer.out.toByteArray();
    }

    private void frame(Frame frame) {
        boolean hasTs = frame.ts() != Frame.NO_TS;
        boolean hasBoot = frame.boot() != 0;
        head(MAP, 2 + (hasTs ? 1 : 0) + (hasBoot ? 1 : 0) + (frame.test() ? 1 : 0));
        text("seq");
        head(UNSIGNED, frame.seq());
        if (hasTs) {
            text("ts");
            head(UNSIGNED, frame.ts());
        }
        if (hasBoot) {
            text("boot");
            head(UNSIGNED, frame.boot());
        }
        if (frame.test()) {
            text("f");
            head(ARRAY, 1);
            text("test");
        }
        text("m");
        head(MAP, frame.samples().size());
        for (Sample sample : frame.samples()) {
            text(sample.metric().name());
            if (sample.metric().isBoolean()) {
                out.write(sample.value() != 0 ? TRUE : FALSE);
            } else {
                number(sample.value());
            }
        }
    }

    private void number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            long whole = (long) value;
            head(whole < 0 ? NEGATIVE : UNSIGNED, whole < 0 ? -1 - whole : whole);
        } else {
            out.write(DOUBLE);
            out.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(TEXT, bytes.length);
        out.writeBytes(bytes);
    }

    private void head(int major, long value) {
        int first = major << 5;
        if (value < 24) {
            out.write(first | (int) value);
        } else if (value <= 0xFF) {
            out.write(first | 24);
            out.write((int) value);
        } else if (value <= 0xFFFF) {
            out.write(first | 25);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) value).array());
        } else if (value <= 0xFFFF_FFFFL) {
            out.write(first | 26);
            out.writeBytes(ByteBuffer.allocate(4).putInt((int) value).array());
        } else {
            out.write(first | 27);
            out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        }
    }
}
