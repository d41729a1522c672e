package io.geshao.ingest.store;

import io.geshao.core.Lane;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What waits to be written, a row for each lane. The most urgent row is served alone; what it leaves waiting comes next,
 * together with what is urgent by then: so an alarm waits for one group at most, and nobody for ever. Within a lane the
 * order is that of arrival. Any thread adds; one thread takes.
 */
final class LaneQueue<T> {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Map<Lane, Deque<T>> rows = new EnumMap<>(Lane.class); // guarded by lock; most urgent first
    private int size; // guarded by lock
    private boolean everybodysTurn; // guarded by lock

    LaneQueue(int capacity) {
        this.capacity = capacity;
        for (Lane lane : Lane.values()) {
            rows.put(lane, new ArrayDeque<>());
        }
    }

    /** False if there is no room. */
    boolean offer(Lane lane, T item) {
        lock.lock();
        try {
            if (size == capacity) {
                return false;
            }
            row(lane).add(item);
            size++;
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Deque<T> row(Lane lane) {
        Deque<T> row = rows.get(lane);
        if (row == null) {
            throw new IllegalStateException("no row for " + lane);
        }
        return row;
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return size == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes it out again; false if it is not here any more. */
    boolean remove(Lane lane, T item) {
        lock.lock();
        try {
            boolean removed = row(lane).remove(item);
            size -= removed ? 1 : 0;
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next group, waiting for its first item.
     *
     * @param goesOn asked with each item that was taken, whether there may be another
     */
    void take(long waitNanos, List<T> group, Predicate<T> goesOn) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = waitNanos;
            while (size == 0) {
                if (left <= 0) {
                    return;
                }
                left = filled.awaitNanos(left);
            }
            boolean more = true;
            for (Deque<T> row : rows.values()) {
                boolean any = !row.isEmpty();
                while (more && !row.isEmpty()) {
                    T item = row.remove();
                    size--;
                    group.add(item);
                    more = goesOn.test(item);
                }
                if (!more || (any && !everybodysTurn)) {
                    break;
                }
            }
            everybodysTurn = size > 0 && !everybodysTurn;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all. */
    void drainTo(Collection<T> all) {
        lock.lock();
        try {
            rows.values().forEach(row -> {
                all.addAll(row);
                row.clear();
            });
            size = 0;
        } finally {
            lock.unlock();
        }
    }
}
