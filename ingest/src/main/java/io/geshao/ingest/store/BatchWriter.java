package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.StoredBatch;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.BatchSink.UndeliverableException;
import io.geshao.core.port.ReadingListener;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes batches that wait, the most urgent lane's for themselves, and commits them together:
 * under load the groups grow and the cost of a commit is shared, without load a batch goes at once. Receipts are completed and listeners called after
 * the commit, in commit order, from this thread.
 *
 * <p>When the database goes away the batches stay in hand and are written again once it is back; whatever had been
 * committed without our learning of it is then found by its lineage, and announced to the listeners from the log.
 */
final class BatchWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final long IDLE_MILLIS = 200;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final int CATCH_UP_BATCHES = 256;

    /** How much may wait, and how much goes into one transaction. */
    record Limits(int queuedBatches, int queuedReadings, int groupReadings) {}

    private record Pending(
            Batch batch, long arrivedMillis, CompletableFuture<Receipt> receipt, Horizon.Waiting waiting) {
        /** What a stopped database made wait is as old as what waited in a spool. */
        Batch batchAt(long nowMillis) {
            return nowMillis - arrivedMillis > Batch.BACKFILL_AFTER_MILLIS ? batch.backfilled() : batch;
        }
    }

    private final WriterConnection connection;
    private final GroupWriter group;
    private final PgReadingLog log;
    private final Limits limits;
    private final LaneQueue<Pending> queue;
    private final AtomicLong queuedReadings = new AtomicLong();
    private final List<ReadingListener> listeners = new CopyOnWriteArrayList<>();
    private final Horizon horizon;
    private final Ticker ticker;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final Meters meters;

    /** Why batches are not being written, or "up". Written by the writer's thread, read by any. */
    private volatile String state = "starting";

    /** Number of the newest batch the listeners have heard of, or had the chance to. Owner: the writer's thread. */
    private long announced;

    BatchWriter(
            WriterConnection connection,
            GroupWriter group,
            PgReadingLog log,
            Limits limits,
            Horizon horizon,
            Ticker ticker,
            MeterRegistry meters) {
        this.connection = connection;
        this.group = group;
        this.log = log;
        this.limits = limits;
        this.horizon = horizon;
        this.ticker = ticker;
        this.queue = new LaneQueue<>(limits.queuedBatches());
        this.meters = new Meters(meters, queuedReadings);
        this.announced = log.head();
        this.thread = new Thread(this::run, "ingest-writer");
    }

    void start() {
        thread.start();
    }

    void listen(ReadingListener listener) {
        listeners.add(listener);
    }

    String state() {
        String now = state;
        // an Error ends the thread without a word
        return thread.isAlive() || now.startsWith(OpsServer.DEAD) ? now : OpsServer.DEAD + "the writer has ended";
    }

    CompletionStage<Receipt> deliver(Batch batch) {
        long now = ticker.epochMillis();
        Horizon.Waiting waiting = horizon.arrived(batch, now);
        Pending pending = new Pending(batch, now, new CompletableFuture<>(), waiting);
        int size = batch.readings().size();
        // An oversized batch passes when nothing else waits: otherwise it could never be delivered.
        long before = queuedReadings.getAndAdd(size);
        if ((before > 0 && before + size > limits.queuedReadings()) || !queue.offer(batch.lane(), pending)) {
            queuedReadings.addAndGet(-size);
            meters.refused.increment();
            horizon.refused(waiting, ticker.epochMillis());
            return CompletableFuture.failedFuture(
                    new UndeliverableException("too many batches wait for the database (" + state + ")", null, true));
        }
        // The writer empties the queue after it has stopped; one of the two finds this batch.
        if (stop.getCount() == 0 && queue.remove(batch.lane(), pending)) {
            refuse(pending);
        }
        return pending.receipt();
    }

    private void refuse(Pending pending) {
        horizon.refused(pending.waiting(), ticker.epochMillis());
        pending.receipt()
                .completeExceptionally(new UndeliverableException("ingest stops; deliver it again", null, true));
    }

    private void run() {
        List<Pending> hand = new ArrayList<>();
        try {
            loop(hand);
            state = "stopped";
        } catch (RuntimeException e) {
            // A bug. Going on could break the order of numbers; gateways keep what they have until a restart.
            LOG.error("the writer stops", e);
            state = OpsServer.DEAD + e;
        } finally {
            stop.countDown();
            queue.drainTo(hand);
            hand.forEach(this::refuse);
            connection.close();
        }
    }

    private void loop(List<Pending> hand) {
        long pause = FIRST_PAUSE_MILLIS;
        while (stop.getCount() > 0) {
            try {
                if (hand.isEmpty()) {
                    take(hand);
                }
                tend();
                if (!hand.isEmpty()) {
                    write(hand);
                    hand.clear();
                }
                if (group.hasLastValues()) {
                    group.writeLastValues(connection.get(), !queue.isEmpty());
                }
                pause = FIRST_PAUSE_MILLIS;
            } catch (SQLException | StoreException e) {
                connection.discard();
                down("down: " + e.getMessage(), e);
                pause = pause(pause);
            } catch (WriterConnection.TakenException e) {
                down(WriterConnection.TAKEN, null);
                pause = pause(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Has a connection with the writer's lock, and catches up if it is a new one. */
    private void tend() throws SQLException, WriterConnection.TakenException {
        if (connection.open()) {
            group.reload(connection.get());
            catchUp();
            if (!state.equals("starting")) {
                LOG.info("telemetry can be written again, was {}", state);
            }
            state = "up";
        }
    }

    /** Announces what was committed but not announced: by us before a connection broke, or by the writer before us. */
    private void catchUp() {
        while (announced < group.head()) {
            List<StoredBatch> missed = listeners.isEmpty() ? List.of() : log.after(announced, CATCH_UP_BATCHES);
            if (missed.isEmpty()) {
                announced = group.head();
            } else {
                announce(missed);
            }
        }
    }

    private void take(List<Pending> hand) throws InterruptedException {
        long idle = TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
        long wait = group.hasLastValues() ? Math.min(idle, group.lastValuesDueNanos()) : idle;
        long[] readings = {0};
        queue.take(wait, hand, next -> {
            readings[0] += next.batch().readings().size();
            return readings[0] < limits.groupReadings();
        });
        queuedReadings.addAndGet(-readings[0]);
    }

    private void write(List<Pending> hand) throws SQLException {
        try {
            commit(hand);
        } catch (SQLException e) {
            if (!isTheDataAtFault(e)) {
                throw e;
            }
            LOG.warn("a group of {} batches cannot be stored, trying them one by one: {}", hand.size(), e.getMessage());
            writeOneByOne(hand);
        }
    }

    private void writeOneByOne(List<Pending> hand) throws SQLException {
        for (Pending pending : hand) {
            try {
                commit(List.of(pending));
            } catch (SQLException e) {
                if (!isTheDataAtFault(e)) {
                    throw e;
                }
                meters.undeliverable.increment();
                horizon.refused(pending.waiting(), ticker.epochMillis()); // its numbers come again, declared as a gap
                LOG.error(
                        "batch {} of {} cannot be stored",
                        pending.batch().first(),
                        pending.batch().gateway(),
                        e);
                pending.receipt()
                        .completeExceptionally(new UndeliverableException("the batch cannot be stored", e, false));
            }
        }
    }

    /** Data exception or broken constraint: the same batch fails again tomorrow. Anything else may pass. */
    private static boolean isTheDataAtFault(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private void commit(List<Pending> hand) throws SQLException {
        // Those that were settled in an earlier try of the same hand are committed: they count as delivered again.
        long before = ticker.epochMillis();
        List<Batch> batches =
                hand.stream().map(pending -> pending.batchAt(before)).toList();
        GroupWriter.Outcome outcome = group.commit(connection.get(), batches, !listeners.isEmpty(), !queue.isEmpty());
        long now = ticker.epochMillis();
        hand.forEach(pending -> horizon.committed(pending.waiting(), now));
        for (int i = 0; i < hand.size(); i++) {
            hand.get(i).receipt().complete(outcome.receipts().get(i));
        }
        meters.note(outcome, hand.size());
        announce(outcome.news());
        announced = group.head();
        hand.forEach(pending -> horizon.settled(pending.waiting()));
    }

    private void announce(List<StoredBatch> news) {
        for (StoredBatch batch : news) {
            for (ReadingListener listener : listeners) {
                try {
                    listener.onStored(batch);
                } catch (RuntimeException e) {
                    // A listener's bug must not stop the writing; the listener finds the batch in the log.
                    meters.listenerFailures.increment();
                    LOG.error("a listener failed on batch {}", batch.number(), e);
                }
            }
            announced = batch.number();
        }
    }

    private void down(String reason, @Nullable Exception cause) {
        boolean isNews = state.equals("up") || state.equals("starting");
        state = reason;
        if (isNews) {
            LOG.warn("telemetry cannot be written, batches wait: {}", reason, cause);
        }
    }

    private long pause(long millis) {
        try {
            if (stop.await(millis, TimeUnit.MILLISECONDS)) {
                return millis;
            }
        } catch (InterruptedException e) {
            stop.countDown();
        }
        return Math.min(millis * 2, LONGEST_PAUSE_MILLIS);
    }

    /** Finishes the group in hand; what still waits is refused as retryable. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Figures of the writer. */
    private static final class Meters {
        private final Counter stored;
        private final Counter duplicates;
        private final Counter batches;
        private final Counter redelivered;
        private final Counter refused;
        private final Counter undeliverable;
        private final Counter listenerFailures;
        private final DistributionSummary groupSize;

        Meters(MeterRegistry registry, AtomicLong queued) {
            stored = registry.counter("geshao.ingest.stored");
            duplicates = registry.counter("geshao.ingest.duplicates");
            batches = registry.counter("geshao.ingest.batches");
            redelivered = registry.counter("geshao.ingest.redelivered");
            refused = registry.counter("geshao.ingest.refused");
            undeliverable = registry.counter("geshao.ingest.undeliverable");
            listenerFailures = registry.counter("geshao.ingest.listener.failures");
            groupSize = registry.summary("geshao.ingest.group.batches");
            Gauge.builder("geshao.ingest.queued.readings", queued, AtomicLong::get)
                    .register(registry);
        }

        void note(GroupWriter.Outcome outcome, int size) {
            stored.increment((double) outcome.stored());
            duplicates.increment((double) outcome.duplicates());
            batches.increment(size);
            redelivered.increment(outcome.redelivered());
            groupSize.record(size);
        }
    }
}
