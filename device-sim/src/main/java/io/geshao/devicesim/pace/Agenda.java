package io.geshao.devicesim.pace;

import io.geshao.core.time.Ticker;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by due time on the ticker's monotonic clock; equal times in the order they were entered. Anybody may enter a
 * task; {@link #runDue} belongs to one thread, so that tasks never run beside each other. Its size is bounded by what
 * enters: every device and link has at most a few entries.
 */
public final class Agenda {
    private final Ticker ticker;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(); // guarded by this
    private long entered; // guarded by this

    public Agenda(Ticker ticker) {
        this.ticker = ticker;
    }

    private record Entry(long dueNanos, long order, Runnable task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(dueNanos - other.dueNanos, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    public synchronized void after(long millis, Runnable task) {
        entries.add(new Entry(ticker.nanos() + millis * 1_000_000, entered++, task));
        notifyAll();
    }

    /** Runs everything due by now, and what that makes due; answers how many tasks ran. */
    public int runDue() {
        int ran = 0;
        for (Runnable task = takeDue(); task != null; task = takeDue()) {
            task.run();
            ran++;
        }
        return ran;
    }

    private synchronized @Nullable Runnable takeDue() {
        Entry first = entries.peek();
        if (first == null || first.dueNanos() - ticker.nanos() > 0) {
            return null;
        }
        entries.remove();
        return first.task();
    }

    /** Blocks until the first entry is due, a new one is entered, or the limit is over; may wake for nothing. */
    @SuppressWarnings("WaitNotInLoop") // the caller's loop looks again
    public synchronized void await(long limitMillis) throws InterruptedException {
        Entry first = entries.peek();
        long millis = first == null ? limitMillis : (first.dueNanos() - ticker.nanos() + 999_999) / 1_000_000;
        if (millis > 0) {
            wait(Math.min(millis, limitMillis));
        }
    }
}
