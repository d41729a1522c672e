package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daily partitions of plain PostgreSQL, made before the readings that need them. Days from {@value #DAYS_BACK} before
 * to {@value #DAYS_AHEAD} after today get one each; anything else goes into the default partition, so that a few odd
 * times cannot make thousands of tables. A day that already has readings in the default partition stays there. The
 * writer's thread only.
 */
final class DayPartitions {
    static final long DAY_MILLIS = 86_400_000;
    static final int DAYS_BACK = 400;
    private static final int DAYS_AHEAD = 3;
    private static final String CHECK_VIOLATION = "23514";
    private static final Logger LOG = LoggerFactory.getLogger(DayPartitions.class);

    private final Set<Long> settled = new HashSet<>();

    /** One day's partition, by its name without the schema. */
    record Partition(String name, long day) {}

    /** The days that have a partition of their own in a table, oldest first. */
    static List<Partition> of(Connection connection, String table) throws SQLException {
        List<Partition> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select c.relname from pg_inherits i join pg_class c on"
                        + " c.oid = i.inhrelid where i.inhparent = 'telemetry." + table + "'::regclass order by 1")) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (name.matches(table + "_\\d{8}")) {
                    String day = name.substring(table.length() + 1);
                    found.add(new Partition(
                            name,
                            LocalDate.parse(day, DateTimeFormatter.BASIC_ISO_DATE)
                                    .toEpochDay()));
                }
            }
        }
        return found;
    }

    /** Forgets what it knows; to be called with each new connection. */
    void reload(Connection connection) throws SQLException {
        settled.clear();
        of(connection, "reading").forEach(partition -> settled.add(partition.day()));
    }

    /** Makes the partitions of these days, and of today and tomorrow. Outside of a transaction. */
    void ensure(Connection connection, Set<Long> days, long nowMillis) throws SQLException {
        long today = Math.floorDiv(nowMillis, DAY_MILLIS);
        for (long day : days) {
            make(connection, day, today);
        }
        make(connection, today, today);
        make(connection, today + 1, today);
    }

    private void make(Connection connection, long day, long today) throws SQLException {
        if (day < today - DAYS_BACK || day > today + DAYS_AHEAD || settled.contains(day)) {
            return;
        }
        attach(connection, "reading", day);
        settled.add(day);
    }

    /** Makes a day's partition if it is not there. Outside of a transaction. */
    static void attach(Connection connection, String table, long day) throws SQLException {
        String parent = "telemetry." + table;
        String name = parent + "_" + LocalDate.ofEpochDay(day).format(DateTimeFormatter.BASIC_ISO_DATE);
        // Made beside the table and then attached: that lets readers of the other days go on.
        String sql =
                "create table if not exists " + name + " (like " + parent + " including all); alter table " + parent
                        + " attach partition " + name + " for values from (" + day * DAY_MILLIS + ") to ("
                        + (day + 1) * DAY_MILLIS + ")";
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (!CHECK_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            LOG.info("{} stays in the default partition, which has readings of that day", name);
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
