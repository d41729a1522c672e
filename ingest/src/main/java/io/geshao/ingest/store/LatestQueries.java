package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.port.TelemetryQuery.GatewayState;
import io.geshao.core.port.TelemetryQuery.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Last values and last heard times. Any thread. */
final class LatestQueries {
    private static final int FETCH_ROWS = 10_000;

    private final Reader reader;
    private final Names names;

    LatestQueries(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    Map<DeviceId, Map<String, Sample>> latest(Collection<DeviceId> devices) {
        return reader.read(Reader.QUERY, connection -> {
            Map<DeviceId, Map<String, Sample>> found = new HashMap<>();
            List<Integer> ids = names.deviceIds(connection, devices);
            if (ids.isEmpty()) {
                return found;
            }
            try (PreparedStatement select = connection.prepareStatement(
                    "select value, event_ms, lag_ms, sequence, flags, metric, device from telemetry.device_state"
                            + " where device = any(?)")) {
                select.setArray(1, connection.createArrayOf("integer", ids.toArray()));
                select.setFetchSize(FETCH_ROWS);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.computeIfAbsent(names.device(connection, rows.getInt(7)), id -> new TreeMap<>())
                                .put(names.metric(connection, rows.getInt(6)).name(), sample(rows));
                    }
                }
            }
            return found;
        });
    }

    /** From the columns value, event_ms, lag_ms, sequence, flags, in this order. */
    static Sample sample(ResultSet row) throws SQLException {
        long event = row.getLong(2);
        return new Sample(row.getDouble(1), event, event + row.getLong(3), row.getLong(4), row.getInt(5));
    }

    Map<DeviceId, Long> lastHeard() {
        return reader.read(Reader.QUERY, this::lastHeard);
    }

    List<GatewayState> gateways() {
        return reader.read(Reader.QUERY, connection -> {
            Map<String, Long> heard = new TreeMap<>();
            Map<String, Map<String, Long>> inFlight = new HashMap<>();
            Map<String, Map<String, Long>> figures = new HashMap<>();
            each(
                    connection,
                    "select gateway, '', max(heard_ms) from telemetry.gateway_lane group by gateway",
                    row -> heard.merge(row.getString(1), row.getLong(3), Math::max));
            each(
                    connection,
                    "select gateway, '', max(heard_ms) from telemetry.gateway_figure group by gateway",
                    row -> heard.merge(row.getString(1), row.getLong(3), Math::max));
            each(
                    connection,
                    "select gateway, lane, sum(in_flight)::bigint from telemetry.gateway_report where in_flight <> 0"
                            + " group by gateway, lane",
                    row -> inFlight.computeIfAbsent(row.getString(1), name -> new HashMap<>())
                            .put(row.getString(2), row.getLong(3)));
            each(
                    connection,
                    "select gateway, name, value from telemetry.gateway_figure",
                    row -> figures.computeIfAbsent(row.getString(1), name -> new HashMap<>())
                            .put(row.getString(2), row.getLong(3)));
            return heard.entrySet().stream()
                    .map(entry -> new GatewayState(
                            entry.getKey(),
                            entry.getValue(),
                            inFlight.getOrDefault(entry.getKey(), Map.of()),
                            figures.getOrDefault(entry.getKey(), Map.of())))
                    .toList();
        });
    }

    /** What becomes of a row. */
    @FunctionalInterface
    private interface Taker {
        void take(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Taker taker) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                taker.take(rows);
            }
        }
    }

    private Map<DeviceId, Long> lastHeard(Connection connection) throws SQLException {
        Map<DeviceId, Long> heard = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select device, heard_ms from telemetry.device_heard")) {
            select.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    heard.put(names.device(connection, rows.getInt(1)), rows.getLong(2));
                }
            }
        }
        return heard;
    }
}
