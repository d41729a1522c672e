package io.geshao.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.Batch;
import io.geshao.core.Flag;
import io.geshao.core.StoredBatch;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away under load and comes back. */
final class OutageIT {
    private static final int GATEWAYS = 4;
    private static final int BATCHES = 150;
    private static final int SIZE = 40;

    @TempDir
    Path folder;

    @Test
    void a_database_stopped_and_started_under_load_loses_nothing() throws Exception {
        int port = freePort();
        EmbeddedPostgres first = database(port);
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        pool.setUsername("postgres");
        pool.setConnectionTimeout(500);
        pool.setMaximumPoolSize(4);
        List<StoredBatch> heard = new CopyOnWriteArrayList<>();
        AtomicInteger acknowledged = new AtomicInteger();
        FakeTicker ticker = FakeTicker.at(Samples.TEN);
        try (HikariDataSource source = new HikariDataSource(pool);
                TelemetryStore store =
                        TelemetryStore.start(source, 100, 10_000, 2_000, ticker, new SimpleMeterRegistry())) {
            store.listen(heard::add);
            List<CompletableFuture<Void>> load = new ArrayList<>();
            for (int gateway = 0; gateway < GATEWAYS; gateway++) {
                String name = "gw-" + gateway;
                load.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < BATCHES; i++) {
                        store.deliver(PlainStoreIT.numbered(name, i, SIZE))
                                .toCompletableFuture()
                                .join();
                        acknowledged.incrementAndGet();
                    }
                }));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.get() > 20);
            first.close();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> store.writerState().startsWith("down"));
            int before = acknowledged.get();
            ticker.advance(Duration.ofMillis(Batch.BACKFILL_AFTER_MILLIS + 1));
            try (EmbeddedPostgres second = database(port)) {
                load.forEach(CompletableFuture::join);

                assertThat(second.getPort()).isEqualTo(port);
                assertThat(before).isLessThan(GATEWAYS * BATCHES);
                assertThat(store.writerState()).isEqualTo("up");
                List<StoredAudit.Row> rows = new ArrayList<>();
                store.audit().forEach(0, rows::add);
                assertThat(rows).hasSize(GATEWAYS * BATCHES * SIZE).doesNotHaveDuplicates();
                assertThat(heard).isEqualTo(store.log().after(0, 10_000));
                assertThat(heard.stream().filter(OutageIT::isBackfill))
                        .as("each gateway had one batch that waited for the database")
                        .hasSizeBetween(1, GATEWAYS);
            }
        }
    }

    private static boolean isBackfill(StoredBatch batch) {
        return batch.readings().stream().allMatch(reading -> reading.has(Flag.BACKFILL));
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
