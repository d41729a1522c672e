package io.geshao.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.config.Settings;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.Ingest;
import io.geshao.ingest.IngestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Rows per second from {@link Ingest#deliver} to the receipt, beside a bare binary COPY of the same rows into the same
 * table: de-duplication, lineage, device state and totals are the difference. Both on one durable embedded PostgreSQL
 * ({@code fsync} on), in turn, several times; the medians are given.
 */
@Command(name = "store", mixinStandardHelpOptions = true, description = "Ingest's rows per second beside a bare COPY.")
public final class StoreBench implements Callable<Integer> {
    private static final int DEVICES = 10_000;
    private static final int BATCH = 1_000;
    private static final int IN_FLIGHT = 24;
    private static final Metric[] METRICS = {Metric.LEVEL, Metric.TEMPERATURE, Metric.BATTERY};

    @Option(names = "--rows", defaultValue = "1000000", description = "rows per round; default ${DEFAULT-VALUE}")
    private int rows;

    @Option(names = "--rounds", defaultValue = "3", description = "rounds of each; default ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--json", description = "one JSON object instead of text")
    private boolean json;

    private final Ticker ticker = Ticker.system();
    private int databases;

    public static void main(String[] args) {
        System.exit(new CommandLine(new StoreBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Double> ingest = new ArrayList<>();
        List<Double> copy = new ArrayList<>();
        long lost = 0;
        try (EmbeddedPostgres server = durableServer()) {
            for (int round = 0; round < rounds; round++) {
                try (HikariDataSource database = emptyDatabase(server)) {
                    lost += rows - throughIngest(database, ingest);
                }
                try (HikariDataSource database = emptyDatabase(server)) {
                    Ingest.start(settings(), database, ticker, new SimpleMeterRegistry())
                            .close();
                    copy.add(BareCopy.rowsPerSecond(database, rows, DEVICES, METRICS.length, ticker));
                }
                System.err.printf(
                        "round %d: ingest %,.0f rows/s, COPY %,.0f rows/s%n",
                        round + 1, ingest.get(round), copy.get(round));
            }
        }
        print(median(ingest), median(copy), lost);
        return lost == 0 ? 0 : 1;
    }

    private static EmbeddedPostgres durableServer() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("shared_buffers", "256MB")
                .start();
    }

    private HikariDataSource emptyDatabase(EmbeddedPostgres server) throws java.sql.SQLException {
        String name = "bench_" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.getDatabase("postgres", name));
        config.setMaximumPoolSize(6);
        return new HikariDataSource(config);
    }

    private static IngestConfig settings() {
        return IngestConfig.read(Settings.of(Map.of()));
    }

    /** How many rows are there in the end. */
    private long throughIngest(HikariDataSource database, List<Double> rates) throws InterruptedException {
        AtomicLong failures = new AtomicLong();
        try (Ingest ingest = Ingest.start(settings(), database, ticker, new SimpleMeterRegistry())) {
            while (!ingest.health().values().stream().allMatch("up"::equals)) {
                Thread.onSpinWait();
            }
            Semaphore window = new Semaphore(IN_FLIGHT);
            long base = ticker.epochMillis();
            long start = ticker.nanos();
            for (int first = 0; first < rows; first += BATCH) {
                window.acquire();
                ingest.deliver(batch(first, Math.min(rows, first + BATCH), base))
                        .whenComplete((receipt, error) -> {
                            if (error != null) {
                                failures.incrementAndGet();
                            }
                            window.release();
                        });
            }
            window.acquire(IN_FLIGHT);
            rates.add(rows / ((ticker.nanos() - start) / 1e9));
            return failures.get() > 0 ? 0 : ingest.query().totals().stored();
        }
    }

    private static Batch batch(int from, int to, long base) {
        List<Reading> readings = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            int device = i / METRICS.length % DEVICES;
            long at = base + i / (METRICS.length * DEVICES) * 1_000L;
            readings.add(new Reading(
                    new DeviceId("d-" + device), METRICS[i % METRICS.length], i % 50, at, at, at + 20, i, 0));
        }
        return new Batch("bench", "", Lane.ROUTINE, from, to - 1L, base, readings, List.of());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private void print(double ingest, double copy, long lost) throws JsonProcessingException {
        if (!json) {
            System.out.printf(
                    "ingest %,.0f rows/s, bare COPY %,.0f rows/s, ratio %.2f, lost %d (%d rows, medians of %d)%n",
                    ingest, copy, ingest / copy, lost, rows, rounds);
            return;
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("rows", rows).put("rounds", rounds);
        root.put("rows_per_second", Math.round(ingest)).put("copy_rows_per_second", Math.round(copy));
        root.put("ratio_to_copy", Math.round(ingest / copy * 100) / 100.0).put("lost", lost);
        root.put("java", System.getProperty("java.version"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        System.out.println(mapper.writeValueAsString(root));
    }
}
