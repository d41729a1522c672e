package io.geshao.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Reading;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.registry.Registry;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over tables and partitions that ingest keeps itself; and its thread's round. */
final class PlainUpkeepIT extends UpkeepContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    @Override
    DataSource emptyDatabase() {
        return db.fresh();
    }

    @Override
    ReadingWriter writer() {
        return new CopyReadingWriter();
    }

    @Test
    void a_round_rolls_up_retains_and_counts_and_yields_to_another_process() throws Exception {
        store.deliver(Samples.batch("gw-1", 0, Samples.fill("bin-1", ticker.epochMillis(), 1, 10)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        ticker.advance(Duration.ofHours(3));
        Upkeep upkeep = new Upkeep(
                database,
                io.geshao.ingest.store.Flavour.PLAIN,
                Keeping.USUAL,
                new LedgerAudits(database, store.ledger(), 6),
                ticker);
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(" + 0x67657368616F02L + ")");
            upkeep.run(ticker.epochMillis());
            assertThat(count(statement, "rollup_state")).isZero();
            statement.execute("select pg_advisory_unlock(" + 0x67657368616F02L + ")");

            upkeep.run(ticker.epochMillis());

            assertThat(count(statement, "rollup_state")).isEqualTo(2);
            assertThat(count(statement, "ledger_audit")).isEqualTo(1);
            assertThat(count(statement, "reading_hourly")).isEqualTo(1);
        }
    }

    @Test
    void nothing_is_lost_or_doubled_while_days_move_under_the_writer() throws Exception {
        Random random = new Random(3);
        Thread mover = new Thread(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    ClosedDays.move(database, (ticker.epochMillis() / 86_400_000 - 1) * 86_400_000);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        AtomicReference<Throwable> fault = new AtomicReference<>();
        mover.setUncaughtExceptionHandler((thread, error) -> fault.set(error));
        mover.start();
        Set<List<Long>> sent = new HashSet<>();
        long stored = 0;
        for (int i = 0; i < 150; i++) {
            List<Reading> readings = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                long event = Samples.TEN + random.nextInt(30) * 7_200_000L;
                long sequence = random.nextInt(12);
                sent.add(List.of(event, sequence));
                readings.add(Samples.fill("bin-1", event, sequence, 5));
            }
            stored += store.deliver(Samples.batch("gw-1", i * 20L, readings, List.of()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .stored();
        }
        mover.interrupt();
        mover.join();

        assertThat(fault.get()).isNull();
        assertThat(stored).isEqualTo(sent.size());
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(count(statement, "stored_reading")).isEqualTo(sent.size());
            long open = ticker.epochMillis() / 86_400_000 * 86_400_000 - 86_400_000;
            ClosedDays.move(database, open);
            assertThat(count(statement, "closed_reading"))
                    .isEqualTo(sent.stream().filter(each -> each.get(0) < open).count());
            assertThat(count(statement, "stored_reading")).isEqualTo(sent.size());
        }
    }

    @Test
    void a_reader_in_another_process_hears_of_the_horizon_when_it_has_read_up_to_it() throws Exception {
        long now = ticker.epochMillis();
        ReadingLog remote = PortProvider.find(
                ReadingLog.class,
                new PortProvider.Surroundings(database, new Registry(List.of(), List.of(), Map.of()), ticker));
        assertThat(remote.completeUntilMillis(now)).isEqualTo(now);
        for (int i = 0; i < 3; i++) {
            store.deliver(Samples.batch("gw-1", i, Samples.fill("bin-1", now + i, i, 10)))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
        new HorizonRow(database, at -> now - 500, () -> false, ticker).write();
        assertThat(remote.after(0, 1)).hasSize(1);
        assertThat(remote.completeUntilMillis(now)).as("nobody writes").isEqualTo(now);

        new HorizonRow(database, at -> now - 500, () -> true, ticker).write();
        remote.after(1, 1);
        assertThat(remote.completeUntilMillis(now)).isEqualTo(now - 500);
        new HorizonRow(database, at -> now - 100, () -> true, ticker).write();
        remote.after(2, 1);
        assertThat(remote.completeUntilMillis(now))
                .as("the third batch is not yet asked behind")
                .isEqualTo(now - 500);
        remote.after(3, 1);
        remote.after(3, 1);

        assertThat(remote.completeUntilMillis(now)).isEqualTo(now - 100);
    }

    private static long count(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from telemetry." + table)) {
            row.next();
            return row.getLong(1);
        }
    }
}
