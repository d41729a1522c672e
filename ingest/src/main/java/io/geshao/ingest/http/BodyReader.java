package io.geshao.ingest.http;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.geshao.ingest.http.BadBatchException.Reason;

/**
 * The bytes of a request as they were before they were compressed. What a body will become is read from its first bytes
 * and bounded before anything is unpacked: a few bytes cannot fill the memory. Owner: the event loop.
 */
final class BodyReader {
    static final String ENCODING = "zstd";

    private final ZstdDecompressor zstd = new ZstdDecompressor();
    private final int limitBytes;

    BodyReader(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** @param encoding of the request's header; empty for none */
    byte[] read(String encoding, byte[] body) throws BadBatchException {
        if (encoding.isEmpty() || encoding.equals("identity")) {
            return body;
        }
        if (!encoding.equals(ENCODING)) {
            throw new BadBatchException(Reason.UNSUPPORTED_ENCODING, "'" + encoding + "', zstd is what is read");
        }
        try {
            long size = ZstdDecompressor.getDecompressedSize(body, 0, body.length);
            if (size < 0) {
                throw new BadBatchException(Reason.BAD_ENCODING, "the frame does not say its size");
            }
            if (size > limitBytes) {
                throw new BadBatchException(Reason.TOO_LARGE, size + " bytes unpacked, at most " + limitBytes);
            }
            byte[] unpacked = new byte[(int) size];
            int length = zstd.decompress(body, 0, body.length, unpacked, 0, unpacked.length);
            if (length != size) {
                throw new BadBatchException(Reason.BAD_ENCODING, length + " bytes where " + size + " were announced");
            }
            return unpacked;
        } catch (MalformedInputException | IndexOutOfBoundsException e) {
            throw new BadBatchException(Reason.BAD_ENCODING, String.valueOf(e.getMessage()));
        }
    }
}
