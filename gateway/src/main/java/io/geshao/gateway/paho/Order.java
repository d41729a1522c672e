package io.geshao.gateway.paho;

import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Verdict;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of one connection in the order of their arrival while the spool has no room: what comes behind a
 * message that waits, waits too. Else a newer reading could overtake an older one of its device. Bounded by the window of
 * the connection. Any thread.
 */
final class Order {
    private final BiConsumer<Arrival, Consumer<Verdict>> intake;
    private final Runnable retryLater;
    private final TreeMap<Long, Message> waiting = new TreeMap<>(); // guarded by this; by order of arrival
    private long arrived; // guarded by this
    private boolean draining; // guarded by this; one thread offers what waited
    private boolean retryDue; // guarded by this

    private record Message(long number, Arrival arrival, Consumer<Verdict> done) {}

    /** @param retryLater asks for a call of {@link #retry} after a while */
    Order(BiConsumer<Arrival, Consumer<Verdict>> intake, Runnable retryLater) {
        this.intake = intake;
        this.retryLater = retryLater;
    }

    /**
     * Takes a message; called by one thread at a time.
     *
     * @param done told once the verdict is final: never that the spool is busy
     */
    void offer(Arrival arrival, Consumer<Verdict> done) {
        Message message;
        synchronized (this) {
            message = new Message(arrived++, arrival, done);
            if (draining || !waiting.isEmpty()) {
                waiting.put(message.number, message);
                return;
            }
        }
        pass(message);
    }

    private void pass(Message message) {
        intake.accept(message.arrival, verdict -> {
            if (verdict.outcome() == Verdict.Outcome.BUSY) {
                putBack(message);
            } else {
                message.done.accept(verdict);
            }
        });
    }

    private void putBack(Message message) {
        synchronized (this) {
            waiting.put(message.number, message);
            if (retryDue) {
                return;
            }
            retryDue = true;
        }
        retryLater.run();
    }

    /** Offers what waits, oldest first, until the spool has no room again. */
    void retry() {
        synchronized (this) {
            retryDue = false;
            if (draining) {
                return;
            }
            draining = true;
        }
        for (Message next = next(); next != null; next = next()) {
            pass(next);
        }
    }

    private synchronized @Nullable Message next() {
        Map.Entry<Long, Message> first = retryDue ? null : waiting.pollFirstEntry();
        draining = first != null;
        return first == null ? null : first.getValue();
    }
}
