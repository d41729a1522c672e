package io.geshao.alerting;

import java.util.IdentityHashMap;
import java.util.PriorityQueue;

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
    private final IdentityHashMap<Due, Long> armed = new IdentityHashMap<>();
    private long order;

    /** Rings at that time or before; {@link Long#MAX_VALUE} is never. */
    void arm(Due owner, long dueMillis) {
        if (dueMillis == Long.MAX_VALUE) {
            return;
        }
        Long already = armed.get(owner);
        if (already == null || already > dueMillis) {
            armed.put(owner, dueMillis);
            queue.add(new Entry(dueMillis, order++, owner));
        }
    }

    /** The earliest time anything rings, or {@link Long#MAX_VALUE}. */
    long nextMillis() {
        Entry next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.dueMillis();
    }

    /** Takes the earliest one; its owner is no longer armed. Null if it has been armed earlier meanwhile. */
    @org.jspecify.annotations.Nullable
    Due poll() {
        Entry entry = queue.remove();
        Long at = armed.get(entry.owner());
        if (at == null || at != entry.dueMillis()) {
            return null;
        }
        armed.remove(entry.owner());
        return entry.owner();
    }

    void clear() {
        queue.clear();
        armed.clear();
    }
}
