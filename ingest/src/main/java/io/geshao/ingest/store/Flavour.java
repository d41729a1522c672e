package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What kind of database holds the readings. Tables and queries are the same; partitioning is not. */
enum Flavour {
    /** Native daily partitions, made by this module. */
    PLAIN("plain"),
    /** A hypertable with columnstore. */
    TIMESCALE("timescale");

    private static final Logger LOG = LoggerFactory.getLogger(Flavour.class);

    private final String folder;

    Flavour(String folder) {
        this.folder = folder;
    }

    /** The folder of the migrations that only this flavour has. */
    String folder() {
        return folder;
    }

    /**
     * Finds out what the database is. A schema that exists decides: it stays what it was made as, even if the extension
     * is installed later. Otherwise the extension is created if it can be.
     */
    static Flavour detect(Connection connection) throws SQLException {
        if (holds(connection, "select to_regclass('telemetry.reading') is not null")) {
            return holds(connection, "select relkind = 'p' from pg_class where oid = to_regclass('telemetry.reading')")
                    ? PLAIN
                    : TIMESCALE;
        }
        if (!holds(connection, "select exists (select 1 from pg_available_extensions where name = 'timescaledb')")) {
            return PLAIN;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create extension if not exists timescaledb");
            return TIMESCALE;
        } catch (SQLException e) {
            LOG.warn("TimescaleDB is installed but cannot be used here, so plain partitions are: {}", e.getMessage());
            return PLAIN;
        }
    }

    private static boolean holds(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }
}
