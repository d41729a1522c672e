package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each lane within its share of the disk. The routine lane gives up its oldest segments, which become gaps that
 * travel to the centre under their numbers. The urgent lanes give up nothing: they take nothing more. Owner: the spool's
 * writer thread.
 */
final class RoomKeeper {
    /** So much more than needed is given up at once, as a part of the lane's share: each time costs a search. */
    private static final int SPARE_PART = 64;
    /** On a full disk: as much as lets many commits pass. */
    private static final int DISK_FULL_PART = 16;

    private static final int HEADS_AT_ONCE = 64;

    private final SpoolStore store;
    private final Books books;
    private final Map<Lane, LaneReader> readers;
    private final SpoolLimits limits;
    private @Nullable SegmentHead newestGap; // a neighbour is joined to it
    private long given;

    RoomKeeper(SpoolStore store, Books books, Map<Lane, LaneReader> readers, SpoolLimits limits) {
        this.store = store;
        this.books = books;
        this.readers = readers;
        this.limits = limits;
    }

    /** Whether the lane takes nothing more: it is urgent, and what waits in it has used up its share. */
    boolean isFull(Lane lane) {
        return lane != Lane.ROUTINE && books.of(lane).bytes() >= limits.bytes(lane);
    }

    long limit(Lane lane) {
        return limits.bytes(lane);
    }

    /** Brings the routine lane back into its share; items given up, in the transaction under way. */
    long keepShare(long nowMillis) throws SQLException {
        long share = limits.bytes(Lane.ROUTINE);
        long over = books.of(Lane.ROUTINE).bytes() - share;
        return over <= 0 ? 0 : giveUp(over + share / SPARE_PART, nowMillis);
    }

    /** Makes room on a full disk; items given up, in the transaction under way. */
    long relieve(long nowMillis) throws SQLException {
        return giveUp(Math.max(1, books.of(Lane.ROUTINE).bytes() / DISK_FULL_PART), nowMillis);
    }

    /** What was noted in a transaction that failed counts for nothing. */
    void reset() {
        newestGap = null;
    }

    private long giveUp(long wantedBytes, long nowMillis) throws SQLException {
        LaneBook book = books.of(Lane.ROUTINE);
        long enough = book.bytes() - wantedBytes;
        given = 0;
        long after = book.through();
        List<SpoolStore.Row> rows = new ArrayList<>(HEADS_AT_ONCE);
        do {
            rows.clear();
            store.heads(Lane.ROUTINE, after, HEADS_AT_ONCE, rows::add);
            for (SpoolStore.Row row : rows) {
                if (book.bytes() <= enough) {
                    return given;
                }
                if (row.head().state() == SegmentHead.State.WAITING) {
                    giveUp(row, book, nowMillis);
                }
                after = row.head().first();
            }
        } while (!rows.isEmpty());
        return given;
    }

    private void giveUp(SpoolStore.Row row, LaneBook book, long nowMillis) throws SQLException {
        LaneReader reader = readers.get(Lane.ROUTINE);
        SegmentHead gap = row.head().as(SegmentHead.State.GIVEN_UP_FOR_ROOM);
        SegmentHead neighbour = newestGap;
        SegmentHead joined = neighbour == null ? null : neighbour.joined(gap);
        if (reader == null) {
            return;
        }
        if (joined != null && reader.reserve(joined.first(), joined.last())) {
            store.replaceByGap(joined);
            newestGap = joined;
            book.joined();
        } else if (reader.reserve(gap.first(), gap.last())) {
            store.replaceByGap(gap);
            newestGap = gap;
        } else {
            return;
        }
        book.gaveUp(row.head(), row.bodyBytes(), nowMillis);
        given += gap.items();
    }
}
