package io.geshao.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Reading;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.gateway.codec.Decoded;
import io.geshao.gateway.codec.Drop;
import io.geshao.gateway.codec.LnsEvent;
import io.geshao.gateway.codec.Message;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.codec.PayloadFormat;
import io.geshao.gateway.codec.Refusal;
import io.geshao.gateway.codec.RefusedException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One payload through the gateway's own decoder, told to a person or as JSON. */
final class PayloadReport {
    static final int NO_PORT = -1;
    private static final String ROW = "%-20s %14s  %-8s %-24s %s%n";

    private final DeviceProfile profile;
    private final String deviceId;
    private final PayloadFormat format;
    private final String named;
    private final int port;
    private final long rxMillis;

    /**
     * @param named the codec that a topic names, or what it calls the device of a network server's event
     * @param port LoRaWAN port of raw bytes, or {@link #NO_PORT}
     */
    PayloadReport(DeviceProfile profile, String deviceId, PayloadFormat format, String named, int port, long rxMillis) {
        this.profile = profile;
        this.deviceId = deviceId;
        this.format = format;
        this.named = named;
        this.port = port;
        this.rxMillis = rxMillis;
    }

    /** An event whose topic nobody told: it is believed to be about the device that it names. */
    static PayloadReport ofEvent(DeviceProfile profile, PayloadFormat format, byte[] body, long rxMillis) {
        return new PayloadReport(profile, "d", format, namedIn(format, body), NO_PORT, rxMillis);
    }

    private static String namedIn(PayloadFormat format, byte[] body) {
        try {
            var event = new ObjectMapper().readTree(body);
            return format == PayloadFormat.CHIRPSTACK_UP
                    ? event.path("deviceInfo").path("devEui").asText("").toLowerCase(java.util.Locale.ROOT)
                    : event.path("end_device_ids").path("device_id").asText("");
        } catch (java.io.IOException e) {
            return ""; // the decoder says what is wrong with it
        }
    }

    boolean isText() {
        return format == PayloadFormat.NATIVE_JSON || format == PayloadFormat.SENML_JSON || format.isEvent();
    }

    Decoded decode(byte[] body) {
        PayloadDecoder decoder = new PayloadDecoder();
        Device device = device(deviceId);
        if (format.isEvent()) {
            try {
                LnsEvent event = decoder.readEvent(format, named, body);
                return decoder.decodeEvent(device(event.device().value()), event, rxMillis);
            } catch (RefusedException e) {
                return Decoded.refused(e.reason(), String.valueOf(e.getMessage()));
            }
        }
        if (format != PayloadFormat.RAW) {
            return decoder.decode(device, format, body, rxMillis, id -> Optional.of(device(id.value())));
        }
        if (port == NO_PORT) {
            return decoder.decodeRaw(device, named, body, rxMillis);
        }
        LnsEvent heardNow = new LnsEvent(device.id(), 0, 0, port, body, rxMillis, Double.NaN, 0, false, 0);
        return decoder.decodeEvent(device, heardNow, rxMillis);
    }

    private Device device(String id) {
        return new Device(new DeviceId(id), profile, "here/here/here/here", "", "", 0, 0, id, id);
    }

    String table(Decoded decoded) {
        StringBuilder text = new StringBuilder();
        for (Message message : decoded.messages()) {
            text.append("device ")
                    .append(message.device().id())
                    .append(", ")
                    .append(identity(message))
                    .append('\n');
            text.append(String.format(ROW, "METRIC", "VALUE", "UNIT", "EVENT TIME", "FLAGS"));
            for (Reading reading : message.readings()) {
                text.append(String.format(
                                ROW,
                                reading.metric(),
                                value(reading),
                                reading.metric().unit(),
                                Instant.ofEpochMilli(reading.eventMillis()),
                                String.join(" ", Flag.names(reading.flags())))
                        .replaceAll(" +\n", "\n"));
            }
            appendDrops(text, message.drops());
        }
        for (Refusal refusal : decoded.refusals()) {
            text.append("refused: ")
                    .append(refusal.reason())
                    .append(": ")
                    .append(refusal.detail())
                    .append('\n');
            appendDrops(text, refusal.drops());
        }
        if (decoded.isNothing()) {
            text.append("nothing for us: the event is between radio and network server\n");
        }
        if (decoded.unknownKeys() > 0) {
            text.append("passed over: ").append(decoded.unknownKeys()).append(" unknown keys\n");
        }
        return text.toString();
    }

    private static String identity(Message message) {
        return switch (message.identity().kind()) {
            case COUNTED ->
                "boot " + message.identity().boot() + ", seq "
                        + message.identity().seq();
            case BY_CONTENT -> "told from its duplicates by its content";
            case BY_CONTENT_IN_A_ROW -> "told from its duplicates by its content, for 247 s";
        };
    }

    private static void appendDrops(StringBuilder text, List<Drop> drops) {
        for (Drop drop : drops) {
            text.append("left out: ")
                    .append(drop.metric())
                    .append(' ')
                    .append(drop.reason())
                    .append(": ")
                    .append(drop.detail())
                    .append('\n');
        }
    }

    private static String value(Reading reading) {
        return reading.metric().isBoolean()
                ? String.valueOf(reading.isTrue())
                : BigDecimal.valueOf(reading.value()).stripTrailingZeros().toPlainString();
    }

    String json(Decoded decoded) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("profile", profile.name()).put("codec", profile.codec()).put("receivedMillis", rxMillis);
        report.put(
                "refused", decoded.refused() == null ? null : decoded.refused().name());
        ArrayNode readings = report.putArray("readings");
        List<Drop> drops = new ArrayList<>();
        for (Message message : decoded.messages()) {
            message.readings().forEach(reading -> append(readings, reading));
            drops.addAll(message.drops());
        }
        ArrayNode refusals = report.putArray("refusals");
        for (Refusal refusal : decoded.refusals()) {
            refusals.addObject()
                    .put("reason", refusal.reason().name())
                    .put("detail", refusal.detail())
                    .put("seq", refusal.seq() == Refusal.NO_SEQ ? null : refusal.seq());
            drops.addAll(refusal.drops());
        }
        ArrayNode dropped = report.putArray("dropped");
        for (Drop drop : drops) {
            dropped.addObject()
                    .put("metric", drop.metric())
                    .put("reason", drop.reason().name())
                    .put("detail", drop.detail());
        }
        return report.toPrettyString() + "\n";
    }

    private static void append(ArrayNode readings, Reading reading) {
        ObjectNode node = readings.addObject()
                .put("device", reading.device().value())
                .put("metric", reading.metric().name());
        if (reading.metric().isBoolean()) {
            node.put("value", reading.isTrue());
        } else {
            node.put("value", reading.value());
        }
        @Nullable Long deviceMillis = reading.deviceMillis() == Reading.NO_DEVICE_TIME ? null : reading.deviceMillis();
        node.put("unit", reading.metric().unit())
                .put("eventMillis", reading.eventMillis())
                .put("deviceMillis", deviceMillis);
        Flag.names(reading.flags()).forEach(node.putArray("flags")::add);
    }
}
