package io.geshao.alerting;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is due when, in order; equal times in the order they were asked for. A timer that is moved to a later time is not
 * searched for: it rings early, and its owner asks again. A heap of four in plain arrays, since every device rings once per
 * hold time; one that rings and asks again takes its own place at the top. Owner: the partition thread.
 */
final class Timers {
    private static final int WAYS = 4;

    private long[] dues = new long[64];
    private long[] orders = new long[64];
    private @Nullable Due[] owners = new Due[64];
    private int size;
    private long order;
    private boolean open; // the top has been taken, and nothing put there yet

    /** Rings at that time or before; {@link Long#MAX_VALUE} is never. */
    void arm(Due owner, long dueMillis) {
        if (owner.armedMillis <= dueMillis) {
            return;
        }
        owner.armedMillis = dueMillis;
        if (open) {
            open = false;
            sink(dueMillis, order++, owner);
            return;
        }
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            owners = Arrays.copyOf(owners, size * 2);
        }
        rise(size++, dueMillis, order++, owner);
    }

    /** The earliest time anything rings, or {@link Long#MAX_VALUE}. */
    long nextMillis() {
        close();
        return size == 0 ? Long.MAX_VALUE : dues[0];
    }

    /** Takes the earliest one; its owner is no longer armed. Null if it has been armed earlier meanwhile. */
    @Nullable
    Due poll() {
        close();
        long due = dues[0];
        Due owner = owners[0];
        open = true;
        if (owner == null || owner.armedMillis != due) {
            return null;
        }
        owner.armedMillis = Long.MAX_VALUE;
        return owner;
    }

    private void close() {
        if (!open) {
            return;
        }
        open = false;
        size--;
        Due last = owners[size];
        owners[size] = null;
        if (size > 0 && last != null) {
            sink(dues[size], orders[size], last);
        }
    }

    private void rise(int from, long due, long itsOrder, Due owner) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / WAYS;
            if (dues[parent] < due || (dues[parent] == due && orders[parent] < itsOrder)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, due, itsOrder, owner);
    }

    private void sink(long due, long itsOrder, Due owner) {
        int at = 0;
        int child = 1;
        while (child < size) {
            int end = Math.min(child + WAYS, size);
            int first = child;
            for (int next = child + 1; next < end; next++) {
                if (isBefore(next, dues[first], orders[first])) {
                    first = next;
                }
            }
            if (!isBefore(first, due, itsOrder)) {
                break;
            }
            move(first, at);
            at = first;
            child = WAYS * at + 1;
        }
        set(at, due, itsOrder, owner);
    }

    private boolean isBefore(int place, long due, long itsOrder) {
        return dues[place] < due || (dues[place] == due && orders[place] < itsOrder);
    }

    private void move(int from, int to) {
        dues[to] = dues[from];
        orders[to] = orders[from];
        owners[to] = owners[from];
    }

    private void set(int place, long due, long itsOrder, Due owner) {
        dues[place] = due;
        orders[place] = itsOrder;
        owners[place] = owner;
    }
}
