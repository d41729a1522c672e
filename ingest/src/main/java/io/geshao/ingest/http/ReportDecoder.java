package io.geshao.ingest.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.geshao.core.Lane;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import io.geshao.ingest.http.BadBatchException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a gateway's report as {@code docs/uplink.md} describes it. One instance per request. */
final class ReportDecoder {
    private static final CBORFactory CBOR = new CBORFactory();
    private static final int NAME_CHARS = 200;
    private static final int FIGURES = 100;
    private static final int HOURS = 10_000;
    private static final long HOUR_MILLIS = 3_600_000;

    private final JsonParser in;

    private ReportDecoder(JsonParser in) {
        this.in = in;
    }

    static GatewayReport decode(byte[] body) throws BadBatchException {
        if (body.length == 0) {
            throw new BadBatchException(Reason.EMPTY_BODY, "no bytes");
        }
        try (JsonParser parser = CBOR.createParser(body)) {
            return new ReportDecoder(parser).report();
        } catch (IOException e) {
            throw new BadBatchException(Reason.BAD_CBOR, String.valueOf(e.getMessage()));
        }
    }

    private GatewayReport report() throws IOException, BadBatchException {
        String gateway = null;
        String spool = null;
        Long at = null;
        List<LaneCount> lanes = null;
        Map<String, Long> figures = Map.of();
        expect(in.nextToken(), JsonToken.START_OBJECT);
        for (JsonToken token = in.nextToken(); token != JsonToken.END_OBJECT; token = in.nextToken()) {
            expect(token, JsonToken.FIELD_NAME);
            switch (in.currentName()) {
                case "g" -> gateway = text();
                case "s" -> spool = text();
                case "a" -> at = integer();
                case "l" -> lanes = lanes();
                case "i" -> figures = figures();
                default -> {
                    in.nextToken();
                    in.skipChildren();
                }
            }
        }
        if (gateway == null || spool == null || at == null || lanes == null) {
            throw new BadBatchException(Reason.KEY_MISSING, "g, s, a and l are needed");
        }
        if (gateway.isBlank() || gateway.length() > NAME_CHARS || spool.length() > NAME_CHARS) {
            throw new BadBatchException(Reason.BAD_GATEWAY, gateway.length() + " characters");
        }
        return new GatewayReport(gateway, spool, at, lanes, figures);
    }

    private List<LaneCount> lanes() throws IOException, BadBatchException {
        List<LaneCount> lanes = new ArrayList<>();
        expect(in.nextToken(), JsonToken.START_ARRAY);
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            expect(token, JsonToken.START_ARRAY);
            String name = text();
            Lane lane;
            try {
                lane = Lane.of(name);
            } catch (IllegalArgumentException e) {
                throw new BadBatchException(Reason.BAD_LANE, "'" + name + "'");
            }
            long through = integer();
            lanes.add(new LaneCount(lane, through, hours()));
            expect(in.nextToken(), JsonToken.END_ARRAY);
        }
        return lanes;
    }

    private List<HourCount> hours() throws IOException, BadBatchException {
        List<HourCount> hours = new ArrayList<>();
        expect(in.nextToken(), JsonToken.START_ARRAY);
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            expect(token, JsonToken.START_ARRAY);
            HourCount hour = new HourCount(integer(), count(), count(), count(), count());
            expect(in.nextToken(), JsonToken.END_ARRAY);
            if (hour.hourMillis() % HOUR_MILLIS != 0 || hours.size() >= HOURS) {
                throw new BadBatchException(Reason.BAD_NUMBERS, "hour " + hour.hourMillis());
            }
            hours.add(hour);
        }
        return hours;
    }

    private Map<String, Long> figures() throws IOException, BadBatchException {
        Map<String, Long> figures = new HashMap<>();
        expect(in.nextToken(), JsonToken.START_OBJECT);
        for (JsonToken token = in.nextToken(); token != JsonToken.END_OBJECT; token = in.nextToken()) {
            expect(token, JsonToken.FIELD_NAME);
            String name = in.currentName();
            if (name.length() > NAME_CHARS || figures.size() >= FIGURES) {
                throw new BadBatchException(Reason.BAD_SHAPE, "too many or too long figures");
            }
            figures.put(name, integer());
        }
        return figures;
    }

    private long count() throws IOException, BadBatchException {
        long count = integer();
        if (count < 0) {
            throw new BadBatchException(Reason.BAD_NUMBERS, "count " + count);
        }
        return count;
    }

    private String text() throws IOException, BadBatchException {
        expect(in.nextToken(), JsonToken.VALUE_STRING);
        return in.getText();
    }

    private long integer() throws IOException, BadBatchException {
        expect(in.nextToken(), JsonToken.VALUE_NUMBER_INT);
        return in.getLongValue();
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) throws BadBatchException {
        if (found != expected) {
            throw new BadBatchException(
                    found == null ? Reason.BAD_CBOR : Reason.BAD_SHAPE, found + " where " + expected + " was expected");
        }
    }
}
