package io.geshao.testkit.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestDatabaseIT {
    @Nested
    class Plain {
        @RegisterExtension
        static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

        @Test
        void fresh_twice_is_empty_twice() throws SQLException {
            assertThat(schemasAfterMakingOne(db.fresh())).isEqualTo(1);
            assertThat(schemasAfterMakingOne(db.fresh())).isEqualTo(1);
        }
    }

    @Nested
    class Timescale {
        @RegisterExtension
        static final TestDatabase db = TestDatabase.of(Flavour.TIMESCALE);

        @Test
        void fresh_twice_is_empty_twice() throws SQLException {
            assertThat(schemasAfterMakingOne(db.fresh())).isEqualTo(1);
            assertThat(schemasAfterMakingOne(db.fresh())).isEqualTo(1);
        }

        @Test
        void hypertable_can_be_made() throws SQLException {
            try (Connection connection = db.fresh().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE EXTENSION IF NOT EXISTS timescaledb");
                statement.execute("CREATE SCHEMA telemetry");
                statement.execute("CREATE TABLE telemetry.t (at timestamptz NOT NULL, v float8)");
                statement.execute("SELECT create_hypertable('telemetry.t', by_range('at'))");
                statement.execute("INSERT INTO telemetry.t VALUES (now(), 1)");
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM telemetry.t")) {
                    row.next();
                    assertThat(row.getInt(1)).isEqualTo(1);
                }
            }
        }
    }

    private static int schemasAfterMakingOne(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA telemetry");
            try (ResultSet row = statement.executeQuery(
                    "SELECT count(*) FROM pg_namespace WHERE nspname IN ('telemetry', 'alerting')")) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
