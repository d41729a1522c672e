package io.geshao.ingest.store;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the readings of days that are over from the table the writer fills into {@code telemetry.message}: one row per
 * message instead of one per reading, values as whole numbers where that is exact, and into the columnstore where there
 * is one. A day moves in one transaction, so that every reading is in one place or the other at any moment; it is removed
 * only after what was written has been read back and is the same. Readings that come later for such a day wait in the
 * writer's table for the next run. One thread; never while another process is at it.
 *
 * <p>The writer is held up only at the end of a move, while what came meanwhile is moved and the day is dropped.
 */
public final class ClosedDays {
    private static final Logger LOG = LoggerFactory.getLogger(ClosedDays.class);
    private static final long DAY = DayPartitions.DAY_MILLIS;

    private static final String RANGE = " r.event_ms >= ? and r.event_ms < ? and r.batch_no > ? and r.batch_no <= ?";

    /**
     * In how many decimals a metric's values are kept: as few as hold all but one in fifty of those that are exact at all;
     * a metric that is not exact more often than not has no row.
     */
    private static final String SCALES = "insert into closed_scale (metric, decimals) select metric, min(decimals) from"
            + " (select metric, decimals, sum(n) over (partition by metric order by decimals) as upto,"
            + " sum(n) filter (where decimals is not null) over (partition by metric) as exact,"
            + " sum(n) over (partition by metric) as total from (select r.metric,"
            + " telemetry.decimals(r.value) as decimals, count(*) as n from telemetry.reading r where" + RANGE
            + " group by 1, 2) counts) sums where decimals is not null and exact * 2 > total"
            + " and upto >= 0.98 * exact group by metric";

    /** Readings that share all but metric, value and flags are a message; one with more than eight becomes several. */
    private static final String GROUP = "insert into closed_message with found as (select r.*, s.decimals as wanted,"
            + " row_number() over (partition by r.device, r.event_ms, r.sequence, r.batch_no, r.lag_ms, r.device_ms"
            + " order by r.metric) - 1 as at from telemetry.reading r left join closed_scale s on s.metric = r.metric"
            + " where" + RANGE + "), judged as (select *, case when telemetry.decimals(value) is not null"
            + " and round(value * power(10::float8, wanted)) / power(10::float8, wanted) = value then wanted else -1 end"
            + " as decimals from found) select device, event_ms, sequence, lag_ms, device_ms, batch_no,"
            + " array_agg(metric order by at), array_agg(flags order by at), array_agg(decimals order by at)::smallint[],"
            + " array_agg(case when decimals >= 0 then round(value * power(10::float8, decimals))::bigint end"
            + " order by at), array_agg(case when decimals < 0 then value end order by at) from judged"
            + " group by device, event_ms, sequence, lag_ms, device_ms, batch_no, at / 8";

    private static final String SHAPES = "with fresh as (insert into telemetry.message_shape (metrics, flags, decimals)"
            + " select distinct metrics, flags, decimals from closed_message c where not exists (select 1 from"
            + " telemetry.message_shape s where s.metrics = c.metrics and s.flags = c.flags and s.decimals = c.decimals)"
            + " returning id, metrics, flags, decimals) insert into telemetry.shape_metric"
            + " (shape, place, metric, flags, divisor) select id, place, metric, flag,"
            + " case when digits >= 0 then power(10::float8, digits) end from fresh,"
            + " unnest(metrics, flags, decimals) with ordinality as u (metric, flag, digits, place)";

    /** Sorted, so that a device's day lies together. */
    private static final String WRITE = "insert into telemetry.message select c.device, s.id, c.event_ms, c.sequence,"
            + " c.lag_ms, c.device_ms, c.batch_no, v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], d[1], d[2], d[3],"
            + " d[4], d[5], d[6], d[7], d[8] from closed_message c join telemetry.message_shape s on"
            + " s.metrics = c.metrics and s.flags = c.flags and s.decimals = c.decimals order by c.device, c.event_ms";

    private static final String DIGEST = "select count(*), coalesce(sum(hash_record_extended(row(r.device, r.metric,"
            + " r.event_ms, r.sequence, r.value, r.lag_ms, r.device_ms, r.flags, r.batch_no), 0)), 0) from %s r where"
            + RANGE;

    private final Connection connection;
    private final Flavour flavour;

    private ClosedDays(Connection connection, Flavour flavour) {
        this.connection = connection;
        this.flavour = flavour;
    }

    /**
     * Moves all days that end at or before a time, waiting while another process keeps the tables.
     *
     * @param beforeMillis while readings are written, no later than the start of yesterday: the writer takes younger ones
     *     for readings that have not been moved
     * @return how many readings were moved
     * @throws SQLException if a day could not be moved; it stays where it is
     */
    public static long move(DataSource database, long beforeMillis) throws SQLException {
        try (Connection connection = database.getConnection()) {
            execute(connection, "select pg_advisory_lock(" + Upkeep.LOCK + ")");
            try {
                return move(connection, Flavour.detect(connection), beforeMillis);
            } finally {
                execute(connection, "select pg_advisory_unlock(" + Upkeep.LOCK + ")");
            }
        }
    }

    /** The same over a connection in auto-commit mode whose session keeps the tables. */
    static long move(Connection connection, Flavour flavour, long beforeMillis) throws SQLException {
        return new ClosedDays(connection, flavour).run(beforeMillis);
    }

    /** Event times from start to before end, a table of their own or part of the default partition. */
    private record Day(long start, long end, String partition) {}

    private long run(long beforeMillis) throws SQLException {
        boolean columns = flavour == Flavour.TIMESCALE && hasColumnstore();
        if (columns) {
            // Left behind by a process that ended between a move and what follows it.
            execute(
                    connection,
                    "select compress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass, true)"
                            + " from timescaledb_information.chunks where hypertable_schema = 'telemetry'"
                            + " and hypertable_name = 'message' and not is_compressed");
        }
        long moved = 0;
        for (Day day : flavour == Flavour.TIMESCALE ? chunks(beforeMillis) : partitions(beforeMillis)) {
            moved += move(day);
            if (columns) {
                execute(
                        connection,
                        "select compress_chunk(c, true) from show_chunks('telemetry.message', older_than => bigint '"
                                + day.end + "', newer_than => bigint '" + day.start + "') c");
            }
        }
        return moved;
    }

    private boolean hasColumnstore() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select compression_enabled from"
                        + " timescaledb_information.hypertables where hypertable_schema = 'telemetry'"
                        + " and hypertable_name = 'message'")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private List<Day> chunks(long beforeMillis) throws SQLException {
        List<Day> days = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select range_start_integer, range_end_integer from"
                + " timescaledb_information.chunks where hypertable_schema = 'telemetry'"
                + " and hypertable_name = 'reading' and range_end_integer <= ? order by 1")) {
            select.setLong(1, beforeMillis);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    days.add(new Day(rows.getLong(1), rows.getLong(2), ""));
                }
            }
        }
        return days;
    }

    /** Days with a partition of their own, and those whose late readings stand in the default partition. */
    private List<Day> partitions(long beforeMillis) throws SQLException {
        List<Day> days = new ArrayList<>();
        TreeSet<Long> known = new TreeSet<>();
        for (DayPartitions.Partition partition : DayPartitions.of(connection, "reading")) {
            if ((partition.day() + 1) * DAY <= beforeMillis) {
                known.add(partition.day());
                days.add(new Day(partition.day() * DAY, (partition.day() + 1) * DAY, partition.name()));
            }
        }
        long from = Math.floorDiv(beforeMillis, DAY) - DayPartitions.DAYS_BACK;
        try (PreparedStatement select = connection.prepareStatement("select distinct event_ms / " + DAY
                + " from telemetry.reading_rest where event_ms >= ? and event_ms < ? order by 1")) {
            select.setLong(1, from * DAY);
            select.setLong(2, Math.floorDiv(beforeMillis, DAY) * DAY);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (known.add(rows.getLong(1))) {
                        days.add(new Day(rows.getLong(1) * DAY, (rows.getLong(1) + 1) * DAY, ""));
                    }
                }
            }
        }
        DayPartitions.of(connection, "message").forEach(partition -> known.remove(partition.day()));
        for (long day : known) {
            DayPartitions.attach(connection, "message", day);
        }
        return days;
    }

    private long move(Day day) throws SQLException {
        execute(
                connection,
                "create temporary table if not exists closed_scale (metric integer, decimals integer)"
                        + " on commit delete rows");
        execute(
                connection,
                "create temporary table if not exists closed_message (device integer, event_ms bigint,"
                        + " sequence bigint, lag_ms bigint, device_ms bigint, batch_no bigint, metrics integer[],"
                        + " flags integer[], decimals smallint[], v bigint[], d double precision[]) on commit delete rows");
        connection.setAutoCommit(false);
        try {
            // Batches get their numbers in the order in which they are committed: up to here nothing can be added.
            long head = Lineage.head(connection);
            bound(SCALES, day, Long.MIN_VALUE, Long.MAX_VALUE);
            long moved = copy(day, Long.MIN_VALUE, head);
            execute(connection, "set local lock_timeout = '2s'");
            execute(connection, "lock table telemetry.reading in access exclusive mode");
            moved += copy(day, head, Long.MAX_VALUE);
            remove(day);
            connection.commit();
            LOG.debug("{} readings of the day from {} are in messages", moved, day.start);
            return moved;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Writes what batches in (from, to] brought for a day; afterwards it is in both tables. */
    private long copy(Day day, long from, long to) throws SQLException {
        Digest readings = digest("telemetry.reading", day, from, to);
        if (readings.count == 0) {
            return 0;
        }
        Digest before = digest("telemetry.closed_reading", day, from, to);
        execute(connection, "delete from closed_message");
        bound(GROUP, day, from, to);
        execute(connection, SHAPES);
        execute(connection, WRITE);
        Digest after = digest("telemetry.closed_reading", day, from, to);
        if (after.count - before.count != readings.count
                || !after.sum.subtract(before.sum).equals(readings.sum)) {
            throw new SQLException("messages of the day from " + day.start + " are not what their readings are: "
                    + readings + ", " + before + " before and " + after + " after");
        }
        return readings.count;
    }

    /** Tells two sets of readings apart. */
    private record Digest(long count, BigDecimal sum) {}

    private Digest digest(String table, Day day, long from, long to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DIGEST.formatted(table))) {
            bind(select, day, from, to);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Digest(row.getLong(1), row.getBigDecimal(2));
            }
        }
    }

    private void remove(Day day) throws SQLException {
        if (flavour == Flavour.TIMESCALE) {
            execute(
                    connection,
                    "select drop_chunks('telemetry.reading', older_than => bigint '" + day.end
                            + "', newer_than => bigint '" + day.start + "')");
        } else if (day.partition.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from telemetry.reading_rest where event_ms >= ? and event_ms < ?")) {
                delete.setLong(1, day.start);
                delete.setLong(2, day.end);
                delete.executeUpdate();
            }
        } else {
            execute(connection, "drop table telemetry." + day.partition);
        }
    }

    private void bound(String sql, Day day, long from, long to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, day, from, to);
            statement.execute();
        }
    }

    private static void bind(PreparedStatement statement, Day day, long from, long to) throws SQLException {
        statement.setLong(1, day.start);
        statement.setLong(2, day.end);
        statement.setLong(3, from);
        statement.setLong(4, to);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
