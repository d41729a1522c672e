package io.geshao.devicesim.ledger;

import io.geshao.devicesim.wire.Message;
import io.geshao.devicesim.wire.Point;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Every data point that went on the line and what became of it. An acknowledged one must be stored exactly once; one
 * that was sent and never answered may be stored or not. Any thread.
 *
 * <p>Bounded: beyond the limit points are counted as unrecorded and an audit says that it is incomplete. A point takes
 * about 130 bytes of heap: the default limit is 260 MB at worst, and a demo of two minutes uses 15 MB.
 */
public final class Ledger {
    public static final int DEFAULT_LIMIT = 2_000_000;

    private final int limit;
    private final ConcurrentMap<Point, Fate> points = new ConcurrentHashMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unrecorded = new AtomicLong();

    public Ledger(int limit) {
        this.limit = limit;
    }

    /** Where a point stands. */
    public enum Fate {
        /** Put on the line at least once, no answer yet. */
        UNCERTAIN,
        ACKNOWLEDGED
    }

    /** Before the first byte leaves, so that nothing can be stored that the ledger does not know. */
    public void attempted(Message message) {
        for (Point point : message.points()) {
            if (points.size() >= limit && !points.containsKey(point)) {
                unrecorded.incrementAndGet();
            } else {
                points.putIfAbsent(point, Fate.UNCERTAIN);
            }
        }
    }

    /** Answers how many points were acknowledged for the first time. */
    public int acknowledged(Message message) {
        int first = 0;
        for (Point point : message.points()) {
            if (points.replace(point, Fate.UNCERTAIN, Fate.ACKNOWLEDGED)) {
                first++;
            }
        }
        acknowledged.addAndGet(first);
        return first;
    }

    /** Data points acknowledged; one sent twice counts once. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Data points sent and never answered: they may be stored or not. */
    public long uncertain() {
        return points.size() - acknowledged.get();
    }

    public long unrecorded() {
        return unrecorded.get();
    }

    public Stream<Point> points(Fate fate) {
        return points.entrySet().stream()
                .filter(entry -> entry.getValue() == fate)
                .map(java.util.Map.Entry::getKey);
    }

    /** Compares with what the platform has stored since the start of the run. */
    public Audit compare(Stream<Point> stored) {
        return Audit.of(this, stored);
    }
}
