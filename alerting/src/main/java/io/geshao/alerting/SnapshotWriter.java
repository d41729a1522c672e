package io.geshao.alerting;

import io.geshao.alerting.store.AlertStore;
import io.geshao.alerting.store.StoreException;
import io.geshao.core.CommunityId;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes and writes snapshots beside the partition thread, one after another. A snapshot that could not be written costs nothing but
 * a longer replay: the next one replaces it.
 */
final class SnapshotWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);

    private final AlertStore store;
    private final ExecutorService executor;
    private final AtomicInteger waiting = new AtomicInteger();

    SnapshotWriter(AlertStore store, int index) {
        this.store = store;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "alerting-snapshot-" + index);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether the last ones are still being written: then there is no point in more. */
    boolean isBusy() {
        return waiting.get() > 0;
    }

    void write(CommunityId community, EngineState state, long takenMillis) {
        waiting.incrementAndGet();
        executor.execute(() -> {
            try {
                store.save(community, state.asSnapshot(takenMillis));
            } catch (StoreException e) {
                LOG.warn("snapshot of {} was not written: {}", community, e.getMessage());
            } finally {
                waiting.decrementAndGet();
            }
        });
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
