package io.geshao.ingest.store;

import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Writes down what gateways report: their newest word per hour, lane and spool. One thread. */
final class GatewayReports {
    private final DataSource database;

    GatewayReports(DataSource database) {
        this.database = database;
    }

    /** Stores a report, whole or not at all. One that is older than what is known changes nothing. */
    void store(GatewayReport report, long nowMillis) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (LaneCount count : report.lanes()) {
                    LaneKey lane = new LaneKey(
                            Text.storable(report.gateway()),
                            Text.storable(report.spool()),
                            count.lane().wireName());
                    if (lane(connection, lane, count.through(), report.atMillis(), nowMillis)) {
                        hours(connection, lane, count, nowMillis);
                    }
                }
                figures(connection, Text.storable(report.gateway()), report.figures(), nowMillis);
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Whether the report is news for the lane. */
    private static boolean lane(Connection connection, LaneKey lane, long through, long atMillis, long nowMillis)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into telemetry.gateway_lane as l"
                + " (gateway, spool, lane, through, reported_ms, heard_ms) values (?, ?, ?, ?, ?, ?)"
                + " on conflict (gateway, spool, lane) do update set through = excluded.through,"
                + " reported_ms = excluded.reported_ms, heard_ms = excluded.heard_ms"
                // A gateway's clock may be set back: what it knows as delivered only grows.
                + " where (excluded.through, excluded.reported_ms) >= (l.through, l.reported_ms)")) {
            bind(upsert, lane);
            upsert.setLong(4, through);
            upsert.setLong(5, atMillis);
            upsert.setLong(6, nowMillis);
            return upsert.executeUpdate() > 0;
        }
    }

    private static void hours(Connection connection, LaneKey lane, LaneCount count, long nowMillis)
            throws SQLException {
        if (count.hours().isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("insert into telemetry.gateway_report as r"
                + " (gateway, spool, lane, hour_ms, acknowledged, duplicates, in_flight, given_up, changed_ms)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (gateway, spool, lane, hour_ms) do update set acknowledged = excluded.acknowledged,"
                + " duplicates = excluded.duplicates, in_flight = excluded.in_flight, given_up = excluded.given_up,"
                + " changed_ms = excluded.changed_ms where (r.acknowledged, r.duplicates, r.in_flight, r.given_up)"
                + " <> (excluded.acknowledged, excluded.duplicates, excluded.in_flight, excluded.given_up)")) {
            for (HourCount hour : count.hours()) {
                bind(upsert, lane);
                upsert.setLong(4, hour.hourMillis());
                upsert.setLong(5, hour.acknowledged());
                upsert.setLong(6, hour.duplicates());
                upsert.setLong(7, hour.inFlight());
                upsert.setLong(8, hour.givenUp());
                upsert.setLong(9, nowMillis);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void figures(Connection connection, String gateway, Map<String, Long> figures, long nowMillis)
            throws SQLException {
        if (figures.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("insert into telemetry.gateway_figure"
                + " (gateway, name, value, heard_ms) values (?, ?, ?, ?) on conflict (gateway, name)"
                + " do update set value = excluded.value, heard_ms = excluded.heard_ms")) {
            // In one order, so that two processes never wait for each other.
            for (Map.Entry<String, Long> figure : new TreeMap<>(figures).entrySet()) {
                upsert.setString(1, gateway);
                upsert.setString(2, Text.storable(figure.getKey()));
                upsert.setLong(3, figure.getValue());
                upsert.setLong(4, nowMillis);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, LaneKey lane) throws SQLException {
        statement.setString(1, lane.gateway());
        statement.setString(2, lane.spool());
        statement.setString(3, lane.lane());
    }
}
