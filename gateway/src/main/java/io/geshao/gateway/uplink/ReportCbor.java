package io.geshao.gateway.uplink;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;

/**
 * A gateway's report on its way to the centre.
 *
 * <pre>
 * report  {g: gateway, s: spool, a: at, l: [lane…], i: {name: figure…}}
 * lane    [lane, through, [hour…]]
 * hour    [start, acknowledged, duplicates, in flight, given up]
 * </pre>
 *
 * Source: docs/uplink.md.
 */
final class ReportCbor {
    private static final CBORFactory CBOR = new CBORFactory();

    private ReportCbor() {}

    static byte[] write(GatewayReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (CBORGenerator out = CBOR.createGenerator(bytes)) {
            out.writeStartObject(5);
            out.writeStringField("g", report.gateway());
            out.writeStringField("s", report.spool());
            out.writeNumberField("a", report.atMillis());
            out.writeFieldName("l");
            out.writeStartArray(null, report.lanes().size());
            for (LaneCount lane : report.lanes()) {
                write(out, lane);
            }
            out.writeEndArray();
            out.writeFieldName("i");
            out.writeStartObject(report.figures().size());
            for (var figure : new TreeMap<>(report.figures()).entrySet()) {
                out.writeNumberField(figure.getKey(), figure.getValue());
            }
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(CBORGenerator out, LaneCount lane) throws IOException {
        out.writeStartArray(null, 3);
        out.writeString(lane.lane().wireName());
        out.writeNumber(lane.through());
        out.writeStartArray(null, lane.hours().size());
        for (HourCount hour : lane.hours()) {
            out.writeStartArray(null, 5);
            out.writeNumber(hour.hourMillis());
            out.writeNumber(hour.acknowledged());
            out.writeNumber(hour.duplicates());
            out.writeNumber(hour.inFlight());
            out.writeNumber(hour.givenUp());
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeEndArray();
    }
}
