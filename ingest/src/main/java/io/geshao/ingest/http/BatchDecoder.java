package io.geshao.ingest.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.ingest.http.BadBatchException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a batch as {@code docs/uplink.md} describes it, in one pass over the tokens. Any order of keys; unknown keys are
 * passed over. One instance per request.
 */
final class BatchDecoder {
    private static final CBORFactory CBOR = new CBORFactory();
    private static final int GATEWAY_CHARS = 200;
    private static final int SPOOL_CHARS = 64;

    private final JsonParser in;
    /** A batch names few devices many times: one object each. */
    private final Map<String, DeviceId> devices = new HashMap<>();

    private BatchDecoder(JsonParser in) {
        this.in = in;
    }

    static Batch decode(byte[] body) throws BadBatchException {
        if (body.length == 0) {
            throw new BadBatchException(Reason.EMPTY_BODY, "no bytes");
        }
        try (JsonParser parser = CBOR.createParser(body)) {
            return new BatchDecoder(parser).batch();
        } catch (IOException e) {
            throw new BadBatchException(Reason.BAD_CBOR, String.valueOf(e.getMessage()));
        }
    }

    private Batch batch() throws IOException, BadBatchException {
        String gateway = null;
        String spool = null;
        Lane lane = null;
        Long first = null;
        Long last = null;
        Long created = null;
        List<Reading> readings = null;
        List<Rejection> rejections = null;
        List<Batch.Gap> gaps = List.of();
        expect(in.nextToken(), JsonToken.START_OBJECT, "a map");
        Set<String> seen = new HashSet<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_OBJECT; token = in.nextToken()) {
            expect(token, JsonToken.FIELD_NAME, "a text key");
            String key = in.currentName();
            if (!seen.add(key)) {
                throw new BadBatchException(Reason.DUPLICATE_KEY, key);
            }
            switch (key) {
                case "g" -> gateway = text("g");
                case "s" -> spool = text("s");
                case "l" -> lane = lane(text("l"));
                case "f" -> first = integer("f");
                case "t" -> last = integer("t");
                case "c" -> created = integer("c");
                case "r" -> readings = readings();
                case "x" -> rejections = rejections();
                case "h" -> gaps = gaps();
                default -> {
                    in.nextToken();
                    in.skipChildren();
                }
            }
        }
        if (in.nextToken() != null) {
            throw new BadBatchException(Reason.BAD_SHAPE, "something follows the batch");
        }
        if (gateway == null || lane == null || first == null || last == null || created == null) {
            throw new BadBatchException(Reason.KEY_MISSING, "g, l, f, t and c are needed, there are " + seen);
        }
        if (readings == null || rejections == null) {
            throw new BadBatchException(Reason.KEY_MISSING, "r and x are needed, there are " + seen);
        }
        if (gateway.isBlank() || gateway.length() > GATEWAY_CHARS) {
            throw new BadBatchException(Reason.BAD_GATEWAY, gateway.length() + " characters");
        }
        if (first > last) {
            throw new BadBatchException(Reason.BAD_NUMBERS, first + " is after " + last);
        }
        for (Batch.Gap gap : gaps) {
            if (gap.first() < first || gap.last() > last) {
                throw new BadBatchException(Reason.BAD_GAP, gap.first() + ".." + gap.last() + " is outside");
            }
        }
        if (spool == null) {
            // Gateways before gaps existed wrote both names into one.
            int at = gateway.indexOf('@');
            spool = at < 0 ? "" : gateway.substring(at + 1);
            gateway = at < 0 ? gateway : gateway.substring(0, at);
        }
        if (spool.length() > SPOOL_CHARS) {
            throw new BadBatchException(Reason.BAD_GATEWAY, "a spool's name of " + spool.length() + " characters");
        }
        return new Batch(gateway, spool, lane, first, last, created, readings, rejections, gaps);
    }

    private List<Batch.Gap> gaps() throws IOException, BadBatchException {
        List<Batch.Gap> gaps = new ArrayList<>();
        expect(in.nextToken(), JsonToken.START_ARRAY, "an array of gaps");
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            expect(token, JsonToken.START_ARRAY, "a gap");
            long first = integer("first number");
            long last = integer("last number");
            long from = integer("receive time");
            long to = integer("receive time");
            long readings = integer("readings");
            long rejections = integer("rejections");
            String cause = text("cause");
            expect(in.nextToken(), JsonToken.END_ARRAY, "the end of a gap");
            try {
                gaps.add(new Batch.Gap(
                        first,
                        last,
                        from,
                        to,
                        Math.toIntExact(readings),
                        Math.toIntExact(rejections),
                        Batch.Gap.Cause.valueOf(cause)));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new BadBatchException(Reason.BAD_GAP, String.valueOf(e.getMessage()));
            }
        }
        return gaps;
    }

    private List<Reading> readings() throws IOException, BadBatchException {
        List<Reading> readings = new ArrayList<>();
        expect(in.nextToken(), JsonToken.START_ARRAY, "an array of readings");
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            expect(token, JsonToken.START_ARRAY, "a reading");
            DeviceId device = device(text("device"));
            String name = text("metric");
            Metric metric =
                    Metric.find(name).orElseThrow(() -> new BadBatchException(Reason.UNKNOWN_METRIC, "'" + name + "'"));
            double value = number();
            long event = integer("event time");
            Long deviceTime = integerOrNull("device time");
            long received = integer("receive time");
            long sequence = integer("sequence");
            long flags = integer("flags");
            expect(in.nextToken(), JsonToken.END_ARRAY, "the end of a reading");
            if (!Double.isFinite(value)) {
                throw new BadBatchException(Reason.NOT_FINITE, name + " of " + device);
            }
            if (flags < 0 || flags > Integer.MAX_VALUE) {
                throw new BadBatchException(Reason.BAD_SHAPE, "flags " + flags);
            }
            readings.add(new Reading(
                    device,
                    metric,
                    value,
                    event,
                    deviceTime == null ? Reading.NO_DEVICE_TIME : deviceTime,
                    received,
                    sequence,
                    (int) flags));
        }
        return readings;
    }

    private List<Rejection> rejections() throws IOException, BadBatchException {
        List<Rejection> rejections = new ArrayList<>();
        expect(in.nextToken(), JsonToken.START_ARRAY, "an array of rejections");
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            expect(token, JsonToken.START_ARRAY, "a rejection");
            RejectionReason reason = reason(text("reason"));
            String device = textOrNull("device");
            String metric = textOrNull("metric");
            String source = text("source");
            String detail = text("detail");
            long received = integer("receive time");
            expect(in.nextToken(), JsonToken.VALUE_EMBEDDED_OBJECT, "raw bytes");
            byte[] raw = in.getBinaryValue();
            expect(in.nextToken(), JsonToken.END_ARRAY, "the end of a rejection");
            rejections.add(new Rejection(
                    reason, device == null ? null : device(device), metric, source, detail, received, raw));
        }
        return rejections;
    }

    private static Lane lane(String name) throws BadBatchException {
        try {
            return Lane.of(name);
        } catch (IllegalArgumentException e) {
            throw new BadBatchException(Reason.BAD_LANE, "'" + name + "'");
        }
    }

    private static RejectionReason reason(String name) throws BadBatchException {
        try {
            return RejectionReason.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new BadBatchException(Reason.UNKNOWN_REASON, "'" + name + "'");
        }
    }

    private DeviceId device(String name) throws BadBatchException {
        DeviceId known = devices.get(name);
        if (known != null) {
            return known;
        }
        if (!DeviceId.isValid(name)) {
            throw new BadBatchException(Reason.BAD_DEVICE, "'" + name + "'");
        }
        DeviceId device = new DeviceId(name);
        devices.put(name, device);
        return device;
    }

    private String text(String what) throws IOException, BadBatchException {
        expect(in.nextToken(), JsonToken.VALUE_STRING, what + " as text");
        return in.getText();
    }

    private @Nullable String textOrNull(String what) throws IOException, BadBatchException {
        JsonToken token = in.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.VALUE_STRING, what + " as text or null");
        return in.getText();
    }

    private long integer(String what) throws IOException, BadBatchException {
        expect(in.nextToken(), JsonToken.VALUE_NUMBER_INT, what + " as an integer");
        return in.getLongValue();
    }

    private @Nullable Long integerOrNull(String what) throws IOException, BadBatchException {
        JsonToken token = in.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.VALUE_NUMBER_INT, what + " as an integer or null");
        return in.getLongValue();
    }

    private double number() throws IOException, BadBatchException {
        JsonToken token = in.nextToken();
        if (token != JsonToken.VALUE_NUMBER_INT) {
            expect(token, JsonToken.VALUE_NUMBER_FLOAT, "a value as a number");
        }
        return in.getDoubleValue();
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected, String what) throws BadBatchException {
        if (found == null) {
            throw new BadBatchException(Reason.BAD_CBOR, "it ends where " + what + " was expected");
        }
        if (found != expected) {
            throw new BadBatchException(Reason.BAD_SHAPE, found + " where " + what + " was expected");
        }
    }
}
