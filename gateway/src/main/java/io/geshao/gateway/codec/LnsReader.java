package io.geshao.gateway.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.geshao.core.DeviceId;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Uplink events of ChirpStack v4 and The Things Stack v3. Both leave out fields that hold 0, false or nothing, so absence
 * is a value here. What the server's own decoders made of the bytes is never looked at. Source: payload reference,
 * section 3.
 */
final class LnsReader {
    private static final Pattern DEV_EUI = Pattern.compile("[0-9a-fA-F]{16}");
    private static final long MAX_COUNTER = 0xffff_ffffL;
    private static final int MAX_PORT = 255;
    /** Boot numbers stay below 2^31, so that sequences made of them stay positive. */
    private static final int BOOT_SHIFT = 33;

    private LnsReader() {}

    /** The event as a tree; starts at its first token. */
    static JsonNode tree(Tokens tokens) throws IOException, RefusedException {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (tokens.current()) {
            case START_OBJECT -> {
                ObjectNode object = make.objectNode();
                while (tokens.next() != JsonToken.END_OBJECT) {
                    String name = tokens.name();
                    tokens.next();
                    object.set(name, tree(tokens));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = make.arrayNode();
                while (tokens.next() != JsonToken.END_ARRAY) {
                    array.add(tree(tokens));
                }
                yield array;
            }
            case VALUE_STRING -> TextNode.valueOf(tokens.text());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                tokens.isWhole() ? LongNode.valueOf(tokens.whole()) : DoubleNode.valueOf(tokens.number());
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            default -> NullNode.instance;
        };
    }

    /** @param devEui as the topic has it, lower-cased */
    static LnsEvent chirpStack(JsonNode event, String devEui) throws RefusedException {
        DeviceId device = device(event.path("deviceInfo"), "devEui");
        requireSame(device.value(), devEui);
        int fPort = (int) whole(event, "fPort", MAX_PORT);
        byte[] bytes = base64(event, "data");
        String delivery = text(event, "deduplicationId");
        JsonNode best = best(event.path("rxInfo"));
        return new LnsEvent(
                device,
                boot(text(event, "devAddr")),
                whole(event, "fCnt", MAX_COUNTER),
                fPort,
                bytes,
                time(event, "time"),
                best.path("rssi").asDouble(Double.NaN),
                best.path("snr").asDouble(0),
                false,
                delivery.isEmpty() ? contentHash(fPort, bytes) : hash(delivery));
    }

    /** @param deviceId as the topic has it: the server's own name of the device, which the registry does not know */
    static LnsEvent theThingsStack(JsonNode event, String deviceId) throws RefusedException {
        JsonNode ids = event.path("end_device_ids");
        DeviceId device = device(ids, "dev_eui");
        requireSame(text(ids, "device_id"), deviceId);
        JsonNode uplink = event.path("uplink_message");
        if (!uplink.isObject()) {
            throw bad("uplink_message is missing");
        }
        int fPort = (int) whole(uplink, "f_port", MAX_PORT);
        byte[] bytes = base64(uplink, "frm_payload");
        JsonNode best = best(uplink.path("rx_metadata"));
        return new LnsEvent(
                device,
                boot(text(uplink, "session_key_id")),
                whole(uplink, "f_cnt", MAX_COUNTER),
                fPort,
                bytes,
                time(uplink, "received_at"),
                best.path("rssi").asDouble(Double.NaN),
                best.path("snr").asDouble(0),
                event.path("simulated").asBoolean(false),
                contentHash(fPort, bytes));
    }

    private static DeviceId device(JsonNode ids, String field) throws RefusedException {
        String devEui = text(ids, field);
        if (!DEV_EUI.matcher(devEui).matches()) {
            throw bad(field + " is not there as 16 hex digits");
        }
        return new DeviceId(devEui.toLowerCase(Locale.ROOT));
    }

    private static void requireSame(String inEvent, String inTopic) throws RefusedException {
        if (!inEvent.equals(inTopic)) {
            throw new RefusedException(
                    RejectionReason.DEVICE_MISMATCH,
                    "the topic names '" + Tokens.shortened(inTopic) + "', the event '" + Tokens.shortened(inEvent)
                            + "'");
        }
    }

    private static String text(JsonNode object, String field) throws RefusedException {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw bad(field + " is not text");
        }
        return value.textValue();
    }

    private static long whole(JsonNode object, String field, long max) throws RefusedException {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > max) {
            throw bad(field + " is not an integer 0…" + max);
        }
        return value.longValue();
    }

    private static byte[] base64(JsonNode object, String field) throws RefusedException {
        String text = text(object, field);
        if (text.length() % 4 != 0) { // the decoder would take it without its padding
            throw new RefusedException(RejectionReason.BAD_BASE64, field + " is not padded to a multiple of four");
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(RejectionReason.BAD_BASE64, field + ": " + e.getMessage());
        }
    }

    /** To the millisecond; what the network server adds behind it is cut off. */
    private static long time(JsonNode object, String field) throws RefusedException {
        String text = text(object, field);
        if (text.isEmpty()) {
            return Reading.NO_DEVICE_TIME;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw bad(field + " is not a time of RFC 3339 with its offset");
        }
    }

    /** The station that heard it loudest; an entry without a signal strength says nothing. */
    private static JsonNode best(JsonNode stations) {
        JsonNode best = JsonNodeFactory.instance.objectNode();
        for (JsonNode station : stations) {
            if (station.path("rssi").isNumber()
                    && !(station.path("rssi").doubleValue() <= best.path("rssi").asDouble(Double.NaN))) {
                best = station;
            }
        }
        return best;
    }

    private static long boot(String session) {
        return session.isEmpty() ? 0 : hash(session) >>> BOOT_SHIFT;
    }

    private static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ContentHash.of(bytes, 0, bytes.length);
    }

    private static long contentHash(int fPort, byte[] bytes) {
        return ContentHash.of(ContentHash.of(bytes, 0, bytes.length), fPort);
    }

    private static RefusedException bad(String detail) {
        return new RefusedException(RejectionReason.LNS_BAD_EVENT, detail);
    }
}
