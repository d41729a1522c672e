package io.geshao.ingest;

import io.geshao.core.Batch;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.ReadingListener;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.store.StoredAudit;
import io.geshao.ingest.store.TelemetryStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Stores what gateways deliver. With {@link IngestConfig} and the HTTP endpoint, all that the module shows. Any thread
 * may call; only one process per database writes, a second one waits and says so in {@link #health}.
 */
public final class Ingest implements BatchSink, AutoCloseable {
    private final TelemetryStore store;

    private Ingest(TelemetryStore store) {
        this.store = store;
    }

    /**
     * Brings schema {@code telemetry} up to date and starts the writer. The writer keeps one connection for itself.
     *
     * @throws io.geshao.core.config.Launcher.StartException if the database cannot be reached or migrated
     */
    public static Ingest start(IngestConfig config, DataSource database, Ticker ticker, MeterRegistry meters) {
        return new Ingest(TelemetryStore.start(
                database,
                config.queuedBatches(),
                config.queuedReadings(),
                config.groupReadings(),
                config.keeping(),
                ticker,
                meters));
    }

    @Override
    public CompletionStage<Receipt> deliver(Batch batch) {
        return store.deliver(batch);
    }

    @Override
    public CompletionStage<Void> report(GatewayReport report) {
        return store.report(report);
    }

    /** What gateways answered for against what is stored. */
    public ConservationLedger ledger() {
        return store.ledger();
    }

    /** Calls back with new readings after each commit, from the writer's thread, in the order of the log. */
    public void listen(ReadingListener listener) {
        store.listen(listener);
    }

    public ReadingLog log() {
        return store.log();
    }

    public TelemetryQuery query() {
        return store.query();
    }

    /** Streams what is stored with event time at or after {@code fromMillis}, for an audit. */
    public void forEachStored(long fromMillis, Consumer<StoredAudit.Row> consumer) {
        store.audit().forEach(fromMillis, consumer);
    }

    /** Part {@code writer}: why batches wait; part {@code ledger}: what does not balance; else {@code up}. */
    public Map<String, String> health() {
        return Map.of("writer", store.writerState(), "ledger", store.ledgerState());
    }

    /** Finishes the group under way; batches that still wait are refused as retryable. */
    @Override
    public void close() {
        store.close();
    }
}
