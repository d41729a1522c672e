package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.console.api.Selection.Range;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.CoreJson;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Aggregates;
import io.geshao.core.port.TelemetryQuery.Bucket;
import io.geshao.core.port.TelemetryQuery.Point;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One metric over time: of one device, as a curve, or of many, as buckets. */
public final class SeriesAnswers {
    private static final List<String> METHODS = List.of("lttb", "minmax", "avg");
    private static final List<String> FORMATS = List.of("json", "csv");
    private static final int POINTS = 500;
    private static final int MAX_POINTS = 5_000;
    private static final int MANY_DEVICES = 50;
    private static final long HOURLY_FROM_MILLIS = 6 * Selection.HOUR_MILLIS;
    private static final int MAX_BUCKETS = 10_000;
    private static final long LONGEST_BUCKET_MILLIS = 31_622_400_000L;

    private final Selection selection;
    private final TelemetryQuery telemetry;

    public SeriesAnswers(Registry registry, TelemetryQuery telemetry, Ticker ticker) {
        this.selection = new Selection(registry, ticker);
        this.telemetry = telemetry;
    }

    public Answer series(Call call) {
        Query query = call.query();
        Device device = selection.device(call);
        Metric metric = Selection.metric(query);
        Range range = selection.range(query);
        Long bucket = query.number("bucket", 1_000, LONGEST_BUCKET_MILLIS);
        Long points = query.number("points", 3, MAX_POINTS);
        String method = query.oneOf("method", METHODS);
        boolean csv = "csv".equals(query.oneOf("format", FORMATS));
        int limit = query.limit(2_000, MAX_BUCKETS);
        query.finish();
        Shape shape = new Shape(device, metric, csv);
        TelemetryQuery store = telemetry.forCaller(call.client());
        List<DeviceId> one = List.of(device.id());
        if (points == null && method == null) {
            if (bucket == null) {
                return shape.points(
                        store.series(device.id(), metric, range.fromMillis(), range.toMillis(), limit).stream()
                                .map(sample -> new Point(sample.eventMillis(), sample.value()))
                                .toList());
            }
            tooMany(range, bucket, limit, "limit");
            return shape.buckets(
                    store.aggregate(one, metric, range.fromMillis(), range.toMillis(), bucket), bucket, false);
        }
        if (bucket != null) {
            throw Refusal.parameter("bucket", "does not go with points or method");
        }
        int wanted = points == null ? POINTS : points.intValue();
        if (method == null || method.equals("lttb")) {
            return shape.points(store.outline(device.id(), metric, range.fromMillis(), range.toMillis(), wanted));
        }
        long width = range.bucketFor(wanted);
        Range aligned = range.alignedTo(width);
        return shape.buckets(
                store.aggregate(one, metric, aligned.fromMillis(), aligned.toMillis(), width),
                width,
                method.equals("avg"));
    }

    private static void tooMany(Range range, long bucket, int most, String remedy) {
        if ((range.toMillis() - range.fromMillis()) / bucket >= most) {
            throw Refusal.parameter("bucket", "leads to more than " + most + " buckets; widen it or raise " + remedy);
        }
    }

    public Answer aggregates(Call call) {
        Query query = call.query();
        List<Device> devices = selection.devices(call);
        Metric metric = Selection.metric(query);
        Range range = selection.range(query);
        Long given = query.number("bucket", 1_000, LONGEST_BUCKET_MILLIS);
        query.finish();
        long bucket = given == null ? widthFor(range, devices.size()) : given;
        if ((range.toMillis() - range.fromMillis()) / bucket >= MAX_BUCKETS) {
            throw Refusal.parameter("bucket", "leads to more than " + MAX_BUCKETS + " buckets; widen it");
        }
        Range aligned = given == null ? range.alignedTo(bucket) : range;
        Aggregates found = telemetry
                .forCaller(call.client())
                .aggregate(
                        devices.stream().map(Device::id).toList(),
                        metric,
                        aligned.fromMillis(),
                        aligned.toMillis(),
                        bucket);
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("metric", metric.name());
            out.writeStringField("unit", metric.unit());
            out.writeNumberField("devices", devices.size());
            writeBuckets(out, found, bucket, false);
            out.writeEndObject();
        });
    }

    /** Whole hours for much of many devices: those are read from the roll-ups. */
    private static long widthFor(Range range, int devices) {
        long width = range.bucketFor(POINTS);
        return devices > MANY_DEVICES && range.toMillis() - range.fromMillis() >= HOURLY_FROM_MILLIS
                ? Math.max(width, Selection.HOUR_MILLIS)
                : width;
    }

    private static void writeBuckets(JsonGenerator out, Aggregates found, long bucketMillis, boolean meansOnly)
            throws IOException {
        out.writeNumberField("bucketMillis", bucketMillis);
        out.writeStringField("source", CoreJson.wireName(found.source()));
        out.writeArrayFieldStart("points");
        for (Bucket bucket : found.buckets()) {
            out.writeStartObject();
            out.writeNumberField("t", bucket.startMillis());
            out.writeNumberField("count", bucket.count());
            if (!meansOnly) {
                out.writeNumberField("min", bucket.min());
            }
            out.writeNumberField("mean", bucket.mean());
            if (!meansOnly) {
                out.writeNumberField("max", bucket.max());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** How one device's series is written down. */
    private record Shape(Device device, Metric metric, boolean csv) {
        private void start(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("device", device.id().value());
            out.writeStringField("metric", metric.name());
            out.writeStringField("unit", metric.unit());
        }

        Answer points(List<Point> points) {
            if (csv) {
                StringBuilder lines = new StringBuilder("t,value\r\n");
                for (Point point : points) {
                    lines.append(point.eventMillis()).append(',');
                    if (metric.isBoolean()) {
                        lines.append(point.value() != 0);
                    } else {
                        lines.append(point.value());
                    }
                    lines.append("\r\n");
                }
                return file(lines);
            }
            return Answer.json(out -> {
                start(out);
                out.writeArrayFieldStart("points");
                for (Point point : points) {
                    out.writeStartObject();
                    out.writeNumberField("t", point.eventMillis());
                    CoreJson.value(out, metric, point.value());
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeEndObject();
            });
        }

        Answer buckets(Aggregates found, long bucketMillis, boolean meansOnly) {
            if (csv) {
                StringBuilder lines = new StringBuilder("t,count,min,mean,max\r\n");
                for (Bucket bucket : found.buckets()) {
                    lines.append(bucket.startMillis())
                            .append(',')
                            .append(bucket.count())
                            .append(',')
                            .append(bucket.min())
                            .append(',')
                            .append(bucket.mean())
                            .append(',')
                            .append(bucket.max())
                            .append("\r\n");
                }
                return file(lines);
            }
            return Answer.json(out -> {
                start(out);
                writeBuckets(out, found, bucketMillis, meansOnly);
                out.writeEndObject();
            });
        }

        private Answer file(StringBuilder lines) {
            return Answer.of(200, "text/csv; charset=utf-8", lines.toString().getBytes(StandardCharsets.UTF_8))
                    .with(
                            "Content-Disposition",
                            "attachment; filename=\"" + device.id().value() + "-" + metric.name() + ".csv\"");
        }
    }
}
