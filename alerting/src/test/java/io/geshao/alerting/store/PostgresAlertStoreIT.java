package io.geshao.alerting.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresAlertStoreIT extends AlertStoreContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private @Nullable HikariDataSource database;

    @Override
    AlertStore fresh() {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(db.fresh());
        pool.setMaximumPoolSize(10);
        HikariDataSource opened = new HikariDataSource(pool);
        database = opened;
        PostgresAlertStore.migrate(opened);
        return new PostgresAlertStore(opened);
    }

    @Override
    AlertDesk desk() {
        return new PostgresAlertDesk(Objects.requireNonNull(database), FakeTicker.at(0), () -> {});
    }

    @Override
    AlertLog log() {
        return new PostgresAlertDesk(Objects.requireNonNull(database), FakeTicker.at(0), () -> {});
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(database).close();
    }
}
