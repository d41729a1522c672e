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
 * rejections, so {@code last − first + 1} is their number.
 *
 * @param createdMillis when it was committed
 */
record Segment(
        Lane lane, long first, long last, long createdMillis, List<Reading> readings, List<Rejection> rejections) {
    private static final CBORFactory CBOR = CBORFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    int items() {
        return readings.size() + rejections.size();
    }

    /** What it costs in memory, as {@link SpoolEntry#weight}. */
    int weight() {
        return SpoolEntry.weight(readings, rejections);
    }

    byte[] body() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + items() * 96);
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

    /** A segment from its stored body; an {@link IOException} if the bytes are not ours. */
    static Segment read(Lane lane, long first, long last, long createdMillis, byte[] body) throws IOException {
        try (JsonParser in = CBOR.createParser(body)) {
            in.nextToken();
            List<Reading> readings = ItemCbor.readReadings(in);
            List<Rejection> rejections = ItemCbor.readRejections(in);
            return new Segment(lane, first, last, createdMillis, readings, rejections);
        }
    }
}
