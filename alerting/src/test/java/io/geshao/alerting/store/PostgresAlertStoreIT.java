package io.geshao.alerting.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresAlertStoreIT extends AlertStoreContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private HikariDataSource database;

    @Override
    AlertStore fresh() {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(db.fresh());
        pool.setMaximumPoolSize(10);
        database = new HikariDataSource(pool);
        PostgresAlertStore.migrate(database);
        return new PostgresAlertStore(database);
    }

    @Override
    AlertDesk desk() {
        return new PostgresAlertDesk(database, FakeTicker.at(0), () -> {});
    }

    @Override
    AlertLog log() {
        return new PostgresAlertDesk(database, FakeTicker.at(0), () -> {});
    }

    @AfterEach
    void close() {
        database.close();
    }
}
