package io.geshao.testkit.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database somebody runs: {@code GESHAO_TEST_DB_URL}, a JDBC URL with user and password, to a database that the tests
 * may empty. Only a URL whose database is called {@code geshao_test} is taken, so that no other is emptied by accident.
 */
final class ExternalDatabase implements DatabaseProvider {
    private static final String VARIABLE = "GESHAO_TEST_DB_URL";

    @Override
    public String name() {
        return "external URL";
    }

    @Override
    public boolean offers(Flavour flavour) {
        return whyNot().isEmpty() && (hasTimescale() == (flavour != Flavour.PLAIN));
    }

    @Override
    public Optional<String> whyNot() {
        String url = System.getenv(VARIABLE);
        if (url == null || url.isBlank()) {
            return Optional.of(VARIABLE + " is not set");
        }
        return url.matches(".*/geshao_test(\\?.*)?")
                ? Optional.empty()
                : Optional.of(VARIABLE + " names another database than geshao_test");
    }

    @Override
    public DataSource fresh() {
        DataSource database = source();
        emptyOut(database);
        return database;
    }

    private static DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(System.getenv(VARIABLE));
        return source;
    }

    private static boolean hasTimescale() {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_available_extensions WHERE name = 'timescaledb'")) {
            row.next();
            return row.getInt(1) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(VARIABLE + " cannot be reached", e);
        }
    }

    /** Drops every schema that is neither the server's own nor TimescaleDB's. */
    static void emptyOut(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> schemas = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'"
                            + " AND nspname NOT LIKE '%timescaledb%' AND nspname NOT IN ('information_schema', 'public',"
                            + " 'toolkit_experimental')")) {
                while (rows.next()) {
                    schemas.add(rows.getString(1));
                }
            }
            for (String schema : schemas) {
                statement.execute("DROP SCHEMA \"" + schema + "\" CASCADE");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot empty the test database", e);
        }
    }

    @Override
    public boolean requiredInCi() {
        return false;
    }
}
