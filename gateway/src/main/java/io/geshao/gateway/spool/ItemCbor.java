package io.geshao.gateway.spool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Readings and rejections as CBOR arrays: the form in which they stand in the spool and travel to the centre.
 *
 * <pre>
 * reading    [device, metric, value, event, device time | null, received, sequence, flags]
 * rejection  [reason, device | null, metric | null, source, detail, received, raw]
 * </pre>
 */
public final class ItemCbor {
    private ItemCbor() {}

    public static void writeReadings(CBORGenerator out, List<Reading> readings) throws IOException {
        out.writeStartArray(null, readings.size());
        for (Reading reading : readings) {
            out.writeStartArray(null, 8);
            out.writeString(reading.device().value());
            out.writeString(reading.metric().name());
            out.writeNumber(reading.value());
            out.writeNumber(reading.eventMillis());
            if (reading.deviceMillis() == Reading.NO_DEVICE_TIME) {
                out.writeNull();
            } else {
                out.writeNumber(reading.deviceMillis());
            }
            out.writeNumber(reading.receivedMillis());
            out.writeNumber(reading.sequence());
            out.writeNumber(reading.flags());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    public static void writeRejections(CBORGenerator out, List<Rejection> rejections) throws IOException {
        out.writeStartArray(null, rejections.size());
        for (Rejection rejection : rejections) {
            out.writeStartArray(null, 7);
            out.writeString(rejection.reason().name());
            DeviceId device = rejection.device();
            out.writeString(device == null ? null : device.value());
            out.writeString(rejection.metric());
            out.writeString(rejection.source());
            out.writeString(rejection.detail());
            out.writeNumber(rejection.receivedMillis());
            out.writeBinary(rejection.raw());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    /** Starts before the array; as {@link #writeReadings} wrote it, else an {@link IOException}. */
    static List<Reading> readReadings(JsonParser in) throws IOException {
        expect(in.nextToken(), JsonToken.START_ARRAY);
        List<Reading> readings = new ArrayList<>();
        DeviceId device = null;
        while (in.nextToken() == JsonToken.START_ARRAY) {
            String name = text(in);
            if (device == null || !device.value().equals(name)) {
                device = new DeviceId(name); // neighbours are mostly of one device
            }
            Metric metric = Metric.of(text(in));
            in.nextToken();
            double value = in.getDoubleValue();
            long eventMillis = in.nextLongValue(0);
            long deviceMillis = in.nextToken() == JsonToken.VALUE_NULL ? Reading.NO_DEVICE_TIME : in.getLongValue();
            long receivedMillis = in.nextLongValue(0);
            long sequence = in.nextLongValue(0);
            int flags = in.nextIntValue(0);
            readings.add(
                    new Reading(device, metric, value, eventMillis, deviceMillis, receivedMillis, sequence, flags));
            expect(in.nextToken(), JsonToken.END_ARRAY);
        }
        return readings;
    }

    /** Starts before the array; as {@link #writeRejections} wrote it, else an {@link IOException}. */
    static List<Rejection> readRejections(JsonParser in) throws IOException {
        expect(in.nextToken(), JsonToken.START_ARRAY);
        List<Rejection> rejections = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            RejectionReason reason = RejectionReason.valueOf(text(in));
            String device = in.nextTextValue();
            String metric = in.nextTextValue();
            String source = text(in);
            String detail = text(in);
            long receivedMillis = in.nextLongValue(0);
            expect(in.nextToken(), JsonToken.VALUE_EMBEDDED_OBJECT);
            rejections.add(new Rejection(
                    reason,
                    device == null ? null : new DeviceId(device),
                    metric,
                    source,
                    detail,
                    receivedMillis,
                    in.getBinaryValue()));
            expect(in.nextToken(), JsonToken.END_ARRAY);
        }
        return rejections;
    }

    private static String text(JsonParser in) throws IOException {
        String text = in.nextTextValue();
        if (text == null) {
            throw new IOException("text expected, found " + in.currentToken());
        }
        return text;
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException(expected + " expected, found " + found);
        }
    }
}
