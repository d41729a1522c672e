package io.geshao.gateway.spool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What one group commit added to one lane: the smallest unit of sending. Items are numbered first the readings, then the
 * rejections, so {@code last − first + 1} is their number. A segment that was given up has a head only.
 */
record Segment(SegmentHead head, List<Reading> readings, List<Rejection> rejections) {
    private static final CBORFactory CBOR = CBORFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    Lane lane() {
        return head.lane();
    }

    long first() {
        return head.first();
    }

    long last() {
        return head.last();
    }

    /** What it costs in memory, as {@link SpoolEntry#weight}. */
    int weight() {
        return Math.max(1, SpoolEntry.weight(readings, rejections));
    }

    /** @param bytes where it is put together: memory to be used again and again */
    byte[] body(ByteArrayOutputStream bytes) {
        bytes.reset();
        try (CBORGenerator out = CBOR.createGenerator(bytes)) {
            out.writeStartArray(null, 2);
            ItemCbor.writeReadings(out, readings);
            ItemCbor.writeRejections(out, rejections);
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** A segment from its stored parts; an {@link IOException} if they are not as they were written. */
    static Segment read(SegmentHead head, long checks, byte[] body) throws IOException {
        if (!head.isWhole(checks)) {
            throw new IOException("head of segment " + head.first() + " is damaged");
        }
        if (head.isGap()) {
            return new Segment(head, List.of(), List.of());
        }
        if ((int) checks != SegmentHead.check(body)) {
            throw new IOException("body of segment " + head.first() + " is damaged");
        }
        try (JsonParser in = CBOR.createParser(body)) {
            in.nextToken();
            List<Reading> readings = ItemCbor.readReadings(in);
            List<Rejection> rejections = ItemCbor.readRejections(in);
            return new Segment(head, readings, rejections);
        }
    }
}
