package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Aggregates;
import io.geshao.core.port.TelemetryQuery.Aggregates.Source;
import io.geshao.core.port.TelemetryQuery.Bucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Count, minimum, mean and maximum over buckets. All SQL is common to both flavours: buckets are plain arithmetic on
 * milliseconds, so they are the same everywhere and in every time zone. Any thread.
 */
final class AggregateQueries {
    private static final int MAX_BUCKETS = 20_000;
    private static final int LEAST_BUCKET_MILLIS = 1_000;

    private final Reader reader;
    private final Names names;

    AggregateQueries(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    /** Buckets start at {@code fromMillis}; more than {@value #MAX_BUCKETS} are refused. */
    Aggregates aggregate(
            Collection<DeviceId> devices, Metric metric, long fromMillis, long toMillis, long bucketMillis) {
        if (bucketMillis < LEAST_BUCKET_MILLIS) {
            throw new IllegalArgumentException("bucket of " + bucketMillis + " ms");
        }
        if (((double) toMillis - (double) fromMillis) / bucketMillis > MAX_BUCKETS) {
            throw new IllegalArgumentException("more than " + MAX_BUCKETS + " buckets");
        }
        if (devices.size() > TelemetryQuery.MAX_DEVICES) {
            throw new IllegalArgumentException("more than " + TelemetryQuery.MAX_DEVICES + " devices");
        }
        return reader.read(Reader.QUERY, connection -> {
            List<Integer> ids = names.deviceIds(connection, devices);
            Integer metricId = names.metricId(connection, metric);
            if (ids.isEmpty() || metricId == null) {
                return new Aggregates(Source.RAW, List.of());
            }
            return new Aggregates(Source.RAW, raw(connection, ids, metricId, fromMillis, toMillis, bucketMillis));
        });
    }

    private static List<Bucket> raw(
            Connection connection, List<Integer> devices, int metric, long fromMillis, long toMillis, long bucketMillis)
            throws SQLException {
        List<Bucket> buckets = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select (event_ms - ?) / ? as bucket, count(*), min(value), max(value), avg(value)"
                        + " from telemetry.reading where device = any(?) and metric = ? and event_ms >= ?"
                        + " and event_ms < ? group by bucket order by bucket")) {
            select.setLong(1, fromMillis);
            select.setLong(2, bucketMillis);
            select.setArray(3, connection.createArrayOf("integer", devices.toArray()));
            select.setInt(4, metric);
            select.setLong(5, fromMillis);
            select.setLong(6, toMillis);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    buckets.add(new Bucket(
                            fromMillis + rows.getLong(1) * bucketMillis,
                            rows.getLong(2),
                            rows.getDouble(3),
                            rows.getDouble(5),
                            rows.getDouble(4)));
                }
            }
        }
        return buckets;
    }
}
