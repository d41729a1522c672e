package io.geshao.bench;

import io.geshao.standalone.Standalone;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The database a measurement fills: an embedded PostgreSQL with the durability and the settings the platform gives its
 * own, or an empty one behind a URL.
 */
final class BenchDatabase implements AutoCloseable {
    private final @Nullable EmbeddedPostgres server;
    private final String url;

    private BenchDatabase(@Nullable EmbeddedPostgres server, String url) {
        this.server = server;
        this.url = url;
    }

    /**
     * Opens it.
     *
     * @throws IOException if the database behind the URL holds telemetry already: a measurement empties tables
     */
    static BenchDatabase open(@Nullable String url) throws IOException, SQLException {
        if (url == null) {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            Standalone.databaseSettings().forEach(builder::setServerConfig);
            EmbeddedPostgres server = builder.start();
            return new BenchDatabase(server, server.getJdbcUrl("postgres", "postgres"));
        }
        BenchDatabase database = filled(url);
        if (database.number("SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'telemetry'") > 0) {
            throw new IOException(
                    "the database behind --db-url has a schema telemetry; a measurement wants an empty one");
        }
        return database;
    }

    /** One that an earlier measurement has filled. */
    static BenchDatabase filled(String url) {
        return new BenchDatabase(null, url);
    }

    String url() {
        return url;
    }

    String version() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('server_version'),"
                        + " (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb')")) {
            row.next();
            return "PostgreSQL " + row.getString(1).split(" ")[0]
                    + (row.getString(2) == null ? "" : ", TimescaleDB " + row.getString(2));
        }
    }

    /** The server and its children, if it runs on this machine. */
    List<Long> processes() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .map(parent -> Processes.treeOf(parent.pid()))
                    .orElse(List.of());
        }
    }

    /** Readings stored by the platform, as it counts them in the transaction that stores them. */
    long stored() throws SQLException {
        return number("SELECT coalesce(sum(stored), 0) FROM telemetry.batch");
    }

    /** Rows that are really in the table. */
    Map<String, Long> rowsByDevice() throws SQLException {
        Map<String, Long> rows = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT d.name, r.n FROM telemetry.device_dim d JOIN"
                        + " (SELECT device, count(*) AS n FROM telemetry.stored_reading GROUP BY device) r"
                        + " ON r.device = d.id")) {
            while (row.next()) {
                rows.put(row.getString(1), row.getLong(2));
            }
        }
        return rows;
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
