package io.geshao.gateway.uplink;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.geshao.core.Batch;
import io.geshao.core.port.BatchSink;
import io.geshao.gateway.spool.ItemCbor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A batch on its way to the centre, and the receipt on its way back.
 *
 * <pre>
 * batch    {g: gateway, s: spool, l: lane, f: first, t: last, c: created, r: [reading…], x: [rejection…], h: [gap…]}
 * gap      [first, last, from, to, readings, rejections, cause]
 * receipt  {s: stored, d: duplicates}
 * </pre>
 *
 * Items are those of {@link ItemCbor}. Source: docs/uplink.md.
 */
final class BatchCbor {
    private static final CBORFactory CBOR = new CBORFactory();

    private BatchCbor() {}

    static byte[] write(Batch batch) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(128 + batch.readings().size() * 96);
        try (CBORGenerator out = CBOR.createGenerator(bytes)) {
            out.writeStartObject(9);
            out.writeStringField("g", batch.gateway());
            out.writeStringField("s", batch.spool());
            out.writeStringField("l", batch.lane().wireName());
            out.writeNumberField("f", batch.first());
            out.writeNumberField("t", batch.last());
            out.writeNumberField("c", batch.createdMillis());
            out.writeFieldName("r");
            ItemCbor.writeReadings(out, batch.readings());
            out.writeFieldName("x");
            ItemCbor.writeRejections(out, batch.rejections());
            out.writeFieldName("h");
            writeGaps(out, batch.gaps());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void writeGaps(CBORGenerator out, List<Batch.Gap> gaps) throws IOException {
        out.writeStartArray(null, gaps.size());
        for (Batch.Gap gap : gaps) {
            out.writeStartArray(null, 7);
            out.writeNumber(gap.first());
            out.writeNumber(gap.last());
            out.writeNumber(gap.fromMillis());
            out.writeNumber(gap.toMillis());
            out.writeNumber(gap.readings());
            out.writeNumber(gap.rejections());
            out.writeString(gap.cause().name());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    /** An {@link IOException} if it is not a receipt. */
    static BatchSink.Receipt readReceipt(byte[] body) throws IOException {
        int stored = -1;
        int duplicates = -1;
        try (JsonParser in = CBOR.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a receipt is a map");
            }
            for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
                in.nextToken();
                switch (key) {
                    case "s" -> stored = in.getIntValue();
                    case "d" -> duplicates = in.getIntValue();
                    default -> in.skipChildren();
                }
            }
        }
        if (stored < 0 || duplicates < 0) {
            throw new IOException("a receipt says how many were stored and how many were duplicates");
        }
        return new BatchSink.Receipt(stored, duplicates);
    }
}
