package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static io.geshao.ingest.store.Samples.batch;
import static io.geshao.ingest.store.Samples.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.BatchSink.UndeliverableException;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.PortProvider.Surroundings;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Registry;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over COPY and native partitions; and what needs more than one connection at a time. */
final class PlainStoreIT extends ReadingStoreContract {
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

    private TelemetryStore start(ReadingWriter readings, BatchWriter.Limits limits) {
        return TelemetryStore.start(
                database, io.geshao.ingest.store.Flavour.PLAIN, readings, limits, ticker, new SimpleMeterRegistry());
    }

    private long ask(String question) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    @Test
    void many_threads_delivering_everything_twice_store_each_reading_once() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            String gateway = "gw-" + thread % 4; // two threads deliver the same batches
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 60; i++) {
                    store.deliver(numbered(gateway, i, 20))
                            .toCompletableFuture()
                            .join();
                }
            }));
        }
        threads.forEach(CompletableFuture::join);

        assertThat(stored()).hasSize(4 * 60 * 20).doesNotHaveDuplicates();
        assertThat(store.query().totals().stored()).isEqualTo(4 * 60 * 20);
        assertThat(store.query().totals().duplicates()).isEqualTo(4 * 60 * 20);
    }

    static Batch numbered(String gateway, int index, int size) {
        List<io.geshao.core.Reading> readings = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int sequence = index * size + i;
            readings.add(fill(gateway + "-bin-" + i % 7, TEN + sequence * 1_000L, sequence, i));
        }
        return batch(gateway, (long) index * size, readings, List.of());
    }

    @Test
    void the_writers_session_killed_again_and_again_loses_and_doubles_nothing() throws Exception {
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 100; i++) {
                store.deliver(numbered("gw-1", i, 50)).toCompletableFuture().join();
            }
        });
        int killed = 0;
        while (!load.isDone() && killed < 12) {
            killed += (int) ask("select count(pg_terminate_backend(pid)) from pg_locks"
                    + " where locktype = 'advisory' and granted and database ="
                    + " (select oid from pg_database where datname = current_database())");
            awaitAtMost(load, Duration.ofMillis(120));
        }
        load.join();

        assertThat(killed).isPositive();
        assertThat(stored()).hasSize(100 * 50).doesNotHaveDuplicates();
        assertThat(heard.stream().mapToInt(b -> b.readings().size()).sum()).isEqualTo(100 * 50);
    }

    private static void awaitAtMost(CompletableFuture<?> future, Duration limit) {
        CompletableFuture<Boolean> either = new CompletableFuture<Boolean>()
                .completeOnTimeout(false, limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        CompletableFuture.anyOf(future, either).join();
    }

    @Test
    void a_second_writer_waits_its_turn_and_then_announces_what_it_missed() throws Exception {
        TelemetryStore second = start(writer(), new BatchWriter.Limits(10, 1_000, 1_000));
        List<StoredBatch> heardBySecond = new CopyOnWriteArrayList<>();
        second.listen(heardBySecond::add);
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> second.writerState().equals(WriterConnection.TAKEN));
            CompletableFuture<Receipt> waiting =
                    second.deliver(batch("gw-2", 1, fill("bin-2", TEN, 1, 2))).toCompletableFuture();
            deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 1)));
            assertThat(waiting).isNotDone();

            store.close();

            assertThat(waiting.get(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(new Receipt(1, 0));
            await().atMost(Duration.ofSeconds(10)).until(() -> heardBySecond.size() == 2);
            assertThat(heardBySecond).isEqualTo(second.log().after(0, 10));
            heard.add(heardBySecond.get(1)); // the first writer was closed by then
        } finally {
            second.close();
        }
    }

    @Test
    void a_full_queue_refuses_as_retryable() throws Exception {
        TelemetryStore waiting = start(writer(), new BatchWriter.Limits(2, 1_000, 1));
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> waiting.writerState().equals(WriterConnection.TAKEN));
            List<CompletableFuture<Receipt>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) { // one in the writer's hand, two in the queue
                futures.add(waiting.deliver(batch("gw-9", i, fill("bin-9", TEN + i, i, i)))
                        .toCompletableFuture());
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> futures.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
            CompletableFuture<Receipt> refused = futures.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .findFirst()
                    .orElseThrow();
            assertThat(reasonOf(refused).isRetryable()).isTrue();

            waiting.close();

            assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(reasonOf(futures.get(0)).isRetryable()).isTrue();
        } finally {
            waiting.close();
        }
    }

    private static UndeliverableException reasonOf(CompletableFuture<Receipt> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            return (UndeliverableException) Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("it was stored");
    }

    @Test
    void a_batch_the_database_cannot_hold_fails_alone_and_for_good() throws Exception {
        store.close();
        ReadingWriter picky = new ReadingWriter() {
            private final ReadingWriter copy = new CopyReadingWriter();

            @Override
            public BitSet write(Connection connection, Rows rows) throws SQLException {
                for (int row = 0; row < rows.size(); row++) {
                    if (rows.reading(row).device().equals(new DeviceId("poison"))) {
                        throw new SQLException("numeric value out of range", "22003");
                    }
                }
                return copy.write(connection, rows);
            }
        };
        store = start(picky, new BatchWriter.Limits(100, 10_000, 10_000));
        store.listen(heard::add);
        List<CompletableFuture<Receipt>> futures = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            String device = i == 4 ? "poison" : "bin-" + i;
            futures.add(
                    store.deliver(batch("gw-1", i + 1, fill(device, TEN, i, i))).toCompletableFuture());
        }

        assertThat(reasonOf(futures.remove(4)).isRetryable()).isFalse();
        for (CompletableFuture<Receipt> future : futures) {
            assertThat(future.get(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(new Receipt(1, 0));
        }
        assertThat(stored()).hasSize(8);
    }

    @Test
    void a_listener_that_fails_holds_nobody_up() throws Exception {
        store.listen(batch -> {
            throw new IllegalStateException("a bug");
        });
        List<StoredBatch> third = new CopyOnWriteArrayList<>();
        store.listen(third::add);

        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 1)));
        deliver(batch("gw-1", 2, fill("bin-1", TEN, 2, 1)));

        await().atMost(Duration.ofSeconds(5)).until(() -> third.size() == 2);
        assertThat(store.writerState()).isEqualTo("up");
    }

    @Test
    void what_waits_to_be_written_holds_the_logs_time() throws Exception {
        store.close();
        CountDownLatch mayWrite = new CountDownLatch(1);
        CopyReadingWriter copy = new CopyReadingWriter();
        store = start(
                (connection, rows) -> {
                    try {
                        mayWrite.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return copy.write(connection, rows);
                },
                new BatchWriter.Limits(100, 10_000, 10_000));
        store.listen(heard::add);
        List<Long> whenHeard = new CopyOnWriteArrayList<>();
        store.listen(batch -> whenHeard.add(store.log().completeUntilMillis(ticker.epochMillis())));
        assertThat(store.log().completeUntilMillis(ticker.epochMillis())).isEqualTo(TEN);
        CompletableFuture<Receipt> receipt =
                store.deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 1))).toCompletableFuture();
        ticker.advance(Duration.ofMinutes(1));
        assertThat(store.log().completeUntilMillis(ticker.epochMillis())).isEqualTo(TEN);
        mayWrite.countDown();
        receipt.get(10, java.util.concurrent.TimeUnit.SECONDS);
        await().until(() -> !whenHeard.isEmpty());
        assertThat(whenHeard)
                .as("while listeners hear of it, it still counts as waiting")
                .containsExactly(TEN);
        await().until(() ->
                store.log().completeUntilMillis(ticker.epochMillis()) == TEN + 35); // its lane is asked for more
        ticker.advance(Duration.ofSeconds(2));
        assertThat(store.log().completeUntilMillis(ticker.epochMillis())).isEqualTo(ticker.epochMillis());
    }

    @Test
    void late_readings_get_partitions_of_their_own_days() throws Exception {
        long day = Duration.ofDays(1).toMillis();
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 1), fill("bin-1", TEN - 200 * day, 2, 2)));
        deliver(batch("gw-1", 3, fill("bin-1", TEN - 4_000 * day, 3, 3)));

        assertThat(ask("select count(*) from telemetry.reading_20260302")).isEqualTo(1);
        assertThat(ask("select count(*) from telemetry.reading_20250814")).isEqualTo(1);
        assertThat(ask("select count(*) from telemetry.reading_rest")).isEqualTo(1);
        assertThat(ask("select count(*) from pg_indexes where tablename = 'reading_20260302'"))
                .isEqualTo(2);
    }

    @Test
    void other_modules_find_the_log_and_the_queries() throws Exception {
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 1)));
        Surroundings here = new Surroundings(database, new Registry(List.of(), List.of(), Map.of()), ticker);

        assertThat(PortProvider.find(ReadingLog.class, here).after(0, 10))
                .isEqualTo(store.log().after(0, 10));
        assertThat(PortProvider.find(TelemetryQuery.class, here).totals().stored())
                .isEqualTo(1);
    }
}
