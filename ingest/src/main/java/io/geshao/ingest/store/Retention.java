package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Removes what is older than it is kept for, never before its roll-ups are written: readings by whole partitions or
 * chunks, the rest by rows. One thread.
 */
final class Retention {
    private static final long DAY = 86_400_000;
    private static final int ROWS_AT_ONCE = 20_000;

    private final Keeping keeping;
    private final Flavour flavour;

    Retention(Keeping keeping, Flavour flavour) {
        this.keeping = keeping;
        this.flavour = flavour;
    }

    void run(Connection connection, long nowMillis) throws SQLException {
        long rawFrom = from(nowMillis, keeping.rawDays());
        for (String table : List.of("reading", "message")) {
            if (flavour == Flavour.TIMESCALE) {
                execute(
                        connection,
                        "select drop_chunks('telemetry." + table + "', older_than => bigint '" + rawFrom + "')");
            } else {
                dropPartitions(connection, table, rawFrom, nowMillis);
            }
        }
        if (flavour == Flavour.PLAIN) {
            deleteWhile(
                    connection,
                    "delete from telemetry.reading_rest where ctid = any (array(select ctid from"
                            + " telemetry.reading_rest where event_ms < ? and batch_no <= (select min(position) from"
                            + " telemetry.rollup_state) limit " + ROWS_AT_ONCE + "))",
                    rawFrom);
        }
        rows(connection, "reading_hourly", "bucket_ms", from(nowMillis, keeping.hourlyDays()));
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into telemetry.retained as r (name, from_ms) values ('raw', ?) on conflict (name) do update"
                        + " set from_ms = greatest(r.from_ms, excluded.from_ms)")) {
            upsert.setLong(1, rawFrom);
            upsert.executeUpdate();
        }
        rows(connection, "batch", "committed_ms", rawFrom);
        rows(connection, "rejection", "received_ms", from(nowMillis, keeping.rejectionDays()));
        long ledgerFrom = from(nowMillis, keeping.ledgerDays());
        for (String table : List.of("ledger", "gateway_report", "ledger_audit")) {
            rows(connection, table, "hour_ms", ledgerFrom);
        }
        rows(connection, "gap", "to_ms", ledgerFrom);
    }

    private static long from(long nowMillis, int days) {
        return (Math.floorDiv(nowMillis, DAY) - days) * DAY;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void rows(Connection connection, String table, String column, long before) throws SQLException {
        deleteWhile(
                connection,
                "delete from telemetry." + table + " where ctid = any (array(select ctid from telemetry." + table
                        + " where " + column + " < ? limit " + ROWS_AT_ONCE + "))",
                before);
    }

    private static void deleteWhile(Connection connection, String sql, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, before);
            while (delete.executeUpdate() == ROWS_AT_ONCE) {
                // the next piece
            }
        }
    }

    private static void dropPartitions(Connection connection, String table, long before, long nowMillis)
            throws SQLException {
        for (DayPartitions.Partition partition : DayPartitions.of(connection, table)) {
            if ((partition.day() + 1) * DAY <= before) {
                dropPartition(connection, table, partition.name(), nowMillis);
            }
        }
    }

    private static void dropPartition(Connection connection, String table, String partition, long nowMillis)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(connection, "set local lock_timeout = '2s'");
            execute(connection, "lock table telemetry." + table + " in access exclusive mode");
            RollUps.oneSnapshot(connection);
            // What came since the last run; nobody can add to it any more.
            while (RollUps.step(connection, nowMillis)) {
                // the next page
            }
            execute(connection, "drop table telemetry." + partition);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
