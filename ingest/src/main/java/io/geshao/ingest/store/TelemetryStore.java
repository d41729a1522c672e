package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.ReadingListener;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Schema {@code telemetry} as the rest of ingest sees it: one writer, and readers. */
public final class TelemetryStore implements BatchSink, AutoCloseable {
    private final BatchWriter writer;
    private final ReadingLog log;
    private final TelemetryQuery query;
    private final StoredAudit audit;
    private final ConservationLedger ledger;
    private final Bookkeeper bookkeeper;
    private final DeadLetters deadLetters;
    private @Nullable Upkeep upkeep;
    private @Nullable HorizonRow horizonRow;

    private TelemetryStore(
            BatchWriter writer,
            ReadingLog log,
            TelemetryQuery query,
            StoredAudit audit,
            ConservationLedger ledger,
            Bookkeeper bookkeeper,
            DeadLetters deadLetters) {
        this.writer = writer;
        this.log = log;
        this.query = query;
        this.audit = audit;
        this.ledger = ledger;
        this.bookkeeper = bookkeeper;
        this.deadLetters = deadLetters;
    }

    /** As the other, keeping things as long as is usual. */
    public static TelemetryStore start(
            DataSource database,
            int queuedBatches,
            int queuedReadings,
            int groupReadings,
            Ticker ticker,
            MeterRegistry meters) {
        return start(database, queuedBatches, queuedReadings, groupReadings, Keeping.USUAL, ticker, meters);
    }

    /**
     * Migrates the schema and starts the writer.
     *
     * @param queuedBatches how many batches may wait for the writer
     * @param queuedReadings how many readings may wait in them
     * @param groupReadings after how many readings a transaction takes no further batch
     * @param keeping how long things are kept
     * @throws io.geshao.core.config.Launcher.StartException if the database cannot be reached or migrated
     */
    public static TelemetryStore start(
            DataSource database,
            int queuedBatches,
            int queuedReadings,
            int groupReadings,
            Keeping keeping,
            Ticker ticker,
            MeterRegistry meters) {
        Flavour flavour = Schema.migrate(database);
        TelemetryStore store = start(
                database,
                flavour,
                new CopyReadingWriter(),
                new BatchWriter.Limits(queuedBatches, queuedReadings, groupReadings),
                ticker,
                meters);
        store.bookkeeper.start();
        Upkeep upkeep = new Upkeep(
                database, flavour, keeping, new LedgerAudits(database, store.ledger, keeping.auditHours()), ticker);
        upkeep.start();
        store.upkeep = upkeep;
        HorizonRow row = new HorizonRow(
                database,
                store.log::completeUntilMillis,
                () -> store.writer.state().equals("up"),
                ticker);
        row.start();
        store.horizonRow = row;
        return store;
    }

    /** As the other, without the work in the background. */
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
        ConservationLedger ledger = new PgConservationLedger(reader, ticker);
        return new TelemetryStore(
                writer,
                log,
                new PgTelemetryQuery(reader, names),
                new StoredAudit(reader, names),
                ledger,
                new Bookkeeper(new GatewayReports(database), ledger, ticker, meters),
                new DeadLetters(reader, database));
    }

    @Override
    public CompletionStage<Receipt> deliver(Batch batch) {
        return writer.deliver(batch);
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

    public ConservationLedger ledger() {
        return ledger;
    }

    @Override
    public CompletionStage<Void> report(GatewayReport report) {
        return bookkeeper.report(report);
    }

    /** {@code up}, or what of the ledger does not balance. */
    public String ledgerState() {
        return bookkeeper.state();
    }

    public DeadLetters deadLetters() {
        return deadLetters;
    }

    Bookkeeper bookkeeper() {
        return bookkeeper;
    }

    /** {@code up}, or why batches wait. */
    public String writerState() {
        return writer.state();
    }

    @Override
    public void close() {
        if (horizonRow != null) {
            horizonRow.close();
        }
        writer.close();
        bookkeeper.close();
        if (upkeep != null) {
            upkeep.close();
        }
    }
}
