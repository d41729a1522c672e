package io.geshao.ingest.store;

import io.geshao.core.config.Launcher.StartException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings schema {@code telemetry} up to date and says what kind of database it found. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final String MIGRATIONS = "classpath:io/geshao/ingest/store/migration/";

    private Schema() {}

    /** @throws StartException if the database cannot be reached or migrated */
    static Flavour migrate(DataSource database) {
        Flavour flavour = detect(database);
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(database)
                    .defaultSchema("telemetry")
                    .createSchemas(true)
                    // Locked by session, not by a transaction that stays open over all migrations: some databases do
                    // one transaction at a time, and TimescaleDB may want one of its own for each step.
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .locations(MIGRATIONS + "common", MIGRATIONS + flavour.folder())
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StartException("schema telemetry cannot be brought up to date: " + e.getMessage(), e);
        }
        return flavour;
    }

    private static Flavour detect(DataSource database) {
        try (Connection connection = database.getConnection()) {
            Flavour flavour = Flavour.detect(connection);
            LOG.info("telemetry is stored in {} ({})", show(connection, "server_version"), flavour);
            if ("off".equals(show(connection, "fsync"))) {
                LOG.warn("fsync is off in this database: a power failure can lose acknowledged readings");
            }
            return flavour;
        } catch (SQLException e) {
            throw new StartException("the database cannot be reached: " + e.getMessage(), e);
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("show " + setting)) {
            return answer.next() ? answer.getString(1) : "";
        }
    }
}
