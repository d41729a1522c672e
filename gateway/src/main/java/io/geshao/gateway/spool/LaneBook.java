package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The books of one lane: which number comes next, up to where everything is delivered, how many bytes wait, and for each
 * hour of receipt what was answered for. Counted where devices are answered, and saved in the same transaction. Owner:
 * the spool's writer thread; after a failed commit it is read back.
 */
final class LaneBook {
    /** Hours that changed within this are told again: a report that was lost is made good by the next ones. */
    private static final long TOLD_AGAIN_MILLIS = 15 * 60_000;
    /** After this an hour with nothing in flight is history: it stands as it was last reported. */
    private static final long KEPT_MILLIS = 7 * 24 * SegmentHead.HOUR_MILLIS;
    /** What a row costs beside its body. */
    private static final int ROW_BYTES = 96;

    private final Lane lane;
    private final TreeMap<Long, Hour> hours = new TreeMap<>();
    private long next = 1;
    private long through;
    private long live;
    private long readings;
    private long rejections;
    private long bytes;
    private long waiting;
    private boolean laneChanged;
    private long hourFirst = 1;
    private long newestMillis;

    /** Counts of items received in one hour. */
    static final class Hour {
        long acknowledged;
        long duplicates;
        long inFlight;
        long givenUp;
        long changedMillis;
        boolean changed;
    }

    LaneBook(Lane lane) {
        this.lane = lane;
    }

    // Reading back.

    void restore(long storedNext, long storedThrough, long storedLive, long storedReadings, long storedRejections) {
        next = storedNext;
        through = storedThrough;
        live = storedLive;
        readings = storedReadings;
        rejections = storedRejections;
        hourFirst = storedNext;
    }

    void restoreHour(long hour, long acknowledged, long duplicates, long givenUp, long nowMillis) {
        Hour counts = hour(hour, nowMillis);
        counts.acknowledged = acknowledged;
        counts.duplicates = duplicates;
        counts.givenUp = givenUp;
        counts.changed = false;
    }

    void restoreSegment(SpoolStore.Row row, long nowMillis) {
        SegmentHead head = row.head();
        bytes += row.bodyBytes() + ROW_BYTES;
        if (head.last() > through && head.isInFlight()) {
            Hour counts = hour(head.hour(), nowMillis);
            counts.inFlight += head.items();
            counts.changed = false;
        }
        waiting += head.isDue() ? head.items() : 0;
        if (SegmentHead.hourOf(newestMillis) != head.hour()) {
            hourFirst = head.first();
        }
        newestMillis = Math.max(newestMillis, head.toMillis());
    }

    // Changes; each belongs to the transaction under way.

    private Hour hour(long hour, long nowMillis) {
        Hour counts = hours.get(hour);
        if (counts == null) {
            counts = new Hour();
            hours.put(hour, counts);
        }
        counts.changed = true;
        counts.changedMillis = nowMillis;
        return counts;
    }

    void answered(long hour, long items, long duplicates, long nowMillis) {
        Hour counts = hour(hour, nowMillis);
        counts.acknowledged += items + duplicates;
        counts.duplicates += duplicates;
    }

    /** A segment with the next numbers is stored. */
    void stored(SegmentHead head, int bodyBytes, long nowMillis) {
        hour(head.hour(), nowMillis).inFlight += head.items();
        if (SegmentHead.hourOf(newestMillis) != head.hour()) {
            hourFirst = head.first();
        }
        newestMillis = Math.max(newestMillis, head.toMillis());
        next = head.last() + 1;
        readings += head.readings();
        rejections += head.rejections();
        bytes += bodyBytes + ROW_BYTES;
        waiting += head.items();
        laneChanged = true;
    }

    /** A segment is deleted, since everything up to it is delivered. */
    void settled(SpoolStore.Row row, long nowMillis) {
        SegmentHead head = row.head();
        bytes -= row.bodyBytes() + ROW_BYTES;
        if (head.isInFlight()) {
            hour(head.hour(), nowMillis).inFlight -= head.items();
        }
        waiting -= head.isDue() ? head.items() : 0;
    }

    /** Everything up to a number is delivered, and from the mark on something of the live flow may be, too. */
    void delivered(long upTo, long liveMark) {
        through = Math.max(through, upTo);
        live = liveMark;
        laneChanged = true;
    }

    /** Segments above {@link #through} were delivered and are empty now. */
    void sentAhead(long items, long freed) {
        waiting -= items;
        bytes -= freed;
    }

    /** A waiting segment became a gap. */
    void gaveUp(SegmentHead head, int bodyBytes, long nowMillis) {
        Hour counts = hour(head.hour(), nowMillis);
        counts.inFlight -= head.items();
        counts.givenUp += head.items();
        bytes -= bodyBytes;
    }

    /** A gap took in its neighbour: one row less. */
    void joined() {
        bytes -= ROW_BYTES;
    }

    /** A waiting segment went to the dead letters and became a gap. */
    void buried(SpoolStore.Row row, long nowMillis) {
        gaveUp(row.head(), row.bodyBytes(), nowMillis);
    }

    /** Writes what has changed. */
    void save(SpoolStore store, long nowMillis) throws java.sql.SQLException {
        if (laneChanged) {
            store.saveLane(this);
        }
        for (Map.Entry<Long, Hour> entry : hours.descendingMap().entrySet()) {
            if (entry.getValue().changed) {
                store.saveHour(lane, entry.getKey(), entry.getValue());
            }
        }
        Map.Entry<Long, Hour> oldest = hours.firstEntry();
        if (oldest != null && oldest.getKey() < nowMillis - KEPT_MILLIS && oldest.getValue().inFlight == 0) {
            store.deleteHour(lane, oldest.getKey());
            hours.remove(oldest.getKey());
        }
    }

    /** What was written is durable. */
    void saved() {
        laneChanged = false;
        for (Hour counts : hours.values()) {
            counts.changed = false;
        }
    }

    LaneCount count(long nowMillis) {
        List<HourCount> counted = new ArrayList<>();
        hours.forEach((hour, counts) -> {
            if (counts.inFlight > 0 || nowMillis - counts.changedMillis <= TOLD_AGAIN_MILLIS) {
                counted.add(
                        new HourCount(hour, counts.acknowledged, counts.duplicates, counts.inFlight, counts.givenUp));
            }
        });
        return new LaneCount(lane, through == 0 ? -1 : through, counted);
    }

    Lane lane() {
        return lane;
    }

    long next() {
        return next;
    }

    long through() {
        return through;
    }

    long live() {
        return live;
    }

    long readings() {
        return readings;
    }

    long rejections() {
        return rejections;
    }

    /** Bytes that wait, rows included. */
    long bytes() {
        return bytes;
    }

    /** Items that wait for the centre, gaps included. */
    long waiting() {
        return waiting;
    }

    /** First number of the newest hour of receipt. */
    long hourFirst() {
        return hourFirst;
    }

    long newestMillis() {
        return newestMillis;
    }
}
