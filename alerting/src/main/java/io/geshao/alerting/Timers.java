package io.geshao.alerting;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is due when, in order; equal times in the order they were asked for. A timer that is moved to a later time is not
 * searched for: it rings early, and its owner asks again. Owner: the partition thread.
 */
final class Timers {
    private record Entry(long dueMillis, long order, Due owner) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(dueMillis, other.dueMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long order;

    /** Rings at that time or before; {@link Long#MAX_VALUE} is never. */
    void arm(Due owner, long dueMillis) {
        if (owner.armedMillis > dueMillis) {
            owner.armedMillis = dueMillis;
            queue.add(new Entry(dueMillis, order++, owner));
        }
    }

    /** The earliest time anything rings, or {@link Long#MAX_VALUE}. */
    long nextMillis() {
        Entry next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.dueMillis();
    }

    /** Takes the earliest one; its owner is no longer armed. Null if it has been armed earlier meanwhile. */
    @Nullable
    Due poll() {
        Entry entry = queue.remove();
        if (entry.owner().armedMillis != entry.dueMillis()) {
            return null;
        }
        entry.owner().armedMillis = Long.MAX_VALUE;
        return entry.owner();
    }
}
