package io.geshao.gateway.uplink;

import io.airlift.compress.zstd.ZstdCompressor;
import java.util.Arrays;

/** Makes bodies smaller with zstd (RFC 8878). Any thread; one at a time. */
final class Packer {
    /** Below this the frame costs more than it saves. */
    private static final int WORTH_BYTES = 512;

    private final ZstdCompressor compressor = new ZstdCompressor(); // guarded by this

    static boolean isWorthIt(byte[] body) {
        return body.length >= WORTH_BYTES;
    }

    synchronized byte[] pack(byte[] body) {
        byte[] packed = new byte[compressor.maxCompressedLength(body.length)];
        int length = compressor.compress(body, 0, body.length, packed, 0, packed.length);
        return Arrays.copyOf(packed, length);
    }
}
