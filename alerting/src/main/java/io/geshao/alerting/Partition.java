package io.geshao.alerting;

import io.geshao.alerting.store.AlertStore;
import io.geshao.alerting.store.StoreException;
import io.geshao.core.AlertTransition;
import io.geshao.core.CommunityId;
import io.geshao.core.StoredBatch;
import io.geshao.core.config.OpsServer;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and the engines it owns. It takes what has arrived, lets the engines decide, commits, tells, and takes more:
 * what arrives during a commit shares the next one. While the database does not answer, it tries again and takes nothing;
 * its queue fills, and the intake behind it falls back to the reading log.
 */
final class Partition implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Partition.class);
    private static final int QUEUE = 1_024;
    private static final int AT_ONCE = 64;
    private static final long LONGEST_RETRY_MILLIS = 2_000;

    /** What the thread is asked to do. */
    private sealed interface Task permits Apply, Tick, Obey, Reload {}

    private record Apply(StoredBatch batch, long completeMillis) implements Task {}

    private record Tick(long nowMillis) implements Task {}

    private record Obey() implements Task {}

    /** @param taken set when every engine has taken its book up */
    private record Reload(Map<CommunityId, Rulebook> books, CountDownLatch taken) implements Task {}

    private final List<AlertEngine> engines;
    private final Ticker ticker;
    private final EngineMeters meters;
    private final Duration snapshotEvery;
    private final Runnable onTransition;
    private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private final SnapshotWriter snapshots;

    private long nextSnapshotNanos; // partition thread
    private volatile @Nullable String trouble;
    private volatile long judgedNumber; // written by the partition thread once it runs
    private volatile long judgedMillis; // likewise
    private final AtomicLong snapshotMillis = new AtomicLong();

    Partition(
            int index,
            List<AlertEngine> engines,
            AlertStore store,
            AlertingConfig config,
            Ticker ticker,
            MeterRegistry registry,
            EngineMeters meters,
            Runnable onTransition) {
        this.engines = List.copyOf(engines);
        this.ticker = ticker;
        this.meters = meters;
        this.snapshotEvery = config.snapshotEvery();
        this.onTransition = onTransition;
        this.snapshots = new SnapshotWriter(store, index);
        this.snapshotMillis.set(ticker.epochMillis());
        registry.gauge(
                "geshao.alerting.snapshot.age.millis",
                io.micrometer.core.instrument.Tags.of("partition", String.valueOf(index)),
                snapshotMillis,
                at -> ticker.epochMillis() - at.doubleValue());
        registry.gauge(
                "geshao.alerting.judged.age.millis",
                io.micrometer.core.instrument.Tags.of("partition", String.valueOf(index)),
                this,
                partition -> ticker.epochMillis() - (double) partition.judgedMillis);
        this.thread = new Thread(this::run, "alerting-" + index);
    }

    /** @param number the input up to which everything has been judged already */
    void start(long number) {
        judgedNumber = number;
        judgedMillis = ticker.epochMillis();
        nextSnapshotNanos = ticker.nanos();
        thread.start();
    }

    /** Blocks while the partition is busy: the caller has a log to fall back to. */
    void apply(StoredBatch batch, long completeMillis) throws InterruptedException {
        queue.put(new Apply(batch, completeMillis));
    }

    /** Passed over if the partition is busy: the next one tells as much. */
    void tick(long nowMillis) {
        @SuppressWarnings("unused")
        boolean taken = queue.offer(new Tick(nowMillis));
    }

    void obey() {
        @SuppressWarnings("unused") // the intake looks for waiting commands again
        boolean taken = queue.offer(new Obey());
    }

    /**
     * Lets every engine judge by other rules, between two inputs; returns when that is so, or the partition has stopped.
     *
     * @param books makes them, on the caller's thread: it takes longer than taking them up
     */
    void reload(Function<CommunityId, Rulebook> books) throws InterruptedException {
        Map<CommunityId, Rulebook> made = new HashMap<>();
        for (AlertEngine engine : engines) {
            made.put(engine.community, books.apply(engine.community));
        }
        Reload reload = new Reload(made, new CountDownLatch(1));
        queue.put(reload);
        while (!reload.taken().await(100, TimeUnit.MILLISECONDS) && thread.isAlive()) {
            // the partition is busy with what came before, or it has stopped
        }
    }

    /** Whether the input up to that number, and the time up to that moment, has been judged and committed. */
    boolean hasJudged(long number, long millis) {
        return judgedNumber >= number && judgedMillis >= millis;
    }

    /** {@code up}, or why it cannot commit. */
    String health() {
        String now = trouble;
        if (!thread.isAlive()) {
            return OpsServer.DEAD + "the thread that judges has ended";
        }
        return now == null ? "up" : now;
    }

    private void run() {
        List<Task> tasks = new ArrayList<>(AT_ONCE);
        try {
            while (stopping.getCount() > 0) {
                Task first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    tasks.add(first);
                    queue.drainTo(tasks, AT_ONCE - 1);
                    tasks.forEach(this::perform);
                    commit();
                    if (stopping.getCount() > 0) { // else the commit may have been given up
                        tasks.forEach(this::judged);
                    }
                    tasks.clear();
                }
                if (ticker.nanos() >= nextSnapshotNanos) {
                    nextSnapshotNanos = ticker.nanos() + snapshotEvery.toNanos();
                    takeSnapshots();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Task task) {
        long now = ticker.epochMillis();
        long startNanos = ticker.nanos();
        for (AlertEngine engine : engines) {
            if (task instanceof Apply apply) {
                engine.apply(apply.batch(), now, apply.completeMillis());
            } else if (task instanceof Tick tick) {
                engine.tick(tick.nowMillis());
            } else if (task instanceof Reload reload) {
                Rulebook book = reload.books().get(engine.community);
                if (book != null) {
                    engine.reload(book, now);
                }
            } else {
                retrying(() -> engine.obey(now));
            }
        }
        if (task instanceof Reload reload) {
            nextSnapshotNanos = ticker.nanos(); // a replay must not judge by the new rules what was judged by the old
            meters.reloaded(ticker.nanos() - startNanos);
            reload.taken().countDown();
        }
        if (task instanceof Obey) {
            commit(); // before anybody looks again for what waits
        }
    }

    private void judged(Task task) {
        if (task instanceof Apply apply) {
            judgedNumber = apply.batch().number();
        } else if (task instanceof Tick tick) {
            judgedMillis = Math.max(judgedMillis, tick.nowMillis());
        }
    }

    private void commit() {
        boolean told = false;
        for (AlertEngine engine : engines) {
            if (!engine.hasDecided()) {
                continue;
            }
            long start = ticker.nanos();
            List<AlertTransition> written = new ArrayList<>();
            if (retrying(() -> written.addAll(engine.commit()))) {
                meters.committed(ticker.nanos() - start);
                told |= !written.isEmpty();
            }
        }
        if (told) {
            onTransition.run();
        }
    }

    /** Tries until it works or the partition stops; says so once, and once when it is over. */
    private boolean retrying(Runnable work) {
        long wait = 20;
        while (true) {
            try {
                work.run();
                if (trouble != null) {
                    LOG.info("the alert store answers again");
                    trouble = null;
                }
                return true;
            } catch (StoreException e) {
                if (trouble == null) {
                    LOG.warn("alerts wait: {}", e.getMessage());
                    trouble = "the alert store does not answer";
                }
                if (stopped(wait)) {
                    return false;
                }
                wait = Math.min(LONGEST_RETRY_MILLIS, wait * 2);
            }
        }
    }

    private boolean stopped(long waitMillis) {
        try {
            return stopping.await(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void takeSnapshots() {
        if (trouble != null || snapshots.isBusy()) {
            return;
        }
        snapshotMillis.set(ticker.epochMillis());
        for (AlertEngine engine : engines) {
            EngineState state = engine.hasDecided() ? null : engine.capture();
            if (state != null) {
                snapshots.write(engine.community, state, ticker.epochMillis());
            }
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            takeSnapshots();
        }
        snapshots.close();
    }
}
