package io.geshao.gateway.downlink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.port.CommandDesk.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** Errands and receipts as devices write and read them; docs/downlink.md has the shapes. Any thread. */
final class ErrandJson {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final CBORMapper CBOR = new CBORMapper();
    private static final int MAX_ID = 64;
    private static final int MAX_REASON = 64;
    private static final int MAX_BODY = 1_024;

    private ErrandJson() {}

    /** {@code {"id":"…","do":"siren","on":true,"expires":1760000000000}}. */
    static byte[] write(Errand errand) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("id", errand.id());
            out.writeStringField("do", errand.action().wireName());
            for (Map.Entry<String, Double> argument : errand.arguments().entrySet()) {
                double value = argument.getValue();
                if (errand.action().isBoolean(argument.getKey())) {
                    out.writeBooleanField(argument.getKey(), value != 0);
                } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                    out.writeNumberField(argument.getKey(), (long) value);
                } else {
                    out.writeNumberField(argument.getKey(), value);
                }
            }
            if (errand.version() > 0) {
                out.writeNumberField("version", errand.version());
            }
            out.writeNumberField("expires", errand.expiresMillis());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** A device's word, {@code {"id":"…","result":"done"}} or {@code {"id":"…","result":"refused","reason":"…"}}. */
    static Optional<Report> receipt(DeviceId device, byte[] body, long atMillis) {
        if (body.length == 0 || body.length > MAX_BODY) {
            return Optional.empty();
        }
        JsonNode root;
        try {
            root = (body[0] == '{' ? JSON : CBOR).readTree(body);
        } catch (IOException e) {
            return Optional.empty(); // the answer says that the shape is wrong, which is all there is to say
        }
        if (root == null || !root.isObject()) {
            return Optional.empty();
        }
        String id = root.path("id").asText("");
        String reason = root.path("reason").asText("");
        State state =
                switch (root.path("result").asText("")) {
                    case "done" -> State.DONE;
                    case "refused" -> State.REFUSED;
                    default -> State.QUEUED;
                };
        if (id.isEmpty() || id.length() > MAX_ID || reason.length() > MAX_REASON || state == State.QUEUED) {
            return Optional.empty();
        }
        return Optional.of(new Report(id, device, state, reason, atMillis));
    }
}
