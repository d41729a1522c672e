package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.console.api.Presence.Heard;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Document;
import io.geshao.console.json.CoreJson;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ground plan and the devices on it, as GeoJSON (RFC 7946). */
public final class MapAnswers {
    private static final String GEOJSON = "application/geo+json";
    private static final String NO_MAP = "{\"type\":\"FeatureCollection\",\"features\":[]}";
    private static final String DEVICE_SCOPE = "device:";

    private final Document map;
    private final Registry registry;
    private final Presence presence;
    private final AlertDesk alerts;

    public MapAnswers(Document map, Registry registry, Presence presence, AlertDesk alerts) {
        this.map = map;
        this.registry = registry;
        this.presence = presence;
        this.alerts = alerts;
    }

    /**
     * Reads the registry's {@code map.geojson}; a registry without one has an empty map.
     *
     * @throws IOException if the file is there and cannot be read, or is no feature collection
     */
    public static Document read(Path registryDir) throws IOException {
        Path file = registryDir.resolve("map.geojson");
        if (!Files.exists(file)) {
            return Document.of(GEOJSON, NO_MAP.getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(file);
        JsonNode root = new ObjectMapper().readTree(bytes);
        if (!root.path("type").asText().equals("FeatureCollection")
                || !root.path("features").isArray()) {
            throw new IOException(file + " is no GeoJSON feature collection");
        }
        return Document.of(GEOJSON, bytes);
    }

    public Answer map(Call call) {
        call.query().finish();
        return map.answer(call, "private, no-cache");
    }

    public Answer devices(Call call) {
        CommunityId community = call.query().community();
        call.query().finish();
        Heard heard = presence.heard();
        Map<DeviceId, Severity> alarms = alarms(alerts.open());
        byte[] body = CoreJson.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "FeatureCollection");
            out.writeArrayFieldStart("features");
            for (Device device : registry.devices()) {
                if ((community == null || device.community().equals(community)) && call.sees(device.place())) {
                    feature(out, device, heard, alarms.get(device.id()));
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return Answer.of(200, GEOJSON, body);
    }

    /** The worst open alert per device: on the device itself, or decided by its reading. */
    private static Map<DeviceId, Severity> alarms(List<AlertView> open) {
        Map<DeviceId, Severity> worst = new HashMap<>();
        for (AlertView alert : open) {
            DeviceId device = alert.device();
            if (device == null && alert.scope().startsWith(DEVICE_SCOPE)) {
                device = new DeviceId(alert.scope().substring(DEVICE_SCOPE.length()));
            }
            if (device != null) {
                worst.merge(device, alert.severity(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        return worst;
    }

    private static void feature(JsonGenerator out, Device device, Heard heard, @Nullable Severity alarm)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "Feature");
        out.writeStringField("id", device.id().value());
        out.writeObjectFieldStart("geometry");
        out.writeStringField("type", "Point");
        out.writeArrayFieldStart("coordinates");
        out.writeNumber(device.longitude());
        out.writeNumber(device.latitude());
        out.writeEndArray();
        out.writeEndObject();
        out.writeObjectFieldStart("properties");
        out.writeStringField("id", device.id().value());
        out.writeStringField("kind", device.profile().kind().wireName());
        CoreJson.text(out, "name", DeviceAnswers.name(device));
        out.writeStringField("community", device.community().value());
        out.writeStringField("status", heard.status(device).wireName());
        CoreJson.string(out, "alarm", alarm == null ? null : alarm.name());
        out.writeEndObject();
        out.writeEndObject();
    }
}
