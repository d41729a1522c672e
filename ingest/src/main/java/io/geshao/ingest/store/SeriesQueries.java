package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery.Point;
import io.geshao.core.port.TelemetryQuery.Sample;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** The values of one device and metric over time. Any thread. */
final class SeriesQueries {
    static final int MAX_SAMPLES = 100_000;
    private static final int MAX_POINTS = 5_000;
    /** So many samples are shown exactly as LTTB shows them; four per point are enough to choose from. */
    private static final int CELLS = 4 * MAX_POINTS;

    private static final int FETCH_ROWS = 10_000;
    private static final String OF_ONE =
            " from telemetry.stored_reading where device = ? and metric = ? and event_ms >= ? and event_ms < ?";

    private final Reader reader;
    private final Names names;

    SeriesQueries(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    List<Sample> series(DeviceId device, Metric metric, long fromMillis, long toMillis, int limit) {
        List<Sample> samples = new ArrayList<>();
        read(
                "select value, event_ms, lag_ms, sequence, flags" + OF_ONE + " order by event_ms, sequence limit "
                        + bounded(limit, MAX_SAMPLES),
                device,
                metric,
                fromMillis,
                toMillis,
                row -> samples.add(LatestQueries.sample(row)));
        return samples;
    }

    List<Point> outline(DeviceId device, Metric metric, long fromMillis, long toMillis, int points) {
        if (points < 3 || points > MAX_POINTS) {
            throw new IllegalArgumentException(points + " points");
        }
        ExtremesFold fold = new ExtremesFold(CELLS);
        read(
                "select value, event_ms" + OF_ONE + " order by event_ms, sequence",
                device,
                metric,
                fromMillis,
                toMillis,
                row -> fold.add(row.getLong(2), row.getDouble(1)));
        return Lttb.reduce(fold.points(), points);
    }

    /** What becomes of a row. */
    @FunctionalInterface
    private interface Taker {
        void take(ResultSet row) throws java.sql.SQLException;
    }

    private void read(String sql, DeviceId device, Metric metric, long fromMillis, long toMillis, Taker taker) {
        reader.read(Reader.QUERY, connection -> {
            List<Integer> ids = names.deviceIds(connection, List.of(device));
            Integer metricId = names.metricId(connection, metric);
            if (ids.isEmpty() || metricId == null) {
                return false;
            }
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setInt(1, ids.get(0));
                select.setInt(2, metricId);
                select.setLong(3, fromMillis);
                select.setLong(4, toMillis);
                select.setFetchSize(FETCH_ROWS); // rows come in portions: no range is ever in memory as a whole
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        taker.take(rows);
                    }
                }
            }
            return true;
        });
    }

    static int bounded(int limit, int max) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return Math.min(limit, max);
    }
}
