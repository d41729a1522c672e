package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.Batch;
import io.geshao.core.config.Settings;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.Ingest;
import io.geshao.ingest.IngestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Bytes per stored reading: whole days of the simulator's 2,000 devices go through ingest, then the tables are weighed as
 * they are (heap, indexes, free space), and again after all of their chunks went into the columnstore. What is kept beside
 * the readings, above all the lineage of batches, is given apart.
 */
@Command(
        name = "storage",
        mixinStandardHelpOptions = true,
        description = "Bytes per stored reading, raw and in the columnstore.")
public final class StorageBench implements Callable<Integer> {
    private static final int IN_FLIGHT = 512;
    private static final long DAY = 86_400_000;

    @Option(names = "--days", defaultValue = "3", description = "whole days to store; default ${DEFAULT-VALUE}")
    private int days;

    @Option(names = "--readings", description = "stop after this many readings; default: all of the days")
    private @Nullable Long readings;

    @Option(names = "--db-url", description = "JDBC URL of an empty TimescaleDB; default: an embedded PostgreSQL")
    private @Nullable String url;

    @Option(names = "--json", description = "one JSON object instead of text")
    private boolean json;

    private final Ticker ticker = Ticker.system();

    @Override
    public Integer call() throws Exception {
        try (BenchDatabase database = BenchDatabase.open(url);
                HikariDataSource pool = pool(database.url())) {
            long stored = fill(pool);
            Figures figures = weigh(pool, stored);
            print(figures, database.version());
            return figures.failed() == 0 ? 0 : 1;
        }
    }

    /** What was weighed; bytes are totals. */
    private record Figures(
            long readings, long failed, long raw, long rawIndexes, long columnstore, long lineage, String note) {
        double per(long bytes) {
            return Math.round(100.0 * bytes / Math.max(1, readings)) / 100.0;
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(6);
        return new HikariDataSource(config);
    }

    private long fill(HikariDataSource pool) throws InterruptedException {
        AtomicLong failures = new AtomicLong();
        long today = Math.floorDiv(ticker.epochMillis(), DAY) * DAY;
        VirtualDays life = new VirtualDays(today - days * DAY, today);
        long limit = readings == null ? Long.MAX_VALUE : readings;
        long sent = 0;
        try (Ingest ingest =
                Ingest.start(IngestConfig.read(Settings.of(Map.of())), pool, ticker, new SimpleMeterRegistry())) {
            Semaphore window = new Semaphore(IN_FLIGHT);
            for (List<Batch> batches = life.next(); !batches.isEmpty() && sent < limit; batches = life.next()) {
                for (Batch batch : batches) {
                    window.acquire();
                    sent += batch.readings().size();
                    ingest.deliver(batch).whenComplete((receipt, error) -> {
                        if (error != null) {
                            failures.incrementAndGet();
                        }
                        window.release();
                    });
                }
            }
            window.acquire(IN_FLIGHT);
            if (failures.get() > 0) {
                throw new IllegalStateException(failures.get() + " batches were not stored");
            }
        }
        return sent;
    }

    private static Figures weigh(HikariDataSource pool, long sent) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze telemetry.reading");
            statement.execute("vacuum analyze telemetry.batch");
            long stored = number(statement, "select count(*) from telemetry.reading");
            long raw = number(statement, readingBytes(statement));
            long indexes = number(statement, readingBytes(statement).replace("total_relation", "indexes"));
            long columnstore = 0;
            String note = "";
            if (isHypertable(statement)) {
                try {
                    statement.execute("select compress_chunk(c, true) from show_chunks('telemetry.reading') c");
                    columnstore = number(statement, readingBytes(statement));
                } catch (SQLException e) {
                    note = "this TimescaleDB has no columnstore: " + e.getMessage();
                }
            } else {
                note = "this database has no columnstore: plain PostgreSQL keeps readings raw";
            }
            long lineage = number(statement, "select pg_total_relation_size('telemetry.batch')");
            return new Figures(stored, sent - stored, raw, indexes, columnstore, lineage, note);
        }
    }

    private static boolean isHypertable(Statement statement) throws SQLException {
        return number(statement, "select count(*) from pg_extension where extname = 'timescaledb'") > 0
                && number(
                                statement,
                                "select count(*) from pg_class where oid = 'telemetry.reading'::regclass"
                                        + " and relkind = 'p'")
                        == 0;
    }

    /** All tables that hold readings, whatever they are called: partitions, or chunks and their compressed twins. */
    private static String readingBytes(Statement statement) throws SQLException {
        if (isHypertable(statement)) {
            return "select sum(pg_total_relation_size(format('%I.%I', c.schema_name, c.table_name)::regclass)) from"
                    + " _timescaledb_catalog.chunk c join _timescaledb_catalog.hypertable h on h.id = c.hypertable_id"
                    + " where (h.table_name = 'reading' or h.id in (select compressed_hypertable_id from"
                    + " _timescaledb_catalog.hypertable where table_name = 'reading'))";
        }
        return "select sum(pg_total_relation_size(inhrelid::regclass)) from pg_inherits"
                + " where inhparent = 'telemetry.reading'::regclass";
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void print(Figures figures, String version) throws com.fasterxml.jackson.core.JsonProcessingException {
        if (!json) {
            System.out.printf("%,d readings of 2,000 devices over %d days in %s%n", figures.readings(), days, version);
            System.out.printf(
                    "raw %.2f bytes per reading (%.2f of them indexes), lineage %.2f%n",
                    figures.per(figures.raw()), figures.per(figures.rawIndexes()), figures.per(figures.lineage()));
            System.out.println(
                    figures.note().isEmpty()
                            ? "columnstore " + figures.per(figures.columnstore()) + " bytes per reading"
                            : figures.note());
            return;
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("readings", figures.readings()).put("days", days).put("database", version);
        root.put("bytes_raw", figures.per(figures.raw())).put("bytes_raw_indexes", figures.per(figures.rawIndexes()));
        if (figures.note().isEmpty()) {
            root.put("bytes_columnstore", figures.per(figures.columnstore()));
        } else {
            root.putNull("bytes_columnstore").put("note", figures.note());
        }
        root.put("bytes_lineage", figures.per(figures.lineage())).put("lost", figures.failed());
        System.out.println(mapper.writeValueAsString(root));
    }
}
