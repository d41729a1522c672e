package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.BatchSink.LaneCount;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.spool.AppendQueue.Append;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes whatever has been appended while the disk was busy with the group before, and
 * commits it at once: nobody waits for a group to fill, and a flush costs the same for one reading as for thousands.
 * Receipts of the centre are written down with the next group, or after a moment of quiet. Orders go ahead of messages.
 * While the centre is behind, only what concerns life safety is taken ({@link Pressure}).
 */
final class SpoolWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    /** A segment is a batch, and a batch is to fit comfortably into a request. */
    private static final int GROUP_WEIGHT = 8_192;

    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** While devices are held back: how often it is looked whether the centre has caught up. */
    private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int HELD_ROUNDS = 100;
    /** After a full disk that had nothing to give up, nothing is tried for this long. */
    private static final long FULL_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int SQLITE_FULL = 13;
    private static final int PRIMARY_CODE = 0xff;

    private final SpoolStore store;
    private final Books books;
    private final GroupCommit group;
    private final RoomKeeper room;
    private final Map<Lane, LaneReader> readers;
    private final HighWater highWater;
    private final Ticker ticker;
    private final SpoolMeters meters;
    private final Thread thread = new Thread(this::run, "spool");
    private final AppendQueue queue = new AppendQueue();
    private final Pressure pressure;
    private final Queue<Order> orders = new ConcurrentLinkedQueue<>(); // a handful: their callers wait
    private final Receipts receipts = new Receipts();
    private long notBeforeNanos; // the writer thread
    private boolean wasHeldBack; // the writer thread
    private int heldRounds; // the writer thread
    private boolean diskWasFull; // the writer thread
    private volatile boolean closing;
    private volatile @Nullable Runnable listener;
    private volatile @Nullable String fault; // written by the writer thread only
    private volatile @Nullable String fullLane; // written by the writer thread only
    private volatile long bytes; // written by the writer thread only

    private record Order(Work work, CompletableFuture<Boolean> done) {}

    /** Changes of the store that are committed together with the receipts known by then. */
    private interface Work {
        void run(long nowMillis) throws SQLException;
    }

    SpoolWriter(
            SpoolStore store,
            Books books,
            GroupCommit group,
            RoomKeeper room,
            Map<Lane, LaneReader> readers,
            HighWater highWater,
            Ticker ticker,
            SpoolMeters meters) {
        this.store = store;
        this.books = books;
        this.group = group;
        this.room = room;
        this.readers = new EnumMap<>(readers);
        this.pressure = new Pressure(readers, ticker);
        this.highWater = highWater;
        this.ticker = ticker;
        this.meters = meters;
        this.bytes = books.bytes();
        meters.bytes(() -> bytes);
        readers.forEach((lane, reader) -> meters.depth(lane, reader::waiting));
    }

    void start() {
        thread.start();
    }

    void append(List<SpoolEntry> entries, Consumer<AppendResult> done) {
        if (closing || !queue.offer(Append.of(entries, done))) {
            meters.busy.increment();
            done.accept(AppendResult.BUSY);
        }
    }

    /** Whether it is worth offering again what was answered with BUSY. */
    boolean hasRoom() {
        return queue.hasRoom();
    }

    void onCommit(Runnable newListener) {
        listener = newListener;
    }

    void forgotten(Batch batch, long through) {
        receipts.add(batch.lane(), batch.first(), batch.last(), through);
        pressure.confirmed();
    }

    boolean declareDamaged(Lane lane, long first) {
        return order(nowMillis -> {
            SpoolStore.Row lost = store.lost(lane, first, books.of(lane), nowMillis);
            LOG.error(
                    "{} {}..{} are damaged in the spool and given up",
                    lane,
                    first,
                    lost.head().last());
            store.replaceByGap(lost.head());
            books.of(lane).gaveUp(lost.head(), lost.bodyBytes(), nowMillis);
            meters.damaged.increment(lost.head().items());
        });
    }

    boolean bury(Batch batch, String reason) {
        return order(nowMillis -> {
            for (SpoolStore.Row row : store.bury(batch.lane(), batch.first(), batch.last(), nowMillis, reason)) {
                books.of(batch.lane()).buried(row, nowMillis);
                meters.deadLetters.increment(row.head().items());
            }
        });
    }

    /** The books as they are committed; empty if there are none at the moment. */
    List<LaneCount> counts() {
        List<LaneCount> counts = new ArrayList<>();
        order(nowMillis -> counts.addAll(books.counts(nowMillis)));
        return counts;
    }

    long bytes() {
        return bytes;
    }

    /** Waits until the writer has done it; whether it is durable. */
    private boolean order(Work work) {
        if (closing) {
            return false;
        }
        Order order = new Order(work, new CompletableFuture<>());
        orders.add(order);
        queue.wake();
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
        String full = fullLane;
        if (!thread.isAlive()) {
            return OpsServer.DEAD + "the writer has stopped";
        }
        if (seen != null) {
            return seen;
        }
        return full == null ? "up" : full;
    }

    @Override
    public void close() {
        closing = true;
        queue.wake();
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
                boolean heldBack = !closing && isHeldBack();
                boolean quiet = !takeGroup(heldBack, appends);
                if (quiet) {
                    queue.await(heldBack ? HELD_NANOS : QUIET_NANOS, heldBack);
                    quiet = !takeGroup(heldBack, appends) && !receipts.isEmpty() && mayRest(heldBack);
                }
                if (quiet || !orders.isEmpty()) {
                    carryOutOrders();
                }
                commitGroup(appends);
                appends.clear();
            }
            carryOutOrders();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refuseRest();
        }
    }

    /** A flush for receipts alone is for quiet times; while devices are held back, it is worth one now and then. */
    private boolean mayRest(boolean heldBack) {
        heldRounds = heldBack ? heldRounds + 1 : 0;
        return heldRounds % HELD_ROUNDS == 0;
    }

    private boolean isHeldBack() {
        boolean now = pressure.holdsBack();
        if (now && !wasHeldBack) {
            meters.heldBack.increment();
        }
        wasHeldBack = now;
        return now;
    }

    /** Nobody waits for a writer that is gone. */
    private void refuseRest() {
        closing = true;
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            order.done().complete(false);
        }
        for (Append append = queue.poll(false); append != null; append = queue.poll(false)) {
            queue.done(append);
            answer(append.done(), AppendResult.FAILED);
        }
    }

    /** Whether anything was there. */
    private boolean takeGroup(boolean heldBack, List<Append> appends) {
        int weight = 0;
        while (weight < GROUP_WEIGHT) {
            Append append = queue.poll(heldBack);
            if (append == null) {
                break;
            }
            appends.add(append);
            weight += append.weight();
        }
        return weight > 0;
    }

    private void carryOutOrders() {
        List<Order> taken = new ArrayList<>();
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            taken.add(order);
        }
        boolean durable = transaction(nowMillis -> {
            for (Order order : taken) {
                order.work().run(nowMillis);
            }
        });
        taken.forEach(order -> order.done().complete(durable));
    }

    private void commitGroup(List<Append> appends) {
        if (appends.isEmpty()) {
            return;
        }
        List<AppendResult> results = new ArrayList<>(appends.size());
        List<Segment> segments = committed(appends, results);
        for (Segment segment : segments) {
            LaneReader reader = readers.get(segment.lane());
            if (reader != null) {
                reader.arrived(segment);
            }
        }
        Runnable toWake = listener;
        if (toWake != null && !segments.isEmpty()) {
            toWake.run();
        }
        for (int i = 0; i < appends.size(); i++) {
            Append append = appends.get(i);
            queue.done(append);
            answer(append.done(), results.isEmpty() ? AppendResult.FAILED : results.get(i));
        }
    }

    /** What was committed; without results nothing was. */
    private List<Segment> committed(List<Append> appends, List<AppendResult> results) {
        long start = ticker.nanos();
        List<Segment> segments = List.of();
        if (!diskWasFull || start - notBeforeNanos >= 0) {
            Work work = nowMillis -> {
                results.clear();
                for (Append append : appends) {
                    results.add(add(append, nowMillis));
                }
            };
            List<Segment> found = new ArrayList<>();
            if (attempt(work, found) || (diskWasFull && relieved() && attempt(work, found))) {
                meters.committed(ticker.nanos() - start);
                return found;
            }
            diskWasFull |= fault == null; // there was nothing to give up
            fault = fault == null ? "cannot write: the disk is full" : fault;
            notBeforeNanos = ticker.nanos() + FULL_PAUSE_NANOS;
        }
        results.clear();
        meters.failed.increment(appends.size());
        return segments;
    }

    /** The routine lane gives up its oldest, so that the disk is not full any more. */
    private boolean relieved() {
        long[] given = {0};
        boolean done = transaction(nowMillis -> given[0] = room.relieve(nowMillis));
        if (done && given[0] > 0) {
            meters.givenUp.increment((double) given[0]);
            LOG.warn("the disk is full: {} routine items were given up, the gaps are declared", given[0]);
        }
        return done && given[0] > 0;
    }

    private AppendResult add(Append append, long nowMillis) {
        for (SpoolEntry entry : append.entries()) {
            if (fullLane != null && group.isRefused(entry)) {
                meters.busy.increment();
                return AppendResult.BUSY;
            }
        }
        AppendResult result = AppendResult.DUPLICATE;
        for (SpoolEntry entry : append.entries()) {
            if (group.add(entry, nowMillis) == AppendResult.COMMITTED) {
                result = AppendResult.COMMITTED;
            }
        }
        return result;
    }

    private boolean transaction(Work work) {
        return attempt(work, null);
    }

    /** One transaction: the work, the receipts known by now and the books; with a list, the group as well. */
    private boolean attempt(Work work, @Nullable List<Segment> segments) {
        long now = ticker.epochMillis();
        Map<Lane, Receipts.Numbers> written = Map.of();
        try {
            if (fault != null) {
                if (receipts.isEmpty()) {
                    store.probe(now);
                } else {
                    store.reset(); // what the centre has makes room
                }
                group.load(now);
            }
            written = receipts.take();
            write(written, now);
            work.run(now);
            if (segments == null) {
                books.save(now);
                store.commit();
                books.saved();
            } else {
                segments.addAll(group.commit(now));
            }
            highWater.write(books);
            settled();
            return true;
        } catch (SQLException e) {
            receipts.putBack(written);
            failed(e);
            return false;
        }
    }

    private void write(Map<Lane, Receipts.Numbers> delivered, long nowMillis) throws SQLException {
        for (Map.Entry<Lane, Receipts.Numbers> entry : delivered.entrySet()) {
            LaneBook book = books.of(entry.getKey());
            Receipts.Numbers numbers = entry.getValue();
            for (SpoolStore.Row row : store.deleteUpTo(entry.getKey(), numbers.through())) {
                book.settled(row, nowMillis);
            }
            for (long[] range : numbers.ahead()) {
                long freed = store.markSent(entry.getKey(), range[0], range[1]);
                book.sentAhead(range[1] - range[0] + 1, freed);
            }
            LaneReader reader = readers.get(entry.getKey());
            book.delivered(numbers.through(), reader == null ? 0 : reader.liveMark());
        }
    }

    private void answer(Consumer<AppendResult> done, AppendResult result) {
        try {
            done.accept(result);
        } catch (RuntimeException e) { // a door's bug must not stop the writing for all other doors
            LOG.error("a door failed on the answer {}", result, e);
        }
    }

    private void failed(SQLException e) {
        if (fault == null) {
            LOG.error("the spool cannot write; devices are not acknowledged until it can", e);
        }
        diskWasFull = (e.getErrorCode() & PRIMARY_CODE) == SQLITE_FULL;
        fault = "cannot write: " + e.getMessage();
        group.abandon();
        try {
            store.rollback();
        } catch (SQLException again) {
            e.addSuppressed(again);
        }
    }

    private void settled() {
        bytes = books.bytes();
        diskWasFull = false;
        if (fault != null) {
            LOG.info("the spool writes again");
            fault = null;
        }
        Lane full = room.isFull(Lane.LIFE_SAFETY) ? Lane.LIFE_SAFETY : room.isFull(Lane.URGENT) ? Lane.URGENT : null;
        if ((full == null) != (fullLane == null)) {
            LOG.warn("urgent lanes of the spool: {}", full == null ? "there is room again" : full + " is full");
            fullLane = full == null
                    ? null
                    : "lane " + full.wireName() + " has used up its " + room.limit(full)
                            + " bytes: its devices are not acknowledged until the centre takes what waits";
        }
    }
}
