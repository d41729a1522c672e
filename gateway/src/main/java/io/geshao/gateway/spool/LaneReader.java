package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One lane as the uplink sees it: batches in order, each the same until it is forgotten, also across a crash. What a
 * batch spans is written down before it is handed out, unless it is exactly one segment: such a batch needs no note,
 * because after a start the first segments are sent one by one again. So the quiet case costs no flush of the disk.
 *
 * <p>Owner: the uplink's thread. Only {@link #arrived} and the fields it touches are shared with the writer's.
 */
final class LaneReader {
    /** Forgotten batches that need not be durable yet; as many segments are sent one by one after a start. */
    static final int UNSAVED_RECEIPTS = 64;
    /** Older than this when it is first sent: it has waited through an outage. */
    static final long BACKFILL_AFTER_MILLIS = 10_000;
    /** How much of the end of the lane is kept in memory, so that the usual batch is never read back. */
    private static final int RECENT_WEIGHT = 8_192;

    private final Lane lane;
    private final String gateway;
    private final String spool;
    private final SpoolStore store;
    private final TreeMap<Long, Segment> recent = new TreeMap<>(); // by first number, without a hole; guarded by itself
    private int recentWeight; // guarded by recent
    private volatile long forgotten;
    private int segmentsToRepeat = UNSAVED_RECEIPTS;
    private SpoolStore.@Nullable Boundary boundaryToRepeat;
    private @Nullable Batch current;

    /** Makes it certain that a batch spans this; completes when durable. */
    interface BoundarySaver {
        boolean save(Lane lane, SpoolStore.Boundary boundary);
    }

    LaneReader(Lane lane, String gateway, SpoolStore store) throws SQLException {
        this.lane = lane;
        this.gateway = gateway;
        this.spool = store.spoolId();
        this.store = store;
        this.forgotten = store.forgotten(lane);
        this.boundaryToRepeat = store.boundary(lane);
    }

    /** A segment was committed; on the writer's thread. */
    void arrived(Segment segment) {
        synchronized (recent) {
            Map.Entry<Long, Segment> newest = recent.lastEntry();
            if (newest != null && newest.getValue().last() + 1 != segment.first()) {
                recent.clear(); // one is in the file that was not announced: from there on the file is asked
                recentWeight = 0;
            }
            recent.put(segment.first(), segment);
            recentWeight += segment.weight();
            while (recentWeight > RECENT_WEIGHT && recent.size() > 1) {
                recentWeight -= recent.pollFirstEntry().getValue().weight();
            }
        }
    }

    long forgotten() {
        return forgotten;
    }

    @Nullable
    Batch next(int maxWeight, long nowMillis, BoundarySaver saver) throws SQLException, IOException {
        if (current == null) {
            current = boundaryToRepeat == null ? fresh(maxWeight, nowMillis, saver) : repeated(boundaryToRepeat);
            boundaryToRepeat = null;
        }
        return current;
    }

    void forget(long last) {
        forgotten = last;
        current = null;
        synchronized (recent) {
            while (!recent.isEmpty() && recent.firstKey() <= last) {
                recentWeight -= recent.pollFirstEntry().getValue().weight();
            }
        }
    }

    private Batch repeated(SpoolStore.Boundary boundary) throws SQLException, IOException {
        List<Segment> segments = new ArrayList<>();
        for (long number = boundary.first() - 1; number < boundary.last(); ) {
            Segment segment = segmentAfter(number);
            if (segment == null) {
                throw new IllegalStateException(lane + " lacks " + number + " of " + boundary);
            }
            segments.add(segment);
            number = segment.last();
        }
        return batch(segments, boundary);
    }

    private @Nullable Batch fresh(int maxWeight, long nowMillis, BoundarySaver saver) throws SQLException, IOException {
        Segment first = segmentAfter(forgotten);
        if (first == null) {
            return null;
        }
        List<Segment> segments = new ArrayList<>(List.of(first));
        boolean backfill = isOld(first, nowMillis);
        if (segmentsToRepeat > 0) {
            segmentsToRepeat--;
        } else {
            addFollowing(segments, maxWeight, backfill, nowMillis);
        }
        Segment last = segments.get(segments.size() - 1);
        SpoolStore.Boundary alone =
                new SpoolStore.Boundary(first.first(), first.last(), first.createdMillis(), backfill);
        if (segments.size() == 1 && !backfill) {
            return batch(segments, alone);
        }
        SpoolStore.Boundary wide = new SpoolStore.Boundary(first.first(), last.last(), nowMillis, backfill);
        return saver.save(lane, wide) ? batch(segments, wide) : batch(List.of(first), alone);
    }

    private void addFollowing(List<Segment> segments, int maxWeight, boolean backfill, long nowMillis)
            throws SQLException, IOException {
        int weight = segments.get(0).weight();
        long number = segments.get(0).last();
        while (weight < maxWeight) {
            Segment following = segmentAfter(number);
            if (following == null
                    || weight + following.weight() > maxWeight
                    || isOld(following, nowMillis) != backfill) {
                return;
            }
            segments.add(following);
            weight += following.weight();
            number = following.last();
        }
    }

    private static boolean isOld(Segment segment, long nowMillis) {
        return nowMillis - segment.createdMillis() > BACKFILL_AFTER_MILLIS;
    }

    private @Nullable Segment segmentAfter(long number) throws SQLException, IOException {
        synchronized (recent) {
            if (!recent.isEmpty() && recent.firstKey() <= number + 1) {
                Map.Entry<Long, Segment> following = recent.higherEntry(number);
                return following == null ? null : following.getValue();
            }
        }
        return store.segmentAfter(lane, number);
    }

    private Batch batch(List<Segment> segments, SpoolStore.Boundary boundary) {
        List<Reading> readings = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (Segment segment : segments) {
            for (Reading reading : segment.readings()) {
                readings.add(boundary.backfill() ? reading.with(Flag.BACKFILL) : reading);
            }
            rejections.addAll(segment.rejections());
        }
        return new Batch(
                gateway,
                spool,
                lane,
                boundary.first(),
                boundary.last(),
                boundary.createdMillis(),
                readings,
                rejections);
    }
}
