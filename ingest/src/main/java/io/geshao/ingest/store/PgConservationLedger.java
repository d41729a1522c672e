package io.geshao.ingest.store;

import io.geshao.core.Lane;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.store.LedgerRule.Centre;
import io.geshao.ingest.store.LedgerRule.Counted;
import io.geshao.ingest.store.LedgerRule.Gateway;
import io.geshao.ingest.store.LedgerRule.LaneState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's two halves, read in one snapshot and held against each other. The gateway's newest report was written after
 * everything it calls delivered was committed, so one snapshot never shows the report without the rows.
 */
final class PgConservationLedger implements ConservationLedger {
    private static final int MAX_LINES = 1_000;
    /** Older hours are shown and no longer alarmed: who has not looked for a week will not find the cause. */
    static final long WATCHED_MILLIS = Duration.ofDays(7).toMillis();

    /** A count reads the rows of an hour. */
    private static final Duration AUDIT = Duration.ofMinutes(10);

    private static final String KEYS = "(select gateway, spool, lane, hour_ms from telemetry.%s"
            + " where hour_ms >= ? and (?::text is null or gateway = ?) and (hour_ms < ? or (hour_ms = ?"
            + " and (gateway, spool, lane) > (?, ?, ?))) order by hour_ms desc, gateway, spool, lane limit ?)";
    private static final String LINES = "with page as (select * from (" + KEYS.formatted("ledger") + " union "
            + KEYS.formatted("gateway_report") + ") k order by hour_ms desc, gateway, spool, lane limit ?)"
            + " select p.gateway, p.spool, p.lane, p.hour_ms, coalesce(l.stored, 0), coalesce(l.duplicates, 0),"
            + " coalesce(l.rejected, 0), coalesce(l.declared, 0), coalesce(g.items, 0), a.booked, a.counted,"
            + " r.acknowledged, r.duplicates, r.in_flight, r.given_up, r.changed_ms, coalesce(l.regained, 0)"
            + " from page p left join telemetry.ledger l using (gateway, spool, lane, hour_ms)"
            + " left join telemetry.gateway_report r using (gateway, spool, lane, hour_ms)"
            + " left join telemetry.ledger_audit a using (gateway, spool, lane, hour_ms)"
            + " left join lateral (select sum(x.readings + x.rejections) as items from telemetry.gap x"
            + " where x.gateway = p.gateway and x.spool = p.spool and x.lane = p.lane"
            + " and x.from_ms >= p.hour_ms and x.from_ms < p.hour_ms + 3600000) g on true"
            + " order by p.hour_ms desc, p.gateway, p.spool, p.lane";
    private static final String LANE = "select g.reported_ms,"
            + " exists (select 1 from telemetry.batch b where b.gateway = g.gateway and b.spool = g.spool"
            + " and b.lane = g.lane and b.first_entry <= g.through and b.last_entry > g.through),"
            + " not exists (select 1 from telemetry.received x where x.gateway = g.gateway and x.spool = g.spool"
            + " and x.lane = g.lane and x.first_entry <= 0 and x.last_entry >= g.through) and g.through >= 0,"
            + " coalesce((select sum(r.in_flight) from telemetry.gateway_report r where r.gateway = g.gateway"
            + " and r.spool = g.spool and r.lane = g.lane), 0), g.through"
            + " from telemetry.gateway_lane g where g.gateway = ? and g.spool = ? and g.lane = ?";
    private static final String AHEAD = "select hours from telemetry.batch"
            + " where gateway = ? and spool = ? and lane = ? and first_entry > ? and hours is not null";

    private final Reader reader;
    private final Ticker ticker;

    PgConservationLedger(Reader reader, Ticker ticker) {
        this.reader = reader;
        this.ticker = ticker;
    }

    @Override
    public List<Line> lines(@Nullable String gateway, @Nullable Key before, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return page(Long.MIN_VALUE, gateway, before, Math.min(limit, MAX_LINES));
    }

    @Override
    public List<Line> unbalanced() {
        long from = ticker.epochMillis() - WATCHED_MILLIS;
        List<Line> found = new ArrayList<>();
        Key before = null;
        while (found.size() < MAX_LINES) {
            List<Line> page = page(from, null, before, MAX_LINES);
            for (Line line : page) {
                if (line.verdict() == Verdict.UNBALANCED && found.size() < MAX_LINES) {
                    found.add(line);
                }
            }
            if (page.size() < MAX_LINES) {
                return found;
            }
            before = page.get(page.size() - 1).key();
        }
        return found;
    }

    /** The two sides of a line, before they are held against each other. */
    private record Sides(Key key, Centre centre, @Nullable Gateway gateway) {}

    /** What is common to the lines of a lane; {@code ahead} by hour: items, declared, regained. */
    private record LaneFacts(LaneState state, Map<Long, long[]> ahead) {
        LaneState of(long hourMillis) {
            long[] items = ahead.getOrDefault(hourMillis, new long[3]);
            return new LaneState(
                    items[0],
                    items[1],
                    items[2],
                    state.crossing(),
                    state.hole(),
                    state.inFlight(),
                    state.reportedMillis());
        }
    }

    private List<Line> page(long fromMillis, @Nullable String gateway, @Nullable Key before, int limit) {
        long now = ticker.epochMillis();
        return reader.read(Reader.QUERY, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read");
            }
            List<Line> lines = new ArrayList<>();
            Map<LaneKey, LaneFacts> lanes = new HashMap<>();
            for (Sides sides : sides(connection, fromMillis, gateway, before, limit)) {
                Key key = sides.key();
                LaneKey lane =
                        new LaneKey(key.gateway(), key.spool(), key.lane().wireName());
                LaneFacts facts = lanes.get(lane);
                if (facts == null) {
                    facts = facts(connection, lane);
                    lanes.put(lane, facts);
                }
                lines.add(LedgerRule.judge(key, sides.centre(), sides.gateway(), facts.of(key.hourMillis()), now));
            }
            return lines;
        });
    }

    private static List<Sides> sides(
            Connection connection, long fromMillis, @Nullable String gateway, @Nullable Key before, int limit)
            throws SQLException {
        List<Sides> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(LINES)) {
            int at = 1;
            for (int half = 0; half < 2; half++) {
                select.setLong(at++, fromMillis);
                select.setString(at++, gateway);
                select.setString(at++, gateway);
                select.setLong(at++, before == null ? Long.MAX_VALUE : before.hourMillis());
                select.setLong(at++, before == null ? Long.MAX_VALUE : before.hourMillis());
                select.setString(at++, before == null ? "" : before.gateway());
                select.setString(at++, before == null ? "" : before.spool());
                select.setString(at++, before == null ? "" : before.lane().wireName());
                select.setInt(at++, limit);
            }
            select.setInt(at, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(sides(row));
                }
            }
        }
        return found;
    }

    private static Sides sides(ResultSet row) throws SQLException {
        long booked = row.getLong(10);
        Counted counted = row.wasNull() ? null : new Counted(booked, row.getLong(11));
        Centre centre = new Centre(
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(17),
                row.getLong(9),
                counted);
        long acknowledged = row.getLong(12);
        Gateway gateway = row.wasNull()
                ? null
                : new Gateway(acknowledged, row.getLong(13), row.getLong(14), row.getLong(15), row.getLong(16));
        return new Sides(key(row), centre, gateway);
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(row.getString(1), row.getString(2), Lane.of(row.getString(3)), row.getLong(4));
    }

    private static LaneFacts facts(Connection connection, LaneKey lane) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LANE)) {
            bind(select, lane);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return new LaneFacts(LaneState.UNKNOWN, Map.of());
                }
                LaneState state =
                        new LaneState(0, 0, 0, row.getBoolean(2), row.getBoolean(3), row.getLong(4), row.getLong(1));
                return new LaneFacts(state, ahead(connection, lane, row.getLong(5)));
            }
        }
    }

    private static Map<Long, long[]> ahead(Connection connection, LaneKey lane, long through) throws SQLException {
        Map<Long, long[]> byHour = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(AHEAD)) {
            bind(select, lane);
            select.setLong(4, through);
            select.setFetchSize(1_000);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Long[] cells = (Long[]) rows.getArray(1).getArray();
                    HourCounts.of(cells).each(hour -> {
                        long[] sum = byHour.computeIfAbsent(hour.start(), start -> new long[3]);
                        sum[0] += hour.stored() + hour.duplicates() + hour.rejected();
                        sum[1] += hour.declared();
                        sum[2] += hour.regained();
                    });
                }
            }
        }
        return byHour;
    }

    private static void bind(PreparedStatement statement, LaneKey lane) throws SQLException {
        statement.setString(1, lane.gateway());
        statement.setString(2, lane.spool());
        statement.setString(3, lane.lane());
    }

    /**
     * Rows are found by the numbers and event times of the hour's batches, which the books remember; their own hour is
     * that of their receive time.
     */
    @Override
    public List<Audit> audit(long hourMillis) {
        return reader.read(AUDIT, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read");
            }
            List<Audit> audits = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("with books as materialized"
                    + " (select gateway, spool, lane, stored, event_from_ms, first_batch, last_batch, event_to_ms"
                    + " from telemetry.ledger where hour_ms = ?), span as materialized (select min(first_batch) as b0,"
                    + " max(last_batch) as b1, min(event_from_ms) as e0, max(event_to_ms) as e1 from books),"
                    + " batches as materialized (select b.number, b.gateway, b.spool, b.lane from telemetry.batch b"
                    + " where b.number between (select b0 from span) and (select b1 from span)),"
                    + " counts as (select r.batch_no, count(*) as n from telemetry.stored_reading r"
                    + " where r.batch_no between (select b0 from span) and (select b1 from span)"
                    + " and r.event_ms between (select e0 from span) and (select e1 from span)"
                    + " and r.event_ms + r.lag_ms >= ? and r.event_ms + r.lag_ms < ? group by r.batch_no),"
                    + " rows as (select b.gateway, b.spool, b.lane, sum(c.n) as n from counts c"
                    + " join batches b on b.number = c.batch_no group by 1, 2, 3)"
                    + " select k.gateway, k.spool, k.lane, ?::bigint, k.stored, coalesce(c.n, 0),"
                    + " coalesce(k.event_from_ms >= coalesce((select from_ms from telemetry.retained"
                    + " where name = 'raw'), k.event_from_ms), true)"
                    + " from books k left join rows c using (gateway, spool, lane) order by 1, 2, 3")) {
                select.setLong(1, hourMillis);
                select.setLong(2, hourMillis);
                select.setLong(3, hourMillis + HourCounts.HOUR);
                select.setLong(4, hourMillis);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        audits.add(new Audit(key(row), row.getLong(5), row.getLong(6), row.getBoolean(7)));
                    }
                }
            }
            return audits;
        });
    }
}
