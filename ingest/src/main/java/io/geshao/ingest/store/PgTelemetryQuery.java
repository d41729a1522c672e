package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the tables. All SQL is common to both flavours: buckets are plain arithmetic on milliseconds, so they are
 * the same everywhere and in every time zone.
 */
final class PgTelemetryQuery implements TelemetryQuery {
    private static final int MAX_SAMPLES = 100_000;
    private static final int MAX_BUCKETS = 20_000;
    private static final int MAX_REJECTIONS = 1_000;
    private static final int RAW_BYTES_SHOWN = 512;
    private static final int LEAST_BUCKET_MILLIS = 1_000;

    private final Reader reader;
    private final Names names;

    PgTelemetryQuery(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    @Override
    public Map<String, Sample> latest(DeviceId device) {
        return reader.read(Reader.QUERY, connection -> {
            Map<String, Sample> samples = new TreeMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select value, event_ms, lag_ms, sequence, flags, metric from telemetry.device_state"
                            + " where device = (select id from telemetry.device_dim where name = ?)")) {
                select.setString(1, device.value());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        samples.put(names.metric(connection, rows.getInt(6)).name(), sample(rows));
                    }
                }
            }
            return samples;
        });
    }

    private static Sample sample(ResultSet row) throws SQLException {
        long event = row.getLong(2);
        return new Sample(row.getDouble(1), event, event + row.getLong(3), row.getLong(4), row.getInt(5));
    }

    @Override
    public Map<DeviceId, Long> lastHeard() {
        return reader.read(Reader.QUERY, connection -> {
            Map<DeviceId, Long> heard = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("select device, heard_ms from telemetry.device_heard")) {
                select.setFetchSize(10_000);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        heard.put(names.device(connection, rows.getInt(1)), rows.getLong(2));
                    }
                }
            }
            return heard;
        });
    }

    private static final String OF_ONE = " from telemetry.reading"
            + " where device = (select id from telemetry.device_dim where name = ?)"
            + " and metric = (select id from telemetry.metric_dim where name = ?)"
            + " and event_ms >= ? and event_ms < ?";

    private static int bindOne(PreparedStatement select, int at, DeviceId device, Metric metric, long from, long to)
            throws SQLException {
        select.setString(at, device.value());
        select.setString(at + 1, metric.name());
        select.setLong(at + 2, from);
        select.setLong(at + 3, to);
        return at + 4;
    }

    @Override
    public List<Sample> series(DeviceId device, Metric metric, long fromMillis, long toMillis, int limit) {
        return reader.read(Reader.QUERY, connection -> {
            List<Sample> samples = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("select value, event_ms, lag_ms, sequence, flags" + OF_ONE
                            + " order by event_ms, sequence limit ?")) {
                int at = bindOne(select, 1, device, metric, fromMillis, toMillis);
                select.setInt(at, bounded(limit, MAX_SAMPLES));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        samples.add(sample(rows));
                    }
                }
            }
            return samples;
        });
    }

    private static int bounded(int limit, int max) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return Math.min(limit, max);
    }

    /** Buckets start at {@code fromMillis}; more than {@value #MAX_BUCKETS} are refused. */
    @Override
    public List<Bucket> buckets(DeviceId device, Metric metric, long fromMillis, long toMillis, long bucketMillis) {
        if (bucketMillis < LEAST_BUCKET_MILLIS) {
            throw new IllegalArgumentException("bucket of " + bucketMillis + " ms");
        }
        if (((double) toMillis - (double) fromMillis) / bucketMillis > MAX_BUCKETS) {
            throw new IllegalArgumentException("more than " + MAX_BUCKETS + " buckets");
        }
        return reader.read(Reader.QUERY, connection -> {
            List<Bucket> buckets = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select (event_ms - ?) / ? as bucket, count(*), min(value), max(value), avg(value)" + OF_ONE
                            + " group by bucket order by bucket")) {
                select.setLong(1, fromMillis);
                select.setLong(2, bucketMillis);
                bindOne(select, 3, device, metric, fromMillis, toMillis);
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
        });
    }

    @Override
    public List<RejectionRow> rejections(@Nullable Long beforeNumber, int limit) {
        return reader.read(Reader.QUERY, connection -> {
            List<RejectionRow> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select number, gateway, reason, device, metric, source, detail, received_ms, substring(raw for "
                            + RAW_BYTES_SHOWN + ") from telemetry.rejection where number < ? order by number desc"
                            + " limit ?")) {
                select.setLong(1, beforeNumber == null ? Long.MAX_VALUE : beforeNumber);
                select.setInt(2, bounded(limit, MAX_REJECTIONS));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(rejection(rows));
                    }
                }
            }
            return found;
        });
    }

    private static RejectionRow rejection(ResultSet row) throws SQLException {
        return new RejectionRow(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                HexFormat.of().formatHex(row.getBytes(9)));
    }

    @Override
    public Totals totals() {
        return reader.read(Reader.QUERY, PgTelemetryQuery::totals);
    }

    private static Totals totals(Connection connection) throws SQLException {
        long stored = 0;
        long duplicates = 0;
        Map<String, Long> rejected = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("select name, total from telemetry.tally");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                switch (name) {
                    case "stored" -> stored = rows.getLong(2);
                    case "duplicates" -> duplicates = rows.getLong(2);
                    default -> rejected.put(name.substring("rejected:".length()), rows.getLong(2));
                }
            }
        }
        return new Totals(stored, duplicates, rejected);
    }
}
