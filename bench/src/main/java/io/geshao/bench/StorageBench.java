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
import io.geshao.ingest.store.ClosedDays;
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
 * they are (heap, indexes, free space), and again after all days were closed as ingest does a day later: one row per
 * message, in the columnstore where there is one. What is kept beside the readings, above all the lineage of batches, is
 * given apart.
 */
@Command(
        name = "storage",
        mixinStandardHelpOptions = true,
        description = "Bytes per stored reading, raw, as messages of closed days and in the columnstore.")
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
            long readings, long failed, long raw, long rawIndexes, long closed, long lineage, boolean inColumnstore) {
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
        try (Ingest ingest = Ingest.start(
                // no day is closed before the table has been weighed
                IngestConfig.read(Settings.of(Map.of("retention.open.days", "1000"))),
                pool,
                ticker,
                new SimpleMeterRegistry())) {
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

    private Figures weigh(HikariDataSource pool, long sent) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze telemetry.reading");
            statement.execute("vacuum analyze telemetry.batch");
            long stored = number(statement, "select count(*) from telemetry.reading");
            boolean hypertable = isHypertable(statement);
            long raw = number(statement, bytes(hypertable, "reading", "total_relation"));
            long indexes = number(statement, bytes(hypertable, "reading", "indexes"));
            long moved = ClosedDays.move(pool, ticker.epochMillis() / DAY * DAY);
            statement.execute("vacuum analyze telemetry.message");
            long found = number(statement, "select count(*) from telemetry.stored_reading");
            if (moved != stored || found != stored) {
                throw new IllegalStateException(
                        stored + " readings were stored, " + moved + " moved, " + found + " are there");
            }
            long closed = number(statement, bytes(hypertable, "message", "total_relation"))
                    + number(
                            statement,
                            "select pg_total_relation_size('telemetry.message_shape')"
                                    + " + pg_total_relation_size('telemetry.shape_metric')");
            long lineage = number(statement, "select pg_total_relation_size('telemetry.batch')");
            return new Figures(
                    stored, sent - stored, raw, indexes, closed, lineage, hypertable && allCompressed(statement));
        }
    }

    private static boolean allCompressed(Statement statement) throws SQLException {
        return number(
                        statement,
                        "select count(*) from timescaledb_information.chunks where hypertable_name = 'message'"
                                + " and not is_compressed")
                == 0;
    }

    private static boolean isHypertable(Statement statement) throws SQLException {
        return number(
                        statement,
                        "select count(*) from pg_class where oid = 'telemetry.reading'::regclass and relkind = 'r'")
                > 0;
    }

    /** All tables that hold rows of a table, whatever they are called: partitions, or chunks and their compressed twins. */
    private static String bytes(boolean hypertable, String table, String what) {
        if (hypertable) {
            return "select sum(pg_" + what + "_size(format('%I.%I', c.schema_name, c.table_name)::regclass)) from"
                    + " _timescaledb_catalog.chunk c join _timescaledb_catalog.hypertable h on h.id = c.hypertable_id"
                    + " where (h.table_name = '" + table + "' or h.id in (select compressed_hypertable_id from"
                    + " _timescaledb_catalog.hypertable where table_name = '" + table + "'))";
        }
        return "select sum(pg_" + what + "_size(inhrelid::regclass)) from pg_inherits where inhparent = 'telemetry."
                + table + "'::regclass";
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
            System.out.println("messages of closed days " + figures.per(figures.closed()) + " bytes per reading"
                    + (figures.inColumnstore() ? ", in the columnstore" : "; there is no columnstore here"));
            return;
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("readings", figures.readings()).put("days", days).put("database", version);
        root.put("bytes_raw", figures.per(figures.raw())).put("bytes_raw_indexes", figures.per(figures.rawIndexes()));
        root.put("bytes_closed", figures.per(figures.closed()));
        if (figures.inColumnstore()) {
            root.put("bytes_columnstore", figures.per(figures.closed()));
        } else {
            root.putNull("bytes_columnstore");
        }
        root.put("bytes_lineage", figures.per(figures.lineage())).put("lost", figures.failed());
        System.out.println(mapper.writeValueAsString(root));
    }
}
