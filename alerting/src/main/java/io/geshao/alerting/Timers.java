package io.geshao.alerting;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is due when, in order; equal times in the order they were asked for. A timer that is moved to a later time is not
 * searched for: it rings early, and its owner asks again. Owner: the partition thread.
 *
 * <p>Every device rings once per hold time, so this is on the way of quiet readings. What is due within a quarter of an hour
 * waits unsorted in buckets of four buckets: asking for a time is a write to the end of an array. Only the bucket at hand is
 * sorted, and its owners are fetched together.
 */
final class Timers {
    private static final int SPAN_BITS = 12; // 4,096 millibuckets
    private static final int BUCKETS = 256;

    /** All that is due before {@link #sortedMillis}. */
    private final TimerHeap sorted = new TimerHeap();
    /** From {@link #sortedMillis} on, in a ring; null where nothing was ever due. */
    private final @Nullable Bucket[] buckets = new Bucket[BUCKETS];
    /** What was due later than the last of them when it was asked for. */
    private final TimerHeap far = new TimerHeap();

    private long sortedMillis; // where a bucket begins
    private long nextUnsorted = Long.MAX_VALUE; // earliest of what is not sorted
    private long order;
    private long fetched; // means nothing: what is never kept need not be read

    /** What is due in one stretch of time, in the order it was asked for. */
    private static final class Bucket {
        private long[] dues = new long[4];
        private long[] orders = new long[4];
        private @Nullable Due[] owners = new Due[4];
        private int size;

        void add(long due, long itsOrder, @Nullable Due owner) {
            if (size == dues.length) {
                dues = Arrays.copyOf(dues, size * 2);
                orders = Arrays.copyOf(orders, size * 2);
                owners = Arrays.copyOf(owners, size * 2);
            }
            dues[size] = due;
            orders[size] = itsOrder;
            owners[size++] = owner;
        }

        long first() {
            long first = Long.MAX_VALUE;
            for (int i = 0; i < size; i++) {
                first = Math.min(first, dues[i]);
            }
            return first;
        }

        /** Reads what the owners will be asked for, so that the processor fetches them all at once. */
        long fetch() {
            long read = 0;
            for (int i = 0; i < size; i++) {
                Due owner = owners[i];
                read += owner == null ? 0 : owner.armedMillis;
            }
            return read;
        }

        void drainTo(TimerHeap heap) {
            for (int i = 0; i < size; i++) {
                heap.add(dues[i], orders[i], owners[i]);
                owners[i] = null;
            }
            size = 0;
        }
    }

    /** Rings at that time or before; {@link Long#MAX_VALUE} is never. */
    void arm(Due owner, long dueMillis) {
        if (owner.armedMillis <= dueMillis) {
            return;
        }
        owner.armedMillis = dueMillis;
        if (dueMillis < sortedMillis) {
            sorted.add(dueMillis, order++, owner);
            return;
        }
        nextUnsorted = Math.min(nextUnsorted, dueMillis);
        if (dueMillis - sortedMillis < (long) BUCKETS << SPAN_BITS) {
            bucket(dueMillis).add(dueMillis, order++, owner);
        } else {
            far.add(dueMillis, order++, owner);
        }
    }

    private Bucket bucket(long dueMillis) {
        int place = place(dueMillis);
        Bucket bucket = buckets[place];
        if (bucket == null) {
            bucket = new Bucket();
            buckets[place] = bucket;
        }
        return bucket;
    }

    private static int place(long dueMillis) {
        return (int) (dueMillis >> SPAN_BITS) & BUCKETS - 1;
    }

    /** The earliest time anything rings, or {@link Long#MAX_VALUE}. */
    long nextMillis() {
        return sorted.isEmpty() ? nextUnsorted : sorted.first();
    }

    /** Takes the earliest one; its owner is no longer armed. Null if it has been armed earlier meanwhile. */
    @Nullable
    Due poll() {
        if (sorted.isEmpty()) {
            sortNext();
        }
        long due = sorted.first();
        Due owner = sorted.poll();
        if (owner == null || owner.armedMillis != due) {
            return null;
        }
        owner.armedMillis = Long.MAX_VALUE;
        return owner;
    }

    /** Sorts the bucket of the earliest: those before it are empty. */
    private void sortNext() {
        long first = nextUnsorted;
        sortedMillis = (first >> SPAN_BITS) + 1 << SPAN_BITS;
        Bucket bucket = buckets[place(first)];
        if (bucket != null) {
            fetched = bucket.fetch();
            bucket.drainTo(sorted);
        }
        while (far.first() - sortedMillis < (long) BUCKETS << SPAN_BITS) {
            long due = far.first();
            long itsOrder = far.firstOrder();
            if (due < sortedMillis) {
                sorted.add(due, itsOrder, far.poll());
            } else {
                bucket(due).add(due, itsOrder, far.poll());
            }
        }
        nextUnsorted = firstUnsorted();
    }

    private long firstUnsorted() {
        for (int i = 0; i < BUCKETS; i++) {
            Bucket bucket = buckets[place(sortedMillis) + i & BUCKETS - 1];
            if (bucket != null && bucket.size > 0) {
                return bucket.first(); // what is far is later
            }
        }
        return far.first();
    }
}
