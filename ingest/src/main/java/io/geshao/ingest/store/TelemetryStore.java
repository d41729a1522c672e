package io.geshao.ingest.store;

import io.geshao.core.port.BatchSink;
import io.geshao.core.port.ReadingListener;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;

/** Schema {@code telemetry} as the rest of ingest sees it: one writer, and readers. */
public final class TelemetryStore implements AutoCloseable {
    private final BatchWriter writer;
    private final ReadingLog log;
    private final TelemetryQuery query;
    private final StoredAudit audit;

    private TelemetryStore(BatchWriter writer, ReadingLog log, TelemetryQuery query, StoredAudit audit) {
        this.writer = writer;
        this.log = log;
        this.query = query;
        this.audit = audit;
    }

    /**
     * Migrates the schema and starts the writer.
     *
     * @param queuedBatches how many batches may wait for the writer
     * @param queuedReadings how many readings may wait in them
     * @param groupReadings after how many readings a transaction takes no further batch
     * @throws io.geshao.core.config.Launcher.StartException if the database cannot be reached or migrated
     */
    public static TelemetryStore start(
            DataSource database,
            int queuedBatches,
            int queuedReadings,
            int groupReadings,
            Ticker ticker,
            MeterRegistry meters) {
        Flavour flavour = Schema.migrate(database);
        return start(
                database,
                flavour,
                new CopyReadingWriter(),
                new BatchWriter.Limits(queuedBatches, queuedReadings, groupReadings),
                ticker,
                meters);
    }

    static TelemetryStore start(
            DataSource database,
            Flavour flavour,
            ReadingWriter readings,
            BatchWriter.Limits limits,
            Ticker ticker,
            MeterRegistry meters) {
        Reader reader = new Reader(database);
        Names names = new Names();
        Horizon horizon = new Horizon();
        PgReadingLog log = new PgReadingLog(reader, names, horizon::completeUntilMillis);
        BatchWriter writer = new BatchWriter(
                new WriterConnection(database),
                new GroupWriter(readings, flavour, ticker),
                log,
                limits,
                horizon,
                ticker,
                meters);
        writer.start();
        return new TelemetryStore(writer, log, new PgTelemetryQuery(reader, names), new StoredAudit(reader, names));
    }

    public BatchSink sink() {
        return writer;
    }

    /** From the writer's thread; see {@link ReadingListener}. */
    public void listen(ReadingListener listener) {
        writer.listen(listener);
    }

    public ReadingLog log() {
        return log;
    }

    public TelemetryQuery query() {
        return query;
    }

    public StoredAudit audit() {
        return audit;
    }

    /** {@code up}, or why batches wait. */
    public String writerState() {
        return writer.state();
    }

    @Override
    public void close() {
        writer.close();
    }
}
