package io.geshao.gateway.spool;

import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's side of the spool's file: everything up to {@link #commit} is one transaction. A segment's key is its lane
 * in the high bits and its first number below, so one b-tree holds the lanes side by side, each in order. Owner: the
 * spool's writer thread.
 */
final class SpoolStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolStore.class);
    private static final int LANE_SHIFT = 56;
    private static final int WAITING = SegmentHead.State.WAITING.ordinal();
    private static final String HEAD = "id, last, created, from_ms, to_ms, readings, rejections, state, checks";

    private static final Lane[] LANES = {Lane.LIFE_SAFETY, Lane.URGENT, Lane.ROUTINE}; // by number(lane)

    private final Sql sql;
    private final String spoolId;

    private SpoolStore(Connection connection, long fileBytes) throws SQLException {
        SpoolSchema.create(connection);
        this.spoolId = SpoolSchema.spoolId(connection);
        this.sql = new Sql(connection);
        sql.query(row -> {}, "PRAGMA max_page_count = " + fileBytes / SpoolSchema.PAGE_BYTES);
        connection.setAutoCommit(false);
    }

    static SpoolStore open(Path file, long fileBytes) throws SQLException {
        Connection connection = SpoolSchema.connect(file);
        try {
            return new SpoolStore(connection, fileBytes);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A stored head with what the file says beside it. */
    record Row(SegmentHead head, long checks, int bodyBytes) {}

    interface Rows {
        void row(Row row) throws SQLException;
    }

    /** Drawn when the folder was made: a new folder under the same gateway name numbers something else. */
    String spoolId() {
        return spoolId;
    }

    // Segments.

    void insert(SegmentHead head, byte[] body) throws SQLException {
        sql.update(
                "INSERT INTO segment (" + HEAD + ", body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id(head.lane(), head.first()),
                head.last(),
                head.createdMillis(),
                head.fromMillis(),
                head.toMillis(),
                (long) head.readings(),
                (long) head.rejections(),
                (long) head.state().ordinal(),
                head.checks(body),
                body);
    }

    /** Deletes what has numbers up to this, and says what it was. */
    List<Row> deleteUpTo(Lane lane, long last) throws SQLException {
        List<Row> gone = new ArrayList<>();
        sql.query(
                row -> gone.add(row(row)),
                "DELETE FROM segment WHERE id >= ? AND id <= ? RETURNING " + HEAD + ", length(body)",
                id(lane, 0),
                id(lane, last));
        return gone;
    }

    /** Empties what the centre has in first..last; answers how many bytes that frees. */
    long markSent(Lane lane, long first, long last) throws SQLException {
        long[] bytes = {0};
        long from = id(lane, first);
        long to = id(lane, last);
        sql.query(
                row -> bytes[0] = row.getLong(1),
                "SELECT coalesce(sum(length(body)), 0) FROM segment WHERE id >= ? AND id <= ?",
                from,
                to);
        sql.update(
                "UPDATE segment SET state = CASE WHEN state IN (" + WAITING + ", " + SegmentHead.State.SENT.ordinal()
                        + ") THEN " + SegmentHead.State.SENT.ordinal() + " ELSE "
                        + SegmentHead.State.GIVEN_UP_SENT.ordinal() + " END, body = x'' WHERE id >= ? AND id <= ?",
                from,
                to);
        return bytes[0];
    }

    /** Puts a gap in the place of all segments that it spans. */
    void replaceByGap(SegmentHead gap) throws SQLException {
        sql.update(
                "DELETE FROM segment WHERE id >= ? AND id <= ?",
                id(gap.lane(), gap.first()),
                id(gap.lane(), gap.last()));
        insert(gap, new byte[0]);
    }

    /** Heads behind a number of the lane, ascending. */
    void heads(Lane lane, long after, int limit, Rows rows) throws SQLException {
        sql.query(
                row -> rows.row(row(row)),
                "SELECT " + HEAD + ", length(body) FROM segment WHERE id > ? AND id < ? ORDER BY id LIMIT ?",
                id(lane, after),
                id(lane, 0, 1),
                (long) limit);
    }

    /**
     * What stands in the place of a segment that cannot be read: exact if its head can be believed, else told from its
     * neighbours.
     */
    Row lost(Lane lane, long first, LaneBook book, long nowMillis) throws SQLException {
        List<Row> rows = new ArrayList<>(2);
        heads(lane, first - 1, 2, rows::add);
        Row damaged = rows.isEmpty() ? null : rows.get(0);
        if (damaged != null && damaged.head().first() == first && damaged.head().isWhole(damaged.checks())) {
            return new Row(damaged.head().as(SegmentHead.State.LOST_BY_DAMAGE), 0, damaged.bodyBytes());
        }
        SegmentHead next = rows.size() < 2 ? null : rows.get(1).head();
        long last = (next == null ? book.next() : next.first()) - 1;
        long at = next == null ? nowMillis : next.fromMillis();
        int items = Math.toIntExact(last - first + 1);
        SegmentHead gap = new SegmentHead(lane, first, last, at, at, at, items, 0, SegmentHead.State.LOST_BY_DAMAGE);
        return new Row(gap, 0, damaged == null ? 0 : damaged.bodyBytes());
    }

    private static Row row(java.sql.ResultSet row) throws SQLException {
        return new Row(head(row), row.getLong(9), row.getInt(10));
    }

    /** Columns 1 to 8 of {@link #HEAD}; a state that does not exist is one that was lost. */
    static SegmentHead head(java.sql.ResultSet row) throws SQLException {
        long id = row.getLong(1);
        int lane = (int) (id >>> LANE_SHIFT);
        int state = row.getInt(8);
        SegmentHead.State[] states = SegmentHead.State.values();
        return new SegmentHead(
                LANES[lane < LANES.length ? lane : LANES.length - 1],
                id & (1L << LANE_SHIFT) - 1,
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getInt(6),
                row.getInt(7),
                state >= 0 && state < states.length ? states[state] : SegmentHead.State.LOST_BY_DAMAGE);
    }

    /** Moves what waits in first..last to the dead letters, and leaves a gap; answers what it was. */
    List<Row> bury(Lane lane, long first, long last, long atMillis, String reason) throws SQLException {
        long from = id(lane, first);
        long to = id(lane, last);
        List<Row> buried = new ArrayList<>();
        sql.query(
                row -> {
                    buried.add(row(row));
                },
                "SELECT " + HEAD + ", length(body) FROM segment WHERE id >= ? AND id <= ? AND state = " + WAITING,
                from,
                to);
        sql.update(
                "INSERT INTO dead_letter (lane, first, last, at, reason, body)"
                        + " SELECT ?, id - ?, last, ?, ?, body FROM segment WHERE id >= ? AND id <= ? AND state = "
                        + WAITING,
                (long) number(lane),
                id(lane, 0),
                atMillis,
                reason,
                from,
                to);
        sql.update(
                "UPDATE segment SET state = " + SegmentHead.State.REFUSED.ordinal()
                        + ", body = x'' WHERE id >= ? AND id <= ? AND state = " + WAITING,
                from,
                to);
        return buried;
    }

    // Lanes and their ledger.

    void saveLane(LaneBook book) throws SQLException {
        sql.update(
                "INSERT OR REPLACE INTO lane (lane, next, through, live, readings, rejections) VALUES (?, ?, ?, ?, ?, ?)",
                (long) number(book.lane()),
                book.next(),
                book.through(),
                book.live(),
                book.readings(),
                book.rejections());
    }

    void saveHour(Lane lane, long hour, LaneBook.Hour counts) throws SQLException {
        sql.update(
                "INSERT OR REPLACE INTO ledger (lane, hour, acknowledged, duplicates, given_up) VALUES (?, ?, ?, ?, ?)",
                (long) number(lane),
                hour,
                counts.acknowledged,
                counts.duplicates,
                counts.givenUp);
    }

    void deleteHour(Lane lane, long hour) throws SQLException {
        sql.update("DELETE FROM ledger WHERE lane = ? AND hour = ?", (long) number(lane), hour);
    }

    /** A lane as the file has it: numbers, counts per hour, and what its segments hold. */
    LaneBook load(Lane lane, long nowMillis) throws SQLException {
        LaneBook book = new LaneBook(lane);
        sql.query(
                row -> book.restore(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                "SELECT next, through, live, readings, rejections FROM lane WHERE lane = ?",
                (long) number(lane));
        sql.query(
                row -> book.restoreHour(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), nowMillis),
                "SELECT hour, acknowledged, duplicates, given_up FROM ledger WHERE lane = ?",
                (long) number(lane));
        heads(lane, 0, Integer.MAX_VALUE, row -> book.restoreSegment(row, nowMillis));
        return book;
    }

    // What is remembered of messages.

    void insertSeen(long atMillis, long messages, byte[] body) throws SQLException {
        sql.update("INSERT INTO seen (at, messages, body) VALUES (?, ?, ?)", atMillis, messages, body);
    }

    /** Takes the oldest group of seen messages off, and says how many it held; 0 if the oldest may stay. */
    int trimSeen(long notBeforeMillis, boolean tooMany) throws SQLException {
        long[] oldest = {0, 0};
        sql.query(
                row -> {
                    if (tooMany || row.getLong(2) < notBeforeMillis) {
                        oldest[0] = row.getLong(1);
                        oldest[1] = row.getLong(3);
                    }
                },
                "SELECT id, at, messages FROM seen ORDER BY id LIMIT 1");
        if (oldest[1] > 0) {
            sql.update("DELETE FROM seen WHERE id = ?", oldest[0]);
        }
        return (int) oldest[1];
    }

    void saveEpoch(DeviceId device, int epoch) throws SQLException {
        sql.update("INSERT OR REPLACE INTO epoch (device, epoch) VALUES (?, ?)", device.value(), (long) epoch);
    }

    void insertGap(DeviceId device, long boot, long beforeSeq, long missing, long atMillis) throws SQLException {
        sql.update(
                "INSERT INTO gap (device, boot, before_seq, missing, at) VALUES (?, ?, ?, ?, ?)",
                device.value(),
                boot,
                beforeSeq,
                missing,
                atMillis);
    }

    void trimGaps(long notBeforeMillis) throws SQLException {
        sql.update("DELETE FROM gap WHERE at < ?", notBeforeMillis);
    }

    /** Reads what is remembered of messages back, oldest first; answers how many there are. */
    int restore(DedupWindow window, long notBeforeMillis) throws SQLException {
        sql.query(
                row -> window.restoreEpoch(new DeviceId(row.getString(1)), row.getInt(2)),
                "SELECT device, epoch FROM epoch");
        int[] messages = {0};
        sql.query(
                row -> {
                    messages[0] += row.getInt(2);
                    if (row.getLong(1) >= notBeforeMillis) {
                        try {
                            SeenCodec.read(row.getBytes(3), row.getLong(1), window::remember);
                        } catch (IOException | IllegalArgumentException e) {
                            // Damaged: a message of that group that is sent again is stored again, which the centre
                            // sees.
                            LOG.warn("messages seen at {} cannot be read back: {}", row.getLong(1), e.getMessage());
                        }
                    }
                },
                "SELECT at, messages, body FROM seen ORDER BY id");
        return messages[0];
    }

    // The transaction.

    void commit() throws SQLException {
        sql.commit();
    }

    /** Undoes the transaction. */
    void rollback() throws SQLException {
        sql.rollback();
    }

    /** After a failure: the driver ends statements that failed. */
    void reset() throws SQLException {
        sql.reset();
    }

    /** Whether anything can be written at all: cheap to ask while the disk is full. */
    void probe(long nowMillis) throws SQLException {
        sql.reset();
        sql.update("INSERT OR REPLACE INTO meta (name, value) VALUES ('probed', ?)", Long.toString(nowMillis));
        sql.commit();
    }

    /** A lane in the file; part of the stored format. */
    static int number(Lane lane) {
        return switch (lane) {
            case LIFE_SAFETY -> 0;
            case URGENT -> 1;
            case ROUTINE -> 2;
        };
    }

    static long id(Lane lane, long number) {
        return id(lane, number, 0);
    }

    static long id(Lane lane, long number, int lanesOn) {
        return ((long) (number(lane) + lanesOn) << LANE_SHIFT) + number;
    }

    @Override
    public void close() throws SQLException {
        sql.close();
    }
}
