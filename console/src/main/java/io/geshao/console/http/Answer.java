package io.geshao.console.http;

import io.geshao.console.json.CoreJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * What goes back to the client, complete in memory.
 *
 * @param headers further headers, without content type and length
 */
@SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final int GZIP_FROM_BYTES = 1024;
    private static final byte[] NOTHING = new byte[0];

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer json(CoreJson.Value value) {
        return json(200, value);
    }

    public static Answer json(int status, CoreJson.Value value) {
        return of(status, "application/json", CoreJson.bytes(value));
    }

    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, body, Map.of());
    }

    public static Answer empty(int status) {
        return new Answer(status, "", NOTHING, Map.of());
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more);
    }

    /** The same answer compressed, if that is worth it. On a worker: it takes milliseconds per megabyte. */
    Answer compressed() {
        if (body.length < GZIP_FROM_BYTES || headers.containsKey("Content-Encoding")) {
            return this;
        }
        return new Answer(status, contentType, gzip(body), headers).with("Content-Encoding", "gzip");
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }
}
