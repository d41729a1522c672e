package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Keeps the hourly and daily tables where the database does not do it itself. An hour is counted whole once it is over; a
 * reading that comes after that is added to its hour and day, found by the batches since the last run. Position and
 * figures change in one transaction, so each reading counts once, whatever breaks off in between. One thread.
 */
final class RollUps {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 86_400_000;
    /** An hour is closed when it is over for this long; what comes later is late. */
    private static final long GRACE_MILLIS = 120_000;
    /** Batches looked through in one transaction. */
    private static final long PAGE = 5_000;

    private static final String UPSERT = "insert into telemetry.%s as h"
            + " (device, metric, bucket_ms, count, min, max, sum, last_value, last_ms) %s"
            + " on conflict (device, metric, bucket_ms) do update set count = h.count + excluded.count,"
            + " min = least(h.min, excluded.min), max = greatest(h.max, excluded.max), sum = h.sum + excluded.sum,"
            + " last_value = case when excluded.last_ms >= h.last_ms then excluded.last_value else h.last_value end,"
            + " last_ms = greatest(h.last_ms, excluded.last_ms)";
    /** Floors to the bucket, also before 1970. Arguments: width three times. */
    private static final String FROM_READINGS =
            "select device, metric, event_ms - mod(mod(event_ms, %1$d) + %1$d, %1$d), count(*), min(value),"
                    + " max(value), sum(value), (array_agg(value order by event_ms desc, sequence desc))[1], max(event_ms)"
                    + " from telemetry.stored_reading";

    private static final String LATE = " where batch_no > ? and batch_no <= ? and event_ms < ?"
            + " and event_ms >= (select min(event_from_ms) from telemetry.batch where number > ? and number <= ?)"
            + " group by 1, 2, 3";
    private static final String WHOLE = " where event_ms >= ? and event_ms < ? group by 1, 2, 3";
    private static final String FROM_HOURS =
            "select device, metric, bucket_ms - mod(mod(bucket_ms, 86400000) + 86400000,"
                    + " 86400000), sum(count), min(min), max(max), sum(sum),"
                    + " (array_agg(last_value order by last_ms desc))[1], max(last_ms) from telemetry.reading_hourly"
                    + " where bucket_ms >= ? and bucket_ms < ? group by 1, 2, 3";

    private RollUps() {}

    /** Up to where the tables are complete, and which batches are in them. */
    private record State(long hours, long days, long position) {}

    /** Brings the tables up to date. */
    static void run(Connection connection, long nowMillis) throws SQLException {
        connection.setAutoCommit(false);
        try {
            boolean more = true;
            while (more) {
                oneSnapshot(connection);
                more = step(connection, nowMillis);
                connection.commit();
            }
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** What a step reads must be one state of the tables. First in a transaction. */
    static void oneSnapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read");
        }
    }

    /**
     * One page of late readings, and with the last one the hours that are over. In the caller's transaction.
     *
     * @return whether there is more
     */
    static boolean step(Connection connection, long nowMillis) throws SQLException {
        State state = state(connection, nowMillis);
        long head = Lineage.head(connection);
        long to = Math.min(head, state.position() + PAGE);
        late(connection, "reading_hourly", HOUR, state.position(), to, state.hours());
        late(connection, "reading_daily", DAY, state.position(), to, state.days());
        long hours = state.hours();
        long days = state.days();
        if (to == head) {
            hours = Math.max(hours, Math.floorDiv(nowMillis - GRACE_MILLIS, HOUR) * HOUR);
            days = Math.max(days, Math.floorDiv(hours, DAY) * DAY);
            whole(connection, "reading_hourly", FROM_READINGS.formatted(HOUR) + WHOLE, state.hours(), hours);
            whole(connection, "reading_daily", FROM_HOURS, state.days(), days);
        }
        remember(connection, "hourly", hours, to);
        remember(connection, "daily", days, to);
        return to < head;
    }

    private static void late(Connection connection, String table, long width, long from, long to, long before)
            throws SQLException {
        if (from >= to) {
            return;
        }
        try (PreparedStatement upsert =
                connection.prepareStatement(UPSERT.formatted(table, FROM_READINGS.formatted(width) + LATE))) {
            upsert.setLong(1, from);
            upsert.setLong(2, to);
            upsert.setLong(3, before);
            upsert.setLong(4, from);
            upsert.setLong(5, to);
            upsert.executeUpdate();
        }
    }

    private static void whole(Connection connection, String table, String select, long from, long to)
            throws SQLException {
        if (from >= to) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT.formatted(table, select))) {
            upsert.setLong(1, from);
            upsert.setLong(2, to);
            upsert.executeUpdate();
        }
    }

    private static State state(Connection connection, long nowMillis) throws SQLException {
        long hours = Math.floorDiv(nowMillis - GRACE_MILLIS, HOUR) * HOUR;
        long days = Math.floorDiv(hours, DAY) * DAY;
        long position = 0;
        try (PreparedStatement select = connection.prepareStatement(
                        "select name, complete_before_ms, position from telemetry.rollup_state");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (rows.getString(1).equals("hourly")) {
                    hours = rows.getLong(2);
                } else {
                    days = rows.getLong(2);
                }
                position = rows.getLong(3);
            }
        }
        return new State(hours, days, position);
    }

    private static void remember(Connection connection, String name, long completeBefore, long position)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into telemetry.rollup_state"
                + " (name, complete_before_ms, position) values (?, ?, ?) on conflict (name) do update"
                + " set complete_before_ms = excluded.complete_before_ms, position = excluded.position")) {
            upsert.setString(1, name);
            upsert.setLong(2, completeBefore);
            upsert.setLong(3, position);
            upsert.executeUpdate();
        }
    }
}
