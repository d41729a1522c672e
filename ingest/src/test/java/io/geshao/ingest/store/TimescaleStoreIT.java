package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static io.geshao.ingest.store.Samples.batch;
import static io.geshao.ingest.store.Samples.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same contract over a hypertable; and what only a hypertable does. */
final class TimescaleStoreIT extends ReadingStoreContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.TIMESCALE);

    /** Migrated once, then emptied: a migration takes seconds on a WebAssembly build. */
    private static @Nullable DataSource migrated;

    @Override
    DataSource emptyDatabase() {
        DataSource known = migrated;
        if (known == null) {
            known = db.fresh();
            migrated = known;
            return known;
        }
        try (Connection connection = known.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "reading",
                    "message",
                    "batch",
                    "rejection",
                    "device_state",
                    "device_heard",
                    "tally",
                    "received",
                    "gap",
                    "ledger",
                    "gateway_report",
                    "gateway_lane",
                    "ledger_audit",
                    "device_dim",
                    "metric_dim")) {
                statement.execute("truncate telemetry." + table);
            }
            // Numbers of batches start again, and so does how far the last values are complete.
            statement.execute("update telemetry.progress set number = 0");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot empty the tables", e);
        }
        return known;
    }

    @Override
    ReadingWriter writer() {
        return new InsertReadingWriter();
    }

    @Test
    void a_compressed_day_is_read_and_replayed_and_takes_late_readings_once() throws Exception {
        List<Reading> day = IntStream.range(0, 500)
                .mapToObj(i -> fill("bin-" + i % 5, TEN + i * 1_000L, i, i % 97))
                .toList();
        deliver(batch("gw-1", 1, day, List.of()));
        ticker.advance(Duration.ofDays(2));
        assertThat(ClosedDays.move(database, TEN + Duration.ofDays(1).toMillis()))
                .isEqualTo(500);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from timescaledb_information.chunks where"
                        + " hypertable_name = 'message' and is_compressed")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }

        Receipt late = deliver(batch("gw-2", 1, day.get(7), fill("bin-0", TEN + 5, 1_000, 1)));

        assertThat(late).isEqualTo(new Receipt(1, 1));
        assertThat(store.query().series(new DeviceId("bin-0"), Metric.FILL_LEVEL, TEN, TEN + 10_000, 10))
                .hasSize(3);
        assertThat(store.log().after(0, 1).get(0).readings()).hasSize(500);
        assertThat(stored()).hasSize(501);
    }
}
