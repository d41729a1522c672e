package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells TimescaleDB's workers what to do, where there are any. */
final class Policies {
    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
    private static final long DAY = 86_400_000;

    private Policies() {}

    /** Sets refresh and retention as configured, and says who does the work. */
    static RollUpKind settle(Connection connection, Flavour flavour, Keeping keeping) throws SQLException {
        RollUpKind kind = withoutWorkers(connection, flavour);
        if (kind != RollUpKind.DATABASE_ON_REQUEST) {
            return kind;
        }
        try (Statement statement = connection.createStatement()) {
            try {
                retention(statement, "reading", keeping.rawDays());
                retention(statement, "reading_hourly", keeping.hourlyDays());
                // A refresh that reached further back than the readings would empty the roll-ups there.
                refresh(statement, "reading_hourly", keeping.rawDays(), "10 minutes");
                refresh(statement, "reading_daily", keeping.rawDays(), "1 hour");
                return RollUpKind.DATABASE;
            } catch (SQLException e) {
                LOG.warn("policies cannot be set, ingest refreshes and drops itself: {}", e.getMessage());
                return RollUpKind.DATABASE_ON_REQUEST;
            }
        }
    }

    /** Who does the work if the database's own workers do not. */
    static RollUpKind withoutWorkers(Connection connection, Flavour flavour) throws SQLException {
        if (flavour == Flavour.PLAIN) {
            return RollUpKind.JOB_OVER_PARTITIONS;
        }
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(
                        "select relkind = 'r' from pg_class where oid = 'telemetry.reading_hourly'::regclass")) {
            if (answer.next() && answer.getBoolean(1)) {
                LOG.warn("this TimescaleDB has no continuous aggregates: ingest keeps the roll-ups itself");
                return RollUpKind.JOB_OVER_CHUNKS;
            }
            return RollUpKind.DATABASE_ON_REQUEST;
        }
    }

    private static void retention(Statement statement, String table, int days) throws SQLException {
        statement.execute("select remove_retention_policy('telemetry." + table + "', if_exists => true)");
        statement.execute(
                "select add_retention_policy('telemetry." + table + "', drop_after => bigint '" + days * DAY + "')");
    }

    private static void refresh(Statement statement, String view, int rawDays, String every) throws SQLException {
        long start = Math.max(3, rawDays - 1) * DAY;
        statement.execute("select remove_continuous_aggregate_policy('telemetry." + view + "', if_exists => true)");
        statement.execute("select add_continuous_aggregate_policy('telemetry." + view + "', start_offset => bigint '"
                + start + "', end_offset => bigint '0', schedule_interval => interval '" + every + "')");
    }

    /** Refreshes the continuous aggregates from the oldest reading that is kept. */
    static void refreshNow(Connection connection, Keeping keeping, long nowMillis) throws SQLException {
        long from = (Math.floorDiv(nowMillis, DAY) - keeping.rawDays()) * DAY;
        try (Statement statement = connection.createStatement()) {
            for (String view : new String[] {"reading_hourly", "reading_daily"}) {
                statement.execute(
                        "call refresh_continuous_aggregate('telemetry." + view + "', bigint '" + from + "', null)");
            }
        }
    }
}
