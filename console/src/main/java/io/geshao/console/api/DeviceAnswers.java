package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.console.api.Presence.Heard;
import io.geshao.console.api.Presence.Status;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import io.geshao.console.json.CoreJson;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Change;
import io.geshao.core.port.TelemetryQuery.Sample;
import io.geshao.core.port.TelemetryQuery.Silence;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Devices, their last values and what happened to their state. */
public final class DeviceAnswers {
    static final List<String> KINDS =
            Arrays.stream(DeviceKind.values()).map(DeviceKind::wireName).toList();
    private static final List<String> STATUSES =
            Arrays.stream(Status.values()).map(Status::wireName).toList();
    private static final long LONGEST_HISTORY_MILLIS = 92 * 86_400_000L;
    private static final int MAX_SILENCES = 1_000;

    private final Registry registry;
    private final List<Device> byId;
    private final TelemetryQuery telemetry;
    private final Presence presence;
    private final Selection selection;

    public DeviceAnswers(Registry registry, TelemetryQuery telemetry, Presence presence, Ticker ticker) {
        this.registry = registry;
        this.byId = registry.devices().stream()
                .sorted(Comparator.comparing(Device::id))
                .toList();
        this.telemetry = telemetry;
        this.presence = presence;
        this.selection = new Selection(registry, ticker);
    }

    public Answer list(Call call) {
        Query query = call.query();
        String kind = query.oneOf("kind", KINDS);
        CommunityId community = query.community();
        String status = query.oneOf("status", STATUSES);
        String after = query.text("after", 64);
        if (after != null && !DeviceId.isValid(after)) {
            throw Refusal.parameter("after", "is not a device id");
        }
        int limit = query.limit(200, 1_000);
        query.finish();

        Heard heard = presence.heard();
        List<Device> page = new ArrayList<>();
        boolean more = false;
        for (Device device : byId) {
            if (call.sees(device.place())
                    && (after == null || device.id().value().compareTo(after) > 0)
                    && (kind == null || device.profile().kind().wireName().equals(kind))
                    && (community == null || device.community().equals(community))
                    && (status == null || heard.status(device).wireName().equals(status))) {
                if (page.size() == limit) {
                    more = true;
                    break;
                }
                page.add(device);
            }
        }
        String next = more ? page.get(page.size() - 1).id().value() : null;
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Device device : page) {
                write(out, device, heard);
            }
            out.writeEndArray();
            CoreJson.string(out, "next", next);
            out.writeEndObject();
        });
    }

    public Answer one(Call call) {
        call.query().finish();
        Device device = selection.device(call);
        Heard heard = presence.heard();
        return Answer.json(out -> write(out, device, heard));
    }

    public Answer latest(Call call) {
        call.query().finish();
        Device device = selection.device(call);
        Map<String, Sample> latest = telemetry.latest(device.id());
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("device", device.id().value());
            writeMetrics(out, latest);
            out.writeEndObject();
        });
    }

    /** Last values of many devices, in the order of their ids. */
    public Answer latestOfMany(Call call) {
        Query query = call.query();
        List<Device> selected = selection.devices(call);
        List<String> after = query.after("latest", 1);
        int limit = query.limit(200, 1_000);
        query.finish();
        Page<Device> page = Page.of(
                selected.stream()
                        .filter(device -> after == null || device.id().value().compareTo(after.get(0)) > 0)
                        .limit(limit + 1L)
                        .toList(),
                limit,
                device -> Token.of("latest", device.id()));
        Map<DeviceId, Map<String, Sample>> latest = telemetry
                .forCaller(call.client())
                .latest(page.items().stream().map(Device::id).toList());
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Device device : page.items()) {
                out.writeStartObject();
                out.writeStringField("device", device.id().value());
                out.writeStringField("kind", device.profile().kind().wireName());
                out.writeStringField("place", device.place());
                writeMetrics(out, latest.getOrDefault(device.id(), Map.of()));
                out.writeEndObject();
            }
            out.writeEndArray();
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    private static void writeMetrics(JsonGenerator out, Map<String, Sample> latest) throws IOException {
        out.writeObjectFieldStart("metrics");
        for (Map.Entry<String, Sample> entry : new TreeMap<>(latest).entrySet()) {
            out.writeFieldName(entry.getKey());
            writeLatest(out, Metric.find(entry.getKey()), entry.getValue());
        }
        out.writeEndObject();
    }

    /** What happened to a device's state: changes of its boolean metrics, and when it was not heard. */
    public Answer history(Call call) {
        Query query = call.query();
        Device device = selection.device(call);
        Selection.Range range = selection.range(query);
        List<String> token = query.after("history", 3);
        int limit = query.limit(500, 2_000);
        query.finish();
        if (range.toMillis() - range.fromMillis() > LONGEST_HISTORY_MILLIS) {
            throw Refusal.parameter("from", "is more than 92 days before to; ask in parts");
        }
        TelemetryQuery store = telemetry.forCaller(call.client());
        Change after = token == null
                ? null
                : new Change(Token.number(token.get(0)), Token.number(token.get(1)), token.get(2), false);
        Page<Change> page = Page.of(
                store.changes(device.id(), range.fromMillis(), range.toMillis(), after, limit + 1),
                limit,
                change -> Token.of("history", change.eventMillis(), change.sequence(), change.metric()));
        long allowedMillis =
                device.profile().intervalMillis() * device.profile().silentAfterIntervals();
        List<Silence> silences = after == null
                ? store.silences(device.id(), range.fromMillis(), range.toMillis(), allowedMillis, MAX_SILENCES)
                : List.of(); // they came with the first page
        Heard heard = presence.heard();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("device", device.id().value());
            out.writeStringField("status", heard.status(device).wireName());
            CoreJson.number(out, "lastHeardMillis", heard.lastHeardMillis(device));
            out.writeNumberField("silentAfterMillis", allowedMillis);
            out.writeArrayFieldStart("changes");
            for (Change change : page.items()) {
                out.writeStartObject();
                out.writeNumberField("t", change.eventMillis());
                out.writeStringField("metric", change.metric());
                out.writeBooleanField("value", change.value());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("silences");
            for (Silence silence : silences) {
                out.writeStartObject();
                out.writeNumberField("fromMillis", silence.fromMillis());
                out.writeNumberField("toMillis", silence.toMillis());
                out.writeEndObject();
            }
            out.writeEndArray();
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    private void write(JsonGenerator out, Device device, Heard heard) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", device.id().value());
        out.writeStringField("kind", device.profile().kind().wireName());
        out.writeStringField("profile", device.profile().name());
        out.writeStringField("place", device.place());
        CoreJson.text(
                out,
                "placeName",
                registry.place(device.place())
                        .map(place -> Map.of("zh", place.nameZh(), "en", place.nameEn()))
                        .orElse(Map.of()));
        out.writeStringField("zone", device.zone());
        out.writeStringField("gateway", device.gateway());
        out.writeStringField("community", device.community().value());
        out.writeNumberField("longitude", device.longitude());
        out.writeNumberField("latitude", device.latitude());
        CoreJson.text(out, "name", name(device));
        out.writeStringField("status", heard.status(device).wireName());
        CoreJson.number(out, "lastHeardMillis", heard.lastHeardMillis(device));
        out.writeEndObject();
    }

    static Map<String, String> name(Device device) {
        return Map.of("zh", device.nameZh(), "en", device.nameEn());
    }

    private static void writeLatest(JsonGenerator out, Optional<Metric> metric, Sample sample) throws IOException {
        out.writeStartObject();
        CoreJson.value(out, metric.orElse(null), sample.value());
        out.writeStringField("unit", metric.map(Metric::unit).orElse(""));
        out.writeNumberField("eventMillis", sample.eventMillis());
        out.writeNumberField("receivedMillis", sample.receivedMillis());
        // 64 bits; a JavaScript number holds 53 and would change the last digits
        out.writeStringField("sequence", Long.toString(sample.sequence()));
        out.writeArrayFieldStart("flags");
        for (String flag : Flag.names(sample.flags())) {
            out.writeString(flag);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
