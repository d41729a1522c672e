package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One lane as the uplink sees it. A batch is exactly one segment, so it is the same however often it is sent, also across
 * a crash, and nothing has to be written down before it goes.
 *
 * <p>There are two flows: <b>live</b>, what is arriving now, and the <b>backlog</b>, what waited through an outage. Live
 * goes first; the backlog takes what is left of the window, at least half of it.
 *
 * <p>Owner: the uplink's thread, which holds the monitor while it looks for a batch. The writer's thread calls {@link
 * #arrived} and {@link #reserve}.
 */
final class LaneReader {
    /** How much of a lane may be under way. */
    static final int WINDOW_WEIGHT = 32_768;

    static final int WINDOW_BATCHES = 256;
    /** How much of a lane is kept in memory until it is delivered, so that the usual batch is never read back. */
    private static final int MEMORY_WEIGHT = 131_072;
    /** Numbers that may have been sent before the last stop without our knowing: a window and its largest batch. */
    private static final long MAY_BE_SENT = WINDOW_WEIGHT + 16_384;

    private static final long END = Long.MAX_VALUE >>> 8;

    private final Lane lane;
    private final String gateway;
    private final String spool;
    private final SegmentReader reader;
    private final Map<Long, Segment> memory = new ConcurrentHashMap<>(); // by first number; bounded by memoryWeight
    private final AtomicInteger memoryWeight = new AtomicInteger();
    private final long startNext;
    private final long startLive;
    private final long startThrough;
    private volatile long newest; // last number committed; the writer's thread
    private volatile long through;
    private volatile long aheadItems;
    private volatile long liveMark;

    // Guarded by the monitor.
    private final TreeMap<Long, Long> ahead = new TreeMap<>(); // delivered above through: first to last
    private final TreeMap<Long, Sent> underWay = new TreeMap<>(); // by first number
    private final TreeSet<Long> again = new TreeSet<>(); // first numbers of what was sent in vain
    private int liveWeight;
    private int backlogWeight;
    private long live; // the next of the live flow
    private long back; // the next of the backlog; what is between it and the live flow was never sent

    /** A batch under way. */
    private record Sent(long last, int weight, boolean backlog) {}

    LaneReader(LaneBook stored, String gateway, String spool, SegmentReader reader) throws SQLException {
        this.lane = stored.lane();
        this.gateway = gateway;
        this.spool = spool;
        this.reader = reader;
        this.newest = stored.next() - 1;
        this.through = stored.through();
        for (long[] range : reader.settledAhead(lane)) {
            settle(range[0], range[1]);
        }
        this.live = through + 1;
        this.back = live;
        this.startNext = stored.next();
        this.startLive = stored.live();
        this.startThrough = through;
    }

    /** A segment was committed; on the writer's thread. */
    void arrived(Segment segment) {
        int weight = segment.weight();
        if (memoryWeight.get() + weight <= MEMORY_WEIGHT) {
            memoryWeight.addAndGet(weight);
            memory.put(segment.first(), segment);
        }
        newest = segment.last();
    }

    /**
     * Whether these numbers may be given up: not if they are, or may have been, on their way. If so they will be read from
     * the file again. On the writer's thread.
     */
    synchronized boolean reserve(long first, long last) {
        if (first <= through || isAhead(first)) {
            return false; // delivered
        }
        if (meets(first, last, startLive)
                || meets(first, last, startThrough + 1)
                || !again.subSet(first, last + 1).isEmpty()) {
            return false;
        }
        Map.Entry<Long, Sent> sent = underWay.floorEntry(last);
        if (sent != null && sent.getValue().last() >= first) {
            return false;
        }
        memory.keySet().forEach(number -> {
            if (number >= first && number <= last) {
                release(number);
            }
        });
        return true;
    }

    private boolean isAhead(long number) {
        Map.Entry<Long, Long> island = ahead.floorEntry(number);
        return island != null && island.getValue() >= number;
    }

    /** Whether something of it was there at the start, and then perhaps on its way, behind that number. */
    private boolean meets(long first, long last, long from) {
        return first < startNext && first < from + MAY_BE_SENT && last >= from;
    }

    private void release(long number) {
        Segment released = memory.remove(number);
        if (released != null) {
            memoryWeight.addAndGet(-released.weight());
        }
    }

    /** The centre has everything up to here. */
    long through() {
        return through;
    }

    /** Whether the centre has the item, perhaps ahead of others. Any thread. */
    synchronized boolean isDelivered(long number) {
        return number <= through || isAhead(number);
    }

    /** Last number committed. */
    long newest() {
        return newest;
    }

    /** How many items wait. */
    long waiting() {
        return newest - through - aheadItems;
    }

    /** How many items of the live flow wait: the backlog of an outage does not count. */
    long waitingLive() {
        return Math.max(0, newest + 1 - Math.max(liveMark, through + 1));
    }

    /** What of the live flow may have been sent and not delivered begins here. */
    long liveMark() {
        return liveMark;
    }

    /** Whether what waited through an outage is still being sent. */
    synchronized boolean isCatchingUp() {
        return backlogWeight > 0 || hasBacklog();
    }

    private boolean hasBacklog() {
        return !again.isEmpty() || back < live;
    }

    /** The next batch to send, which is under way from now on; null if there is none or the window is full. */
    synchronized @Nullable Batch next(long nowMillis) throws SQLException, IOException {
        if (liveWeight + backlogWeight >= WINDOW_WEIGHT || underWay.size() >= WINDOW_BATCHES) {
            return null;
        }
        Segment arriving = live > newest ? null : segmentAt(live, END);
        if (arriving != null && isOld(arriving, nowMillis)) {
            long since = reader.firstSince(lane, nowMillis - Batch.BACKFILL_AFTER_MILLIS);
            if (since > live) {
                back = back < live ? back : live;
                live = since;
                arriving = live > newest ? null : segmentAt(live, END);
            }
        }
        if (arriving != null) {
            live = arriving.last() + 1;
            if (!hasBacklogBelow(arriving.first())) {
                back = live;
            }
            return sent(arriving, false, nowMillis);
        }
        if (!hasBacklog()
                || (backlogWeight > 0
                        && (backlogWeight >= WINDOW_WEIGHT / 2 || underWay.size() >= WINDOW_BATCHES / 2))) {
            return null;
        }
        Segment oldest = oldest();
        return oldest == null ? null : sent(oldest, true, nowMillis);
    }

    private boolean hasBacklogBelow(long number) {
        return back < number;
    }

    /** The oldest segment of the backlog that is not under way. */
    private @Nullable Segment oldest() throws SQLException, IOException {
        if (!again.isEmpty() && again.first() < back) {
            long number = again.first();
            Segment repeated = segmentAt(number, number + 1);
            again.remove(number);
            return repeated;
        }
        while (back < live) {
            Map.Entry<Long, Long> island = ahead.floorEntry(back);
            Map.Entry<Long, Sent> sent = underWay.floorEntry(back);
            if (island != null && island.getValue() >= back) {
                back = island.getValue() + 1;
            } else if (sent != null && sent.getValue().last() >= back) {
                back = sent.getValue().last() + 1;
            } else {
                Segment oldest = segmentAt(back, live);
                back = oldest == null ? live : oldest.last() + 1;
                if (oldest != null) {
                    again.remove(oldest.first());
                    return oldest;
                }
            }
        }
        return null;
    }

    /** The segment that begins at a number, or the first one behind it that is due. */
    private @Nullable Segment segmentAt(long number, long before) throws SQLException, IOException {
        Segment kept = memory.get(number);
        return kept == null ? reader.due(lane, number - 1, before) : kept;
    }

    private Batch sent(Segment segment, boolean backlog, long nowMillis) {
        int weight = segment.weight();
        underWay.put(segment.first(), new Sent(segment.last(), weight, backlog));
        if (backlog) {
            backlogWeight += weight;
        } else {
            liveWeight += weight;
        }
        markLive();
        return batch(segment, isOld(segment, nowMillis));
    }

    private void markLive() {
        long lowest = live;
        for (Map.Entry<Long, Sent> sent : underWay.entrySet()) {
            if (!sent.getValue().backlog()) {
                lowest = sent.getKey();
                break;
            }
        }
        liveMark = lowest;
    }

    private static boolean isOld(Segment segment, long nowMillis) {
        return nowMillis - segment.head().createdMillis() > Batch.BACKFILL_AFTER_MILLIS;
    }

    private Batch batch(Segment segment, boolean backfill) {
        SegmentHead head = segment.head();
        Batch batch = new Batch(
                gateway,
                spool,
                lane,
                head.first(),
                head.last(),
                head.createdMillis(),
                segment.readings(),
                segment.rejections(),
                head.isGap() ? List.of(head.gap()) : List.of());
        return backfill ? batch.backfilled() : batch;
    }

    /** A batch that is sent again: marked, if it has waited too long by now. Numbers and values stay. */
    static Batch repeated(Batch batch, long nowMillis) {
        return nowMillis - batch.createdMillis() <= Batch.BACKFILL_AFTER_MILLIS ? batch : batch.backfilled();
    }

    /** Is not under way any more and was not delivered: it comes again, as part of the backlog. */
    synchronized void returned(Batch batch) {
        if (arrivedNoMore(batch)) {
            again.add(batch.first());
        }
    }

    /** Was refused and is a gap in the file by now, which comes as part of the backlog. */
    synchronized void refused(Batch batch) {
        release(batch.first());
        returned(batch);
    }

    private boolean arrivedNoMore(Batch batch) {
        Sent sent = underWay.remove(batch.first());
        if (sent == null) {
            return false;
        }
        if (sent.backlog()) {
            backlogWeight -= sent.weight();
        } else {
            liveWeight -= sent.weight();
        }
        markLive();
        return true;
    }

    /** It is delivered, or out of the lane. */
    synchronized void forget(Batch batch) {
        if (arrivedNoMore(batch)) {
            release(batch.first());
            settle(batch.first(), batch.last());
            back = Math.max(back, through + 1);
        }
    }

    private void settle(long first, long last) {
        if (first > through + 1) {
            Map.Entry<Long, Long> before = ahead.floorEntry(first);
            boolean joins = before != null && before.getValue() == first - 1;
            ahead.put(joins && before != null ? before.getKey() : first, last);
            aheadItems += last - first + 1;
            return;
        }
        long reached = last;
        for (Map.Entry<Long, Long> next = ahead.firstEntry();
                next != null && next.getKey() <= reached + 1;
                next = ahead.firstEntry()) {
            aheadItems -= next.getValue() - next.getKey() + 1;
            reached = Math.max(reached, next.getValue());
            ahead.pollFirstEntry();
        }
        through = reached;
    }
}
