package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what can be read of a damaged spool into a new one. A segment counts only if its check sums hold; numbers that
 * are missing become gaps, told from the numbers around them and from the marks beside the file.
 */
final class Salvage {
    private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);
    private static final String HEAD = "id, last, created, from_ms, to_ms, readings, rejections, state, checks";
    /** Tables that are copied row by row as far as they can be read. */
    private static final Map<String, Integer> PLAIN_TABLES =
            Map.of("epoch", 2, "seen", 4, "gap", 6, "dead_letter", 7, "ledger", 5);

    private final Sql from;
    private final Sql to;
    private final HighWater.@Nullable Marks marks;
    private final long nowMillis;
    private long lost;

    /** A lane of the damaged file: its numbers as far as they are known, and the heads that were copied. */
    private static final class Found {
        long next = 1;
        long through = -1;
        long readings;
        long rejections;
        /** The number after the last one that the file knew of. */
        long fileNext = 1;

        final TreeMap<Long, SegmentHead> heads = new TreeMap<>();
        final Set<Long> withoutBody = new HashSet<>();
    }

    private Salvage(Sql from, Sql to, HighWater.@Nullable Marks marks, long nowMillis) {
        this.from = from;
        this.to = to;
        this.marks = marks;
        this.nowMillis = nowMillis;
    }

    /** An {@link SQLException} if not even the tables can be found; answers how many items are lost. */
    static long copy(Path damaged, Path fresh, HighWater.@Nullable Marks marks, long nowMillis)
            throws SQLException, IOException {
        try (Connection in = DriverManager.getConnection("jdbc:sqlite:" + damaged);
                Connection out = DriverManager.getConnection("jdbc:sqlite:" + fresh)) {
            String spoolId = marks == null ? null : marks.spool();
            try (Statement probe = in.createStatement()) {
                probe.executeQuery("SELECT count(*) FROM segment WHERE id < 0").close();
            }
            if (spoolId == null) {
                spoolId = idIn(in);
            }
            SpoolSchema.create(out);
            out.setAutoCommit(false);
            Salvage salvage = new Salvage(new Sql(in), new Sql(out), marks, nowMillis);
            if (spoolId != null) {
                salvage.to.update("UPDATE meta SET value = ? WHERE name = 'spool_id'", spoolId);
            }
            salvage.run();
            salvage.to.reset();
            salvage.from.reset();
            out.commit();
            return salvage.lost;
        }
    }

    private static @Nullable String idIn(Connection damaged) {
        try {
            return SpoolSchema.spoolId(damaged);
        } catch (SQLException e) {
            LOG.warn("the spool gets a new id: {}", e.getMessage());
            return null;
        }
    }

    private void run() throws SQLException {
        PLAIN_TABLES.forEach(this::copyPlain);
        for (Lane lane : Lane.values()) {
            HighWater.Mark mark = marks == null ? null : marks.lanes().get(lane);
            Found found = numbers(lane, mark);
            copySegments(lane, found);
            fillHoles(lane, found, mark);
            to.update(
                    "INSERT OR REPLACE INTO lane (lane, next, through, live, readings, rejections) VALUES (?, ?, ?, 0, ?, ?)",
                    (long) SpoolStore.number(lane),
                    found.next,
                    found.through,
                    found.readings,
                    found.rejections);
        }
    }

    private void copyPlain(String table, int columns) {
        int[] rows = {0};
        String values = "?, ".repeat(columns - 1) + "?";
        try {
            from.query(
                    row -> {
                        Object[] copied = new Object[columns];
                        for (int i = 0; i < columns; i++) {
                            copied[i] = row.getObject(i + 1);
                        }
                        to.update("INSERT OR IGNORE INTO " + table + " VALUES (" + values + ")", copied);
                        rows[0]++;
                    },
                    "SELECT * FROM " + table);
        } catch (SQLException e) {
            LOG.warn("of table {} only {} rows can be read: {}", table, rows[0], e.getMessage());
            resetQuietly();
        }
    }

    private Found numbers(Lane lane, HighWater.@Nullable Mark mark) {
        Found found = new Found();
        try {
            from.query(
                    row -> {
                        found.fileNext = row.getLong(1);
                        found.through = row.getLong(2);
                        found.readings = row.getLong(3);
                        found.rejections = row.getLong(4);
                    },
                    "SELECT next, through, readings, rejections FROM lane WHERE lane = ?",
                    (long) SpoolStore.number(lane));
        } catch (SQLException e) {
            LOG.warn("the numbers of {} are taken from the marks: {}", lane, e.getMessage());
            resetQuietly();
            found.fileNext = mark == null ? 1 : mark.next(); // the ledger of what it knew is in the file
        }
        found.next = found.fileNext;
        if (mark != null) {
            found.next = Math.max(found.next, mark.next());
            found.through = found.through < 0 ? mark.through() : found.through;
        }
        return found;
    }

    private void copySegments(Lane lane, Found found) throws SQLException {
        long end = SpoolStore.id(lane, 0, 1);
        long limit = SpoolStore.id(lane, Math.max(found.next, 1) + 1_000_000);
        long after = SpoolStore.id(lane, 0);
        while (true) {
            long id = copyOne(lane, found, "id > ? AND id < ? ORDER BY id", after, end);
            if (id == NONE) {
                return;
            }
            if (id > after) {
                after = id;
                continue;
            }
            // Here a page cannot be read: find what lies behind it, then go back towards it.
            long behind = after;
            long jumped = UNREADABLE;
            for (long step = 1; jumped == UNREADABLE && behind + step < limit; step *= 2) {
                behind += step;
                jumped = copyOne(lane, found, "id > ? AND id < ? ORDER BY id", behind, end);
            }
            if (jumped < 0) {
                return;
            }
            long back = jumped;
            while (back > after) {
                back = copyOne(lane, found, "id > ? AND id < ? ORDER BY id DESC", after, back);
            }
            after = jumped;
        }
    }

    private static final long NONE = -1;
    private static final long UNREADABLE = -2;

    /** Copies one segment if it is whole; its id, or that there is none or none that can be read. */
    private long copyOne(Lane lane, Found found, String where, long low, long high) throws SQLException {
        long[] id = {NONE};
        List<Object[]> insert = new ArrayList<>(1);
        try {
            from.query(
                    row -> {
                        SegmentHead head = SpoolStore.head(row);
                        long checks = row.getLong(9);
                        byte[] body = row.getBytes(10);
                        id[0] = row.getLong(1);
                        if (!head.isWhole(checks) || head.lane() != lane) {
                            return; // a hole, which is declared like any other
                        }
                        boolean empty = body == null || body.length == 0;
                        SegmentHead kept = head;
                        if (empty
                                ? head.state() == SegmentHead.State.WAITING
                                : (int) checks != SegmentHead.check(body)) {
                            kept = head.as(SegmentHead.State.LOST_BY_DAMAGE);
                            found.withoutBody.add(head.first());
                        } else if (!empty) {
                            kept = head.as(SegmentHead.State.WAITING);
                        }
                        found.heads.put(kept.first(), kept);
                        insert.add(
                                row(kept, kept.isDue() && !kept.isGap() && body != null ? body : new byte[0], checks));
                    },
                    "SELECT " + HEAD + ", body FROM segment WHERE " + where + " LIMIT 1",
                    low,
                    high);
        } catch (SQLException e) {
            resetQuietly();
            return UNREADABLE;
        }
        if (id[0] != NONE && (id[0] <= low || id[0] >= high)) {
            return UNREADABLE;
        }
        for (Object[] values : insert) {
            to.update(
                    "INSERT OR REPLACE INTO segment (" + HEAD + ", body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values);
        }
        return id[0];
    }

    private static Object[] row(SegmentHead head, byte[] body, long checks) {
        return new Object[] {
            SpoolStore.id(head.lane(), head.first()),
            head.last(),
            head.createdMillis(),
            head.fromMillis(),
            head.toMillis(),
            (long) head.readings(),
            (long) head.rejections(),
            (long) head.state().ordinal(),
            checks,
            body
        };
    }

    /** Numbers that should be there and are not become gaps; bodies that were lost are counted with them. */
    private void fillHoles(Lane lane, Found found, HighWater.@Nullable Mark mark) throws SQLException {
        if (!found.heads.isEmpty()) {
            found.next = Math.max(found.next, found.heads.lastEntry().getValue().last() + 1);
            if (found.through < 0) {
                found.through = found.heads.firstKey() - 1;
            }
        }
        found.through = Math.max(found.through, 0);
        long expected = found.through + 1;
        SegmentHead before = null;
        for (SegmentHead head : new ArrayList<>(found.heads.values())) {
            if (head.last() <= found.through) {
                continue;
            }
            if (head.first() > expected) {
                declare(lane, found, expected, head.first() - 1, before == null ? head : before, mark);
            }
            if (found.withoutBody.contains(head.first())) {
                note(head, 0);
            }
            expected = head.last() + 1;
            before = head;
        }
        if (expected < found.next) {
            declare(lane, found, expected, found.next - 1, before, mark);
        }
    }

    private void declare(
            Lane lane,
            Found found,
            long first,
            long last,
            @Nullable SegmentHead neighbour,
            HighWater.@Nullable Mark mark)
            throws SQLException {
        // What the file never knew of has its own times, and is missing in the ledger as well.
        long tail = Math.max(first, found.fileNext);
        if (first < tail) {
            gap(lane, first, Math.min(last, tail - 1), neighbour == null ? nowMillis : neighbour.toMillis(), 0, 0);
        }
        if (tail > last || mark == null) {
            if (tail <= last) {
                gap(lane, tail, last, neighbour == null ? nowMillis : neighbour.toMillis(), 0, 1);
            }
            return;
        }
        int rejections = (int) Math.max(0, Math.min(last - tail + 1, mark.rejections() - found.rejections));
        found.readings += last - tail + 1 - rejections;
        found.rejections += rejections;
        long hourFirst = Math.max(tail, Math.min(mark.hourFirst(), last + 1));
        if (tail < hourFirst) {
            long hourBefore = SegmentHead.hourOf(mark.newestMillis()) - 1;
            gap(lane, tail, hourFirst - 1, neighbour == null ? hourBefore : neighbour.toMillis(), 0, 1);
        }
        if (hourFirst <= last) {
            int inHour = (int) Math.min(rejections, last - hourFirst + 1);
            gap(lane, hourFirst, last, mark.newestMillis(), inHour, 1);
        }
    }

    private void gap(Lane lane, long first, long last, long atMillis, int rejections, int unknownToLedger)
            throws SQLException {
        int items = Math.toIntExact(last - first + 1);
        SegmentHead gap = new SegmentHead(
                lane,
                first,
                last,
                atMillis,
                atMillis,
                atMillis,
                items - rejections,
                rejections,
                SegmentHead.State.LOST_BY_DAMAGE);
        to.update(
                "INSERT INTO segment (" + HEAD + ", body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row(gap, new byte[0], gap.checks(new byte[0])));
        note(gap, unknownToLedger * items);
    }

    private void note(SegmentHead gap, int acknowledged) throws SQLException {
        lost += gap.items();
        to.update(
                "INSERT INTO ledger (lane, hour, acknowledged, duplicates, given_up) VALUES (?, ?, ?, 0, ?)"
                        + " ON CONFLICT (lane, hour) DO UPDATE SET acknowledged = acknowledged + excluded.acknowledged,"
                        + " given_up = given_up + excluded.given_up",
                (long) SpoolStore.number(gap.lane()),
                gap.hour(),
                (long) acknowledged,
                (long) gap.items());
    }

    private void resetQuietly() {
        try {
            from.reset();
        } catch (SQLException e) {
            LOG.debug("a statement of the damaged file did not close", e);
        }
    }
}
