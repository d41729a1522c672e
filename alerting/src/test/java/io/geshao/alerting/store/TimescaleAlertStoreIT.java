package io.geshao.alerting.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The same contract, migration included, on a server with TimescaleDB. One connection: threads take turns here, what
 * they do to each other at once is {@link PostgresAlertStoreIT}'s.
 */
class TimescaleAlertStoreIT extends AlertStoreContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.TIMESCALE);

    /** Migrated once, then emptied: a migration takes seconds on a WebAssembly build. */
    private static @Nullable HikariDataSource migrated;

    @Override
    AlertStore fresh() {
        HikariDataSource known = migrated;
        if (known == null) {
            HikariConfig pool = new HikariConfig();
            pool.setDataSource(db.fresh());
            pool.setMaximumPoolSize(2); // Flyway needs two
            known = new HikariDataSource(pool);
            PostgresAlertStore.migrate(known);
            known.close();
            pool.setMaximumPoolSize(1);
            known = new HikariDataSource(pool);
            migrated = known;
        }
        try (Connection connection = known.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE alerting.command, alerting.transition, alerting.alert, alerting.snapshot,"
                    + " alerting.silence, alerting.flood");
            statement.execute("UPDATE alerting.log_head SET position = 0");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot empty the tables", e);
        }
        return new PostgresAlertStore(known);
    }

    @Override
    AlertDesk desk() {
        return new PostgresAlertDesk(Objects.requireNonNull(migrated), FakeTicker.at(0), () -> {});
    }

    @Override
    AlertLog log() {
        return new PostgresAlertDesk(Objects.requireNonNull(migrated), FakeTicker.at(0), () -> {});
    }

    @AfterAll
    static void close() {
        HikariDataSource known = migrated;
        if (known != null) {
            known.close();
        }
    }
}
