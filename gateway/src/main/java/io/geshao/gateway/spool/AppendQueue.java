package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the spool's writer, in two rows: what concerns life safety goes first, is never held back, and finds
 * room whatever the others take. Doors add from any thread; the writer's thread takes, and sleeps here.
 */
final class AppendQueue {
    /** Bound of each row: at 150,000 readings a second, with the identities, half a second. */
    static final int ROW_WEIGHT = 120_000;
    /** While what is taken waits for the centre and not for the disk, more in memory only burdens the collector. */
    private static final int HELD_BACK_WEIGHT = 40_000;

    private final Queue<Append> ordinary = new ConcurrentLinkedQueue<>(); // bounded by its weight
    private final Queue<Append> express = new ConcurrentLinkedQueue<>(); // bounded by its weight
    private final AtomicInteger ordinaryWeight = new AtomicInteger();
    private final AtomicInteger expressWeight = new AtomicInteger();
    /** Room in the ordinary row. Written by the writer's thread. */
    private volatile int ordinaryRoom = ROW_WEIGHT;

    private volatile boolean woken;
    private volatile @Nullable Thread sleeper; // set by the writer's thread while it sleeps

    /** The entries of one publish. */
    record Append(List<SpoolEntry> entries, int weight, boolean isExpress, Consumer<AppendResult> done) {
        static Append of(List<SpoolEntry> entries, Consumer<AppendResult> done) {
            int weight = 1; // an empty publish costs something, too
            boolean express = false;
            for (SpoolEntry entry : entries) {
                weight += entry.weight();
                express |= GroupCommit.urgency(entry) == Lane.LIFE_SAFETY;
            }
            return new Append(List.copyOf(entries), weight, express, done);
        }
    }

    /** False if there is no room. */
    boolean offer(Append append) {
        AtomicInteger weight = append.isExpress() ? expressWeight : ordinaryWeight;
        if (weight.addAndGet(append.weight()) > (append.isExpress() ? ROW_WEIGHT : ordinaryRoom)) {
            weight.addAndGet(-append.weight());
            return false;
        }
        (append.isExpress() ? express : ordinary).add(append);
        wakeSleeper();
        return true;
    }

    /** Whether what was turned away may come again: not before half of the room is free, so that it is worth it. */
    boolean hasRoom() {
        return ordinaryWeight.get() < ordinaryRoom / 2;
    }

    /** The next one, which keeps its room until it is {@link #done}; null if nothing is due. */
    @Nullable
    Append poll(boolean heldBack) {
        ordinaryRoom = heldBack ? HELD_BACK_WEIGHT : ROW_WEIGHT;
        Append first = express.poll();
        return first != null || heldBack ? first : ordinary.poll();
    }

    /** It is committed, or refused. */
    void done(Append append) {
        (append.isExpress() ? expressWeight : ordinaryWeight).addAndGet(-append.weight());
    }

    boolean isEmpty() {
        return express.isEmpty() && ordinary.isEmpty();
    }

    /** Lets the writer look around, although nothing was added. */
    void wake() {
        woken = true;
        wakeSleeper();
    }

    private void wakeSleeper() {
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    /** Sleeps until something is due, somebody calls, or the time is over. The writer's thread. */
    void await(long nanos, boolean heldBack) throws InterruptedException {
        sleeper = Thread.currentThread();
        // Looked at after the sleeper has told its name: whoever comes later calls it.
        if (!woken && express.isEmpty() && (heldBack || ordinary.isEmpty())) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
        woken = false;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
