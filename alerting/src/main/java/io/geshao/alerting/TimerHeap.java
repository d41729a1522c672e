package io.geshao.alerting;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Times with their owners, the earliest first; equal times in the order of their numbers. Each node has four children, in
 * plain arrays. Owner: the partition thread.
 */
final class TimerHeap {
    private static final int WAYS = 4;

    private long[] dues = new long[64];
    private long[] orders = new long[64];
    private @Nullable Due[] owners = new Due[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The earliest time, or {@link Long#MAX_VALUE}. */
    long first() {
        return size == 0 ? Long.MAX_VALUE : dues[0];
    }

    /** The number of the earliest. */
    long firstOrder() {
        return orders[0];
    }

    void add(long due, long order, @Nullable Due owner) {
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            owners = Arrays.copyOf(owners, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) / WAYS;
            if (!isBefore(due, order, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, due, order, owner);
    }

    /** Takes the earliest; there is one. */
    @Nullable
    Due poll() {
        Due first = owners[0];
        size--;
        Due last = owners[size];
        owners[size] = null;
        if (size > 0) {
            sink(dues[size], orders[size], last);
        }
        return first;
    }

    private void sink(long due, long order, @Nullable Due owner) {
        int at = 0;
        int child = 1;
        while (child < size) {
            int end = Math.min(child + WAYS, size);
            int first = child;
            for (int next = child + 1; next < end; next++) {
                if (isBefore(dues[next], orders[next], first)) {
                    first = next;
                }
            }
            if (isBefore(due, order, first)) {
                break;
            }
            move(first, at);
            at = first;
            child = WAYS * at + 1;
        }
        set(at, due, order, owner);
    }

    private boolean isBefore(long due, long order, int place) {
        return due < dues[place] || (due == dues[place] && order < orders[place]);
    }

    private void move(int from, int to) {
        set(to, dues[from], orders[from], owners[from]);
    }

    private void set(int place, long due, long order, @Nullable Due owner) {
        dues[place] = due;
        orders[place] = order;
        owners[place] = owner;
    }
}
