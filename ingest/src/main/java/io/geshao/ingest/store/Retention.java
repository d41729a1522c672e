package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what is older than it is kept for, never before its roll-ups are written: readings by whole partitions or
 * chunks, the rest by rows. One thread.
 */
final class Retention {
    private static final long DAY = 86_400_000;
    private static final int ROWS_AT_ONCE = 20_000;

    private final Keeping keeping;
    /** Who writes the roll-ups and drops chunks. */
    private final RollUpKind kind;

    Retention(Keeping keeping, RollUpKind kind) {
        this.keeping = keeping;
        this.kind = kind;
    }

    void run(Connection connection, long nowMillis) throws SQLException {
        long rawFrom = from(nowMillis, keeping.rawDays());
        switch (kind) {
            case DATABASE -> {}
            case DATABASE_ON_REQUEST -> {
                execute(connection, "select drop_chunks('telemetry.reading', older_than => bigint '" + rawFrom + "')");
                execute(
                        connection,
                        "select drop_chunks('telemetry.reading_hourly', older_than => bigint '"
                                + from(nowMillis, keeping.hourlyDays()) + "')");
            }
            case JOB_OVER_CHUNKS ->
                execute(connection, "select drop_chunks('telemetry.reading', older_than => bigint '" + rawFrom + "')");
            case JOB_OVER_PARTITIONS -> {
                dropPartitions(connection, rawFrom, nowMillis);
                deleteWhile(
                        connection,
                        "delete from telemetry.reading_rest where ctid = any (array(select ctid from"
                                + " telemetry.reading_rest where event_ms < ? and batch_no <= (select min(position) from"
                                + " telemetry.rollup_state) limit " + ROWS_AT_ONCE + "))",
                        rawFrom);
            }
        }
        if (kind.byJob()) {
            rows(connection, "reading_hourly", "bucket_ms", from(nowMillis, keeping.hourlyDays()));
        }
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

    private static void dropPartitions(Connection connection, long before, long nowMillis) throws SQLException {
        for (String partition : partitionsBefore(connection, before)) {
            connection.setAutoCommit(false);
            try {
                execute(connection, "set local lock_timeout = '2s'");
                execute(connection, "lock table telemetry.reading in access exclusive mode");
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

    private static List<String> partitionsBefore(Connection connection, long before) throws SQLException {
        List<String> old = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select c.relname from pg_inherits i join pg_class c on"
                        + " c.oid = i.inhrelid where i.inhparent = 'telemetry.reading'::regclass order by 1")) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (name.startsWith("reading_") && name.length() == 16) {
                    long day = LocalDate.parse(name.substring(8), DateTimeFormatter.BASIC_ISO_DATE)
                            .toEpochDay();
                    if ((day + 1) * DAY <= before) {
                        old.add(name);
                    }
                }
            }
        }
        return old;
    }
}
