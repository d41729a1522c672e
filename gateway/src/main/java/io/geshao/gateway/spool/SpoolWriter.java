package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes whatever has been appended while the disk was busy with the group before, up to
 * about 1,000 readings, and commits it at once: nobody waits for a group to fill. Receipts of the centre are written down with
 * the next group, or after a moment of quiet.
 */
final class SpoolWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final int GROUP_WEIGHT = 1_000;
    /** Bound of what waits for the disk: at 150,000 readings a second a third of a second. */
    private static final int QUEUED_WEIGHT = 50_000;

    private static final long QUIET_MILLIS = 200;

    private final SpoolStore store;
    private final GroupCommit group;
    private final Map<Lane, LaneReader> readers;
    private final Ticker ticker;
    private final SpoolMeters meters;
    private final Thread thread = new Thread(this::run, "spool");
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>(); // bounded by queuedWeight
    private final AtomicInteger queuedWeight = new AtomicInteger();
    private final Map<Lane, Long> receipts = new ConcurrentHashMap<>();
    private final AtomicInteger unsavedReceipts = new AtomicInteger();
    private final Map<Lane, Long> lastNumbers = new ConcurrentHashMap<>();
    private volatile boolean closing;
    private volatile @Nullable Runnable listener;
    private volatile @Nullable String fault; // written by the writer thread only

    /** Something to do: an append, or an order that has a transaction of its own. */
    private interface Task {}

    private record Append(List<SpoolEntry> entries, int weight, Consumer<AppendResult> done) implements Task {}

    private record Order(Work work, CompletableFuture<Boolean> done) implements Task {}

    /** Changes of the store that are committed together with the receipts known by then. */
    private interface Work {
        void run() throws SQLException;
    }

    SpoolWriter(SpoolStore store, GroupCommit group, Map<Lane, LaneReader> readers, Ticker ticker, SpoolMeters meters)
            throws SQLException {
        this.store = store;
        this.group = group;
        this.readers = new EnumMap<>(readers);
        this.ticker = ticker;
        this.meters = meters;
        for (Map.Entry<Lane, LaneReader> reader : readers.entrySet()) {
            Lane lane = reader.getKey();
            lastNumbers.put(lane, store.nextNumber(lane) - 1);
            meters.depth(
                    lane,
                    () -> lastNumbers.getOrDefault(lane, 0L) - reader.getValue().forgotten());
        }
    }

    void start() {
        thread.start();
    }

    void append(List<SpoolEntry> entries, Consumer<AppendResult> done) {
        int weight = 1; // an empty publish costs something, too
        for (SpoolEntry entry : entries) {
            weight += entry.weight();
        }
        if (queuedWeight.addAndGet(weight) > QUEUED_WEIGHT || closing) {
            queuedWeight.addAndGet(-weight);
            meters.busy.increment();
            done.accept(AppendResult.BUSY);
            return;
        }
        queue.add(new Append(List.copyOf(entries), weight, done));
    }

    void onCommit(Runnable newListener) {
        listener = newListener;
    }

    void forgotten(Lane lane, long last) {
        receipts.merge(lane, last, Math::max);
        if (unsavedReceipts.incrementAndGet() >= LaneReader.UNSAVED_RECEIPTS) {
            order(() -> {}); // more may not be open: so many segments are repeated one by one after a start
        }
    }

    boolean saveBoundary(Lane lane, SpoolStore.Boundary boundary) {
        return order(() -> store.saveBoundary(lane, boundary));
    }

    boolean bury(Batch batch, String reason) {
        boolean buried =
                order(() -> store.bury(batch.lane(), batch.first(), batch.last(), ticker.epochMillis(), reason));
        if (buried) {
            meters.deadLetters.increment((double) (batch.last() - batch.first() + 1));
        }
        return buried;
    }

    /** Waits until the writer has done it; whether it is durable. */
    private boolean order(Work work) {
        if (closing) {
            return false;
        }
        Order order = new Order(work, new CompletableFuture<>());
        queue.add(order);
        try {
            return order.done().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("orders complete normally", e);
        }
    }

    String health() {
        String seen = fault;
        if (!thread.isAlive()) {
            return "the writer has stopped";
        }
        return seen == null ? "up" : seen;
    }

    @Override
    public void close() {
        closing = true;
        queue.add(new Order(() -> {}, new CompletableFuture<>())); // wakes it
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Append> appends = new ArrayList<>();
        try {
            while (!closing || !queue.isEmpty()) {
                Task task = queue.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                if (task == null) {
                    if (!receipts.isEmpty()) {
                        transaction(() -> {});
                    }
                    continue;
                }
                Order order = takeGroup(task, appends);
                commitGroup(appends);
                appends.clear();
                if (order != null) {
                    order.done().complete(transaction(order.work()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refuseRest();
        }
    }

    /** Nobody waits for a writer that is gone. */
    private void refuseRest() {
        closing = true;
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            if (task instanceof Order order) {
                order.done().complete(false);
            } else if (task instanceof Append append) {
                answer(append.done(), AppendResult.FAILED);
            }
        }
    }

    /** Collects appends up to the bound of a group; an order ends the group and is answered. */
    private @Nullable Order takeGroup(Task first, List<Append> appends) {
        int weight = 0;
        Task task = first;
        while (task != null) {
            if (task instanceof Order order) {
                return order;
            }
            Append append = (Append) task;
            appends.add(append);
            weight += append.weight();
            task = weight < GROUP_WEIGHT ? queue.poll() : null;
        }
        return null;
    }

    private void commitGroup(List<Append> appends) {
        if (appends.isEmpty()) {
            return;
        }
        long start = ticker.nanos();
        long now = ticker.epochMillis();
        List<AppendResult> results = new ArrayList<>(appends.size());
        List<Segment> segments = List.of();
        try {
            if (fault != null) {
                store.probe(now);
                group.load(now);
            }
            for (Append append : appends) {
                results.add(add(append, now));
            }
            Map<Lane, Long> saved = writeReceipts();
            segments = group.commit(now);
            saved.forEach(receipts::remove);
            meters.committed(ticker.nanos() - start);
            recovered();
        } catch (SQLException | IOException e) {
            failed(e);
            meters.failed.increment(appends.size());
            results.clear();
        }
        publish(segments);
        for (int i = 0; i < appends.size(); i++) {
            Append append = appends.get(i);
            queuedWeight.addAndGet(-append.weight());
            answer(append.done(), results.isEmpty() ? AppendResult.FAILED : results.get(i));
        }
    }

    private AppendResult add(Append append, long nowMillis) {
        AppendResult result = AppendResult.DUPLICATE;
        for (SpoolEntry entry : append.entries()) {
            if (group.add(entry, nowMillis) == AppendResult.COMMITTED) {
                result = AppendResult.COMMITTED;
            }
        }
        return result;
    }

    private void publish(List<Segment> segments) {
        for (Segment segment : segments) {
            lastNumbers.put(segment.lane(), segment.last());
            LaneReader reader = readers.get(segment.lane());
            if (reader != null) {
                reader.arrived(segment);
            }
        }
        Runnable toWake = listener;
        if (toWake != null && !segments.isEmpty()) {
            toWake.run();
        }
    }

    private boolean transaction(Work work) {
        try {
            Map<Lane, Long> saved = writeReceipts();
            work.run();
            store.commit();
            saved.forEach(receipts::remove);
            return true;
        } catch (SQLException e) {
            failed(e);
            return false;
        }
    }

    private Map<Lane, Long> writeReceipts() throws SQLException {
        if (receipts.isEmpty()) {
            return Map.of();
        }
        unsavedReceipts.set(0);
        Map<Lane, Long> known = new EnumMap<>(receipts);
        for (Map.Entry<Lane, Long> receipt : known.entrySet()) {
            store.deleteUpTo(receipt.getKey(), receipt.getValue());
        }
        return known;
    }

    private void answer(Consumer<AppendResult> done, AppendResult result) {
        try {
            done.accept(result);
        } catch (RuntimeException e) { // a door's bug must not stop the writing for all other doors
            LOG.error("a door failed on the answer {}", result, e);
        }
    }

    private void failed(Exception e) {
        if (fault == null) {
            LOG.error("the spool cannot write; devices are not acknowledged until it can", e);
        }
        fault = "cannot write: " + e.getMessage();
        unsavedReceipts.set(LaneReader.UNSAVED_RECEIPTS);
        try {
            store.rollback();
        } catch (SQLException again) {
            e.addSuppressed(again);
        }
    }

    private void recovered() {
        if (fault != null) {
            LOG.info("the spool writes again");
            fault = null;
        }
    }
}
