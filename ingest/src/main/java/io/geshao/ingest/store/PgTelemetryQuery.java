package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers from the tables; each subject has a class of its own. */
final class PgTelemetryQuery implements TelemetryQuery {
    private final Reader reader;
    private final Names names;
    private final LatestQueries latest;
    private final SeriesQueries series;
    private final AggregateQueries aggregates;
    private final HistoryQueries history;
    private final RejectionQueries rejections;

    PgTelemetryQuery(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
        latest = new LatestQueries(reader, names);
        series = new SeriesQueries(reader, names);
        aggregates = new AggregateQueries(reader, names);
        history = new HistoryQueries(reader, names);
        rejections = new RejectionQueries(reader);
    }

    @Override
    public TelemetryQuery forCaller(Caller caller) {
        return new PgTelemetryQuery(reader.forCaller(caller), names);
    }

    @Override
    public Map<DeviceId, Map<String, Sample>> latest(Collection<DeviceId> devices) {
        return latest.latest(devices);
    }

    @Override
    public Map<DeviceId, Long> lastHeard() {
        return latest.lastHeard();
    }

    @Override
    public List<Sample> series(DeviceId device, Metric metric, long fromMillis, long toMillis, int limit) {
        return series.series(device, metric, fromMillis, toMillis, limit);
    }

    @Override
    public List<Point> outline(DeviceId device, Metric metric, long fromMillis, long toMillis, int points) {
        return series.outline(device, metric, fromMillis, toMillis, points);
    }

    @Override
    public Aggregates aggregate(
            Collection<DeviceId> devices, Metric metric, long fromMillis, long toMillis, long bucketMillis) {
        return aggregates.aggregate(devices, metric, fromMillis, toMillis, bucketMillis);
    }

    @Override
    public List<Change> changes(DeviceId device, long fromMillis, long toMillis, @Nullable Change after, int limit) {
        return history.changes(device, fromMillis, toMillis, after, limit);
    }

    @Override
    public List<Silence> silences(DeviceId device, long fromMillis, long toMillis, long longestMillis, int limit) {
        return history.silences(device, fromMillis, toMillis, longestMillis, limit);
    }

    @Override
    public List<RejectionRow> rejections(RejectionFilter filter, @Nullable Long beforeNumber, int limit) {
        return rejections.rejections(filter, beforeNumber, limit);
    }

    @Override
    public List<GapRow> gaps(@Nullable String gateway, @Nullable Long beforeNumber, int limit) {
        return rejections.gaps(gateway, beforeNumber, limit);
    }

    @Override
    public List<GatewayState> gateways() {
        return latest.gateways();
    }

    @Override
    public Totals totals() {
        return rejections.totals();
    }
}
