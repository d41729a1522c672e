package io.geshao.gateway.codec;

import io.geshao.core.RejectionReason;
import java.util.Arrays;

/**
 * The bytes of one frame, read from front to back. Whoever asks for more than there is ends the frame with
 * FRAME_TRUNCATED. One thread.
 */
final class FrameBytes {
    private final byte[] bytes;
    private int position;

    FrameBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    int length() {
        return bytes.length;
    }

    /** All of the frame, read or not. Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    boolean hasMore() {
        return position < bytes.length;
    }

    int u8() throws RefusedException {
        return bytes[advance(1)] & 0xff;
    }

    int s8() throws RefusedException {
        return bytes[advance(1)];
    }

    int u16() throws RefusedException {
        int at = advance(2);
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    int s16() throws RefusedException {
        return (short) u16();
    }

    int s32() throws RefusedException {
        return u16() | u16() << 16;
    }

    long u32() throws RefusedException {
        return s32() & 0xffff_ffffL;
    }

    int u16BigEndian() throws RefusedException {
        int at = advance(2);
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    int s16BigEndian() throws RefusedException {
        return (short) u16BigEndian();
    }

    void skip(int count) throws RefusedException {
        int unused = advance(count);
    }

    byte[] take(int count) throws RefusedException {
        int at = advance(count);
        return Arrays.copyOfRange(bytes, at, at + count);
    }

    /** Sum of the bytes in a range of the whole frame, modulo 256. */
    int sum(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += bytes[i];
        }
        return sum & 0xff;
    }

    /** For layouts of a fixed length: shorter is FRAME_TRUNCATED, longer BAD_LENGTH. */
    void requireLength(int expected) throws RefusedException {
        if (bytes.length < expected) {
            throw new RefusedException(
                    RejectionReason.FRAME_TRUNCATED, bytes.length + " bytes where " + expected + " were expected");
        }
        if (bytes.length > expected) {
            throw new RefusedException(
                    RejectionReason.BAD_LENGTH, bytes.length + " bytes where " + expected + " were expected");
        }
    }

    private int advance(int count) throws RefusedException {
        if (count > remaining()) {
            throw new RefusedException(
                    RejectionReason.FRAME_TRUNCATED,
                    "ends after " + bytes.length + " bytes, " + count + " more were expected at " + position);
        }
        int at = position;
        position += count;
        return at;
    }
}
