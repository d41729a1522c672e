package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.console.api.Presence.Heard;
import io.geshao.console.api.Presence.Status;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.CoreJson;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Bucket;
import io.geshao.core.port.TelemetryQuery.Sample;
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
import org.jspecify.annotations.Nullable;

/** Devices, their last values and their series. */
public final class DeviceAnswers {
    static final List<String> KINDS =
            Arrays.stream(DeviceKind.values()).map(DeviceKind::wireName).toList();
    private static final List<String> STATUSES =
            Arrays.stream(Status.values()).map(Status::wireName).toList();
    private static final long DAY_MILLIS = 86_400_000L;
    private static final long LONGEST_BUCKET_MILLIS = 31_622_400_000L;

    private final Registry registry;
    private final List<Device> byId;
    private final TelemetryQuery telemetry;
    private final Presence presence;
    private final Ticker ticker;

    public DeviceAnswers(Registry registry, TelemetryQuery telemetry, Presence presence, Ticker ticker) {
        this.registry = registry;
        this.byId = registry.devices().stream()
                .sorted(Comparator.comparing(Device::id))
                .toList();
        this.telemetry = telemetry;
        this.presence = presence;
        this.ticker = ticker;
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
            if ((after == null || device.id().value().compareTo(after) > 0)
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
        Device device = device(call);
        Heard heard = presence.heard();
        return Answer.json(out -> write(out, device, heard));
    }

    public Answer latest(Call call) {
        call.query().finish();
        Device device = device(call);
        Map<String, Sample> latest = new TreeMap<>(telemetry.latest(device.id()));
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("device", device.id().value());
            out.writeObjectFieldStart("metrics");
            for (Map.Entry<String, Sample> entry : latest.entrySet()) {
                out.writeFieldName(entry.getKey());
                writeLatest(out, Metric.find(entry.getKey()), entry.getValue());
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    public Answer series(Call call) {
        Query query = call.query();
        Device device = device(call);
        Metric metric = metric(query.text("metric", 64));
        Long toGiven = query.millis("to");
        long to = toGiven == null ? ticker.epochMillis() + 1 : toGiven;
        Long fromGiven = query.millis("from");
        long from = fromGiven == null ? Math.max(0, to - DAY_MILLIS) : fromGiven;
        Long bucket = query.number("bucket", 1_000, LONGEST_BUCKET_MILLIS);
        int limit = query.limit(2_000, 10_000);
        query.finish();
        if (from >= to) {
            throw Refusal.parameter("from", "must be before to");
        }
        if (bucket != null && (to - from) / bucket >= limit) {
            throw Refusal.parameter("bucket", "leads to more than " + limit + " buckets; widen it or raise limit");
        }
        return bucket == null
                ? rawSeries(device, metric, telemetry.series(device.id(), metric, from, to, limit))
                : bucketSeries(device, metric, telemetry.buckets(device.id(), metric, from, to, bucket));
    }

    private static Answer rawSeries(Device device, Metric metric, List<Sample> samples) {
        return Answer.json(out -> {
            startSeries(out, device, metric);
            for (Sample sample : samples) {
                out.writeStartObject();
                out.writeNumberField("t", sample.eventMillis());
                value(out, Optional.of(metric), sample.value());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static Answer bucketSeries(Device device, Metric metric, List<Bucket> buckets) {
        return Answer.json(out -> {
            startSeries(out, device, metric);
            for (Bucket bucket : buckets) {
                out.writeStartObject();
                out.writeNumberField("t", bucket.startMillis());
                out.writeNumberField("count", bucket.count());
                out.writeNumberField("min", bucket.min());
                out.writeNumberField("mean", bucket.mean());
                out.writeNumberField("max", bucket.max());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void startSeries(JsonGenerator out, Device device, Metric metric) throws IOException {
        out.writeStartObject();
        out.writeStringField("device", device.id().value());
        out.writeStringField("metric", metric.name());
        out.writeStringField("unit", metric.unit());
        out.writeArrayFieldStart("points");
    }

    private Device device(Call call) {
        String id = call.path("id");
        if (!DeviceId.isValid(id)) {
            throw Refusal.parameter("id", "is not a device id");
        }
        return registry.device(new DeviceId(id))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_DEVICE, "there is no device " + id));
    }

    private static Metric metric(@Nullable String name) {
        if (name == null) {
            throw Refusal.parameter("metric", "is missing");
        }
        return Metric.find(name).orElseThrow(() -> Refusal.parameter("metric", "is not a metric"));
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
        value(out, metric, sample.value());
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

    private static void value(JsonGenerator out, Optional<Metric> metric, double value) throws IOException {
        if (metric.map(Metric::isBoolean).orElse(false)) {
            out.writeBooleanField("value", value != 0);
        } else {
            out.writeNumberField("value", value);
        }
    }
}
