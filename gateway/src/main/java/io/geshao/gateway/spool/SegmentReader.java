package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reading side of the spool's file, with a connection of its own. Owner: the uplink's thread. */
final class SegmentReader implements AutoCloseable {
    private static final String COLUMNS = "id, last, created, from_ms, to_ms, readings, rejections, state, checks";
    private static final int SENT = SegmentHead.State.SENT.ordinal();
    private static final int GIVEN_UP_SENT = SegmentHead.State.GIVEN_UP_SENT.ordinal();
    /** How many heads are looked at to find where an outage began to end; the rest is backlog. */
    private static final long HEADS_LOOKED_AT = 20_000;

    private final Sql sql;
    private boolean failed; // the driver ends a statement that failed

    private SegmentReader(Sql sql) {
        this.sql = sql;
    }

    static SegmentReader open(Path file) throws SQLException {
        return new SegmentReader(new Sql(SpoolSchema.connect(file)));
    }

    /** A segment that is in the file and cannot be believed. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;
        private final long first;

        DamagedException(long first, IOException cause) {
            super(cause.getMessage(), cause);
            this.first = first;
        }

        long first() {
            return first;
        }
    }

    /** The first segment that is due in the lane with a first number above {@code after} and below {@code before}. */
    @Nullable
    Segment due(Lane lane, long after, long before) throws SQLException, IOException {
        ready();
        List<Segment> found = new ArrayList<>(1);
        List<DamagedException> damaged = new ArrayList<>(0);
        sql.query(
                row -> {
                    SegmentHead head = SpoolStore.head(row);
                    try {
                        found.add(Segment.read(head, row.getLong(9), row.getBytes(10)));
                    } catch (IOException | IllegalArgumentException e) {
                        IOException cause = e instanceof IOException known ? known : new IOException(e);
                        damaged.add(new DamagedException(head.first(), cause));
                    }
                },
                "SELECT " + COLUMNS + ", body FROM segment WHERE id > ? AND id < ?" + " AND state NOT IN (" + SENT
                        + ", " + GIVEN_UP_SENT + ") ORDER BY id LIMIT 1",
                SpoolStore.id(lane, after),
                SpoolStore.id(lane, before));
        failed = false;
        if (!damaged.isEmpty()) {
            throw damaged.get(0);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** The first number that was committed since then; the one to come if everything is older, 0 if there is nothing. */
    long firstSince(Lane lane, long createdMillis) throws SQLException {
        ready();
        long[] number = {0};
        sql.query(
                row -> number[0] = row.getLong(1),
                "SELECT coalesce(min(CASE WHEN created >= ? THEN id END), max(last) + ?) FROM"
                        + " (SELECT id, last, created FROM segment WHERE id >= ? AND id < ?"
                        + " ORDER BY id DESC LIMIT " + HEADS_LOOKED_AT + ")",
                createdMillis,
                SpoolStore.id(lane, 1),
                SpoolStore.id(lane, 0),
                SpoolStore.id(lane, 0, 1));
        failed = false;
        return Math.max(0, number[0] - SpoolStore.id(lane, 0));
    }

    /** Numbers that the centre has although lower ones are due, as first and last, ascending. */
    List<long[]> settledAhead(Lane lane) throws SQLException {
        List<long[]> ranges = new ArrayList<>();
        sql.query(
                row -> ranges.add(new long[] {SpoolStore.head(row).first(), row.getLong(2)}),
                "SELECT " + COLUMNS + " FROM segment WHERE id >= ? AND id < ?" + " AND state IN (" + SENT + ", "
                        + GIVEN_UP_SENT + ") ORDER BY id",
                SpoolStore.id(lane, 0),
                SpoolStore.id(lane, 0, 1));
        return ranges;
    }

    private void ready() throws SQLException {
        if (failed) {
            sql.reset();
        }
        failed = true; // until it has not
    }

    @Override
    public void close() throws SQLException {
        sql.close();
    }
}
