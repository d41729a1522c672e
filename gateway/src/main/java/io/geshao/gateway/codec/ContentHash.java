package io.geshao.gateway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash that is the same on every machine and in every release, because it is stored. Not for secrets: a device
 * that constructs a collision harms only itself.
 */
final class ContentHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio
    private static final long SECOND = 0xD6E8FEB86659FD93L; // an odd number with even spread of bits

    private ContentHash() {}

    static long of(byte[] bytes, int from, int to) {
        long hash = FIRST ^ ((to - from) * SECOND);
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            hash = fold(hash ^ (long) LONGS.get(bytes, i));
        }
        long tail = 0;
        for (; i < to; i++) {
            tail = (tail << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return fold(fold(hash ^ tail) ^ SECOND);
    }

    /** Hash of a hash and a small number beside it, never negative. */
    static long of(long hash, int beside) {
        return fold(hash ^ ((beside + 1) * SECOND)) >>> 1;
    }

    /** Hash of one value, never negative. */
    static long of(double value) {
        return fold(FIRST ^ Double.doubleToLongBits(value)) >>> 1;
    }

    private static long fold(long x) {
        long product = (x ^ (x >>> 32)) * SECOND;
        return ((product ^ (product >>> 29)) * FIRST) ^ (product >>> 32);
    }
}
