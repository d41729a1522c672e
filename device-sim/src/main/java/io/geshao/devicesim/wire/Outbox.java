package io.geshao.devicesim.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection still owes: messages wait in order, at most a window of them is on the way, and what was on the
 * way when the line broke goes out again, unchanged and first. Bounded; a message that finds it full is refused and
 * counted, as a device with full memory would lose it before ever promising it.
 *
 * <p>Any thread; every method is one short critical section.
 */
final class Outbox {
    private final int capacity;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Set<Message> onTheWay = new LinkedHashSet<>();
    private int window;
    private long overflowed;

    Outbox(int capacity, int window) {
        this.capacity = capacity;
        this.window = window;
    }

    enum Offer {
        QUEUED,
        FULL
    }

    synchronized Offer offer(Message message) {
        if (waiting.size() + onTheWay.size() >= capacity) {
            overflowed++;
            return Offer.FULL;
        }
        waiting.addLast(message);
        return Offer.QUEUED;
    }

    /** The next message to put on the line, now counted as on the way; null if none waits or the window is used up. */
    synchronized @Nullable Message next() {
        if (onTheWay.size() >= window) {
            return null;
        }
        Message message = waiting.pollFirst();
        if (message != null) {
            onTheWay.add(message);
        }
        return message;
    }

    /** The other side has answered for good, whatever the answer: it is not sent again. */
    synchronized void settle(Message message) {
        if (!onTheWay.remove(message)) {
            // an answer can overtake the news that its connection broke
            waiting.removeFirstOccurrence(message);
        }
    }

    /** It did not get through: it goes out again before everything younger. */
    synchronized void giveBack(Message message) {
        if (onTheWay.remove(message)) {
            waiting.addFirst(message);
        }
    }

    /** The line broke: all that was on the way goes out again, in the old order. */
    synchronized void lineBroke() {
        List<Message> oldestFirst = new ArrayList<>(onTheWay);
        onTheWay.clear();
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            waiting.addFirst(oldestFirst.get(i));
        }
    }

    synchronized void resize(int newWindow) {
        window = Math.max(1, newWindow);
    }

    synchronized int owed() {
        return waiting.size() + onTheWay.size();
    }

    synchronized long overflowed() {
        return overflowed;
    }
}
