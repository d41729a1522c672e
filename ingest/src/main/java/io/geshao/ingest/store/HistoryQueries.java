package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery.Change;
import io.geshao.core.port.TelemetryQuery.Silence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a device's state was: when its boolean metrics changed, and when it was not heard. Any thread. */
final class HistoryQueries {
    private static final int MAX_ROWS = 5_000;
    private static final int FETCH_ROWS = 5_000;
    private static final long[] SPANS_MILLIS = {86_400_000L, 8 * 86_400_000L, 64 * 86_400_000L};

    private final Reader reader;
    private final Names names;

    HistoryQueries(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    /** The device's metrics by number, as far as it has ever sent them. */
    private Map<Integer, Metric> metrics(Connection connection, int device) throws SQLException {
        Map<Integer, Metric> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select metric from telemetry.device_state where device = ?")) {
            select.setInt(1, device);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getInt(1), names.metric(connection, rows.getInt(1)));
                }
            }
        }
        return found;
    }

    List<Change> changes(DeviceId device, long fromMillis, long toMillis, @Nullable Change after, int limit) {
        int most = SeriesQueries.bounded(limit, MAX_ROWS);
        return reader.read(Reader.QUERY, connection -> {
            List<Integer> ids = names.deviceIds(connection, List.of(device));
            if (ids.isEmpty()) {
                return List.of();
            }
            Map<Integer, Metric> booleans = metrics(connection, ids.get(0));
            booleans.values().removeIf(metric -> !metric.isBoolean());
            long start = after == null ? fromMillis : Math.max(fromMillis, after.eventMillis());
            Map<Integer, Boolean> state = new HashMap<>();
            for (Integer metric : booleans.keySet()) {
                Last last = lastBefore(connection, ids.get(0), metric, start);
                if (last != null) {
                    state.put(metric, last.value != 0);
                }
            }
            return changes(connection, ids.get(0), booleans, state, new Range(start, toMillis, after), most);
        });
    }

    private record Range(
            long fromMillis, long toMillis, @Nullable Change after) {
        /** Whether a change was on the page before; times, then sequences, then names, as the rows come. */
        boolean isBehind(Change change) {
            if (after == null || change.eventMillis() != after.eventMillis()) {
                return after == null || change.eventMillis() > after.eventMillis();
            }
            return change.sequence() != after.sequence()
                    ? change.sequence() > after.sequence()
                    : change.metric().compareTo(after.metric()) > 0;
        }
    }

    private static List<Change> changes(
            Connection connection,
            int device,
            Map<Integer, Metric> booleans,
            Map<Integer, Boolean> state,
            Range range,
            int limit)
            throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select r.event_ms, r.sequence, r.metric, r.value from telemetry.stored_reading r"
                        + " join telemetry.metric_dim m on m.id = r.metric where r.device = ? and r.metric = any(?)"
                        + " and r.event_ms >= ? and r.event_ms < ?"
                        + " order by r.event_ms, r.sequence, m.name collate \"C\"")) {
            select.setInt(1, device);
            select.setArray(
                    2, connection.createArrayOf("integer", booleans.keySet().toArray()));
            select.setLong(3, range.fromMillis);
            select.setLong(4, range.toMillis);
            select.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = select.executeQuery()) {
                while (changes.size() < limit && rows.next()) {
                    int metric = rows.getInt(3);
                    boolean value = rows.getDouble(4) != 0;
                    Boolean before = state.put(metric, value);
                    Metric name = booleans.get(metric);
                    if (name == null || (before != null && before == value)) {
                        continue;
                    }
                    Change change = new Change(rows.getLong(1), rows.getLong(2), name.name(), value);
                    if (range.isBehind(change)) {
                        changes.add(change);
                    }
                }
            }
        }
        return changes;
    }

    private record Last(double value, long receivedMillis) {}

    /** Looks in the day before first, where it nearly always is: an open range would read all that is kept. */
    private static @Nullable Last lastBefore(Connection connection, int device, int metric, long beforeMillis)
            throws SQLException {
        long to = beforeMillis;
        for (long span : SPANS_MILLIS) {
            long from = beforeMillis < Long.MIN_VALUE + span ? Long.MIN_VALUE : beforeMillis - span;
            Last last = lastWithin(connection, device, metric, from, to);
            if (last != null || from == Long.MIN_VALUE) {
                return last;
            }
            to = from;
        }
        return lastWithin(connection, device, metric, Long.MIN_VALUE, to);
    }

    private static @Nullable Last lastWithin(
            Connection connection, int device, int metric, long fromMillis, long toMillis) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select value, event_ms + lag_ms from telemetry.stored_reading where device = ?"
                        + " and metric = ? and event_ms >= ? and event_ms < ?"
                        + " order by event_ms desc, sequence desc limit 1")) {
            select.setInt(1, device);
            select.setInt(2, metric);
            select.setLong(3, fromMillis);
            select.setLong(4, toMillis);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? new Last(rows.getDouble(1), rows.getLong(2)) : null;
            }
        }
    }

    List<Silence> silences(DeviceId device, long fromMillis, long toMillis, long longestMillis, int limit) {
        int most = SeriesQueries.bounded(limit, MAX_ROWS);
        return reader.read(Reader.QUERY, connection -> {
            List<Integer> ids = names.deviceIds(connection, List.of(device));
            if (ids.isEmpty()) {
                return List.of();
            }
            Long heardBefore = null;
            for (Integer metric : metrics(connection, ids.get(0)).keySet()) {
                Last last = lastBefore(connection, ids.get(0), metric, fromMillis);
                if (last != null) {
                    heardBefore = Math.max(heardBefore == null ? Long.MIN_VALUE : heardBefore, last.receivedMillis);
                }
            }
            return silences(
                    connection, ids.get(0), new Range(fromMillis, toMillis, null), heardBefore, longestMillis, most);
        });
    }

    /** A device that lies about its time by more than a century does not make the sum overflow. */
    private static final String RECEIVED =
            "select event_ms + lag_ms as at from telemetry.stored_reading where device = ? and event_ms >= ?"
                    + " and event_ms < ? and lag_ms between -4102444800000 and 4102444800000";

    private static List<Silence> silences(
            Connection connection, int device, Range range, @Nullable Long heardBefore, long longestMillis, int limit)
            throws SQLException {
        List<Silence> silences = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select before, at from (select at, lag(at)"
                + " over (order by at) as before from (" + RECEIVED
                + " union all select ?::bigint where ?::bigint is not null) heard) gaps"
                + " where at - before > ? order by at limit ?")) {
            select.setInt(1, device);
            select.setLong(2, range.fromMillis);
            select.setLong(3, range.toMillis);
            select.setObject(4, heardBefore, Types.BIGINT);
            select.setObject(5, heardBefore, Types.BIGINT);
            select.setLong(6, longestMillis);
            select.setInt(7, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    silences.add(new Silence(rows.getLong(1), rows.getLong(2)));
                }
            }
        }
        return silences;
    }
}
