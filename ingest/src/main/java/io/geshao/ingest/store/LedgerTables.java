package io.geshao.ingest.store;

import io.geshao.core.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The centre's half of the ledger, and the gaps: written in the transaction of the rows. The writer's thread only. */
final class LedgerTables {
    private LedgerTables() {}

    private record Slot(LaneKey lane, long hourMillis) {}

    /** Sums for one line of the ledger over a group of batches. */
    private static final class Sum {
        private long stored;
        private long duplicates;
        private long rejected;
        private long declared;
        private long regained;
        private long firstBatch = Long.MAX_VALUE;
        private long lastBatch;
        private @Nullable Long eventFrom;
        private @Nullable Long eventTo;
    }

    /** How far back other cuts of the same entries are looked for, in entries. */
    private static final long CUTS_BACK = 100_000;

    /**
     * Items of the entries from the batch's first to {@code hadTo}, which came before in another cut. Each batch known is a
     * step between two numbers, forth by its items and back by as many less; any way from the one number to the other
     * gives the sum. Should there be none, nothing is taken off and the ledger will not balance.
     */
    static HourCounts cameBefore(Connection connection, BatchKey key, long hadTo, List<Lineage.Entry> group)
            throws SQLException {
        List<Cut> cuts = cuts(connection, key, hadTo);
        for (Lineage.Entry entry : group) {
            if (entry.key().laneKey().equals(key.laneKey())) {
                cuts.add(new Cut(entry.key().first(), entry.key().last() + 1, entry.hours()));
            }
        }
        Map<Long, HourCounts> sums = new HashMap<>();
        sums.put(key.first(), new HourCounts());
        Deque<Long> open = new ArrayDeque<>(List.of(key.first()));
        while (!open.isEmpty() && !sums.containsKey(hadTo + 1)) {
            long at = open.remove();
            HourCounts sum = Objects.requireNonNull(sums.get(at));
            for (Cut cut : cuts) {
                if (cut.first() == at && sums.putIfAbsent(cut.end(), sum.plusItems(cut.hours(), 1)) == null) {
                    open.add(cut.end());
                } else if (cut.end() == at && sums.putIfAbsent(cut.first(), sum.plusItems(cut.hours(), -1)) == null) {
                    open.add(cut.first());
                }
            }
        }
        return sums.getOrDefault(hadTo + 1, new HourCounts());
    }

    private record Cut(long first, long end, HourCounts hours) {}

    private static List<Cut> cuts(Connection connection, BatchKey key, long hadTo) throws SQLException {
        List<Cut> cuts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select first_entry, last_entry + 1, hours from telemetry.batch where gateway = ? and spool = ?"
                        + " and lane = ? and first_entry between ? and ? and hours is not null")) {
            select.setString(1, key.gateway());
            select.setString(2, key.spool());
            select.setString(3, key.lane());
            select.setLong(4, key.first() - CUTS_BACK);
            select.setLong(5, hadTo);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Long[] hours = (Long[]) rows.getArray(3).getArray();
                    cuts.add(new Cut(rows.getLong(1), rows.getLong(2), HourCounts.of(hours)));
                }
            }
        }
        return cuts;
    }

    /**
     * Stores the gaps that are news, and counts their items.
     *
     * @param hadTo up to which entry the centre had the batch's entries before
     */
    static void gaps(
            Connection connection, long number, LaneKey lane, Batch batch, long hadTo, HourCounts hours, long nowMillis)
            throws SQLException {
        if (batch.gaps().isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into telemetry.gap (batch_no, gateway, spool,"
                        + " lane, first_entry, last_entry, from_ms, to_ms, readings, rejections, cause, declared_ms)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            for (Batch.Gap gap : batch.gaps()) {
                insert.setLong(1, number);
                insert.setString(2, lane.gateway());
                insert.setString(3, lane.spool());
                insert.setString(4, lane.lane());
                insert.setLong(5, gap.first());
                insert.setLong(6, gap.last());
                insert.setLong(7, gap.fromMillis());
                insert.setLong(8, gap.toMillis());
                insert.setInt(9, gap.readings());
                insert.setInt(10, gap.rejections());
                insert.setString(11, gap.cause().name());
                insert.setLong(12, nowMillis);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    Batch.Gap gap = batch.gaps().get(i);
                    long items = (long) gap.readings() + gap.rejections();
                    hours.declared(gap.fromMillis(), items);
                    if (gap.last() <= hadTo) {
                        hours.regained(gap.fromMillis(), items);
                    }
                }
            }
        }
    }

    /** Adds what a group of batches brought. */
    static void note(Flight flight, List<Lineage.Entry> entries) {
        Map<Slot, Sum> sums = new LinkedHashMap<>();
        for (Lineage.Entry entry : entries) {
            boolean news = entry.receipt().stored() > 0;
            entry.hours().each(hour -> {
                Sum sum = sums.computeIfAbsent(new Slot(entry.key().laneKey(), hour.start()), slot -> new Sum());
                sum.stored += hour.stored();
                sum.duplicates += hour.duplicates();
                sum.rejected += hour.rejected();
                sum.declared += hour.declared();
                sum.regained += hour.regained();
                sum.firstBatch = Math.min(sum.firstBatch, entry.number());
                sum.lastBatch = Math.max(sum.lastBatch, entry.number());
                if (news) {
                    Long from = sum.eventFrom;
                    Long to = sum.eventTo;
                    sum.eventFrom = from == null ? entry.eventFrom() : Math.min(from, entry.eventFrom());
                    sum.eventTo = to == null ? entry.eventTo() : Math.max(to, entry.eventTo());
                }
            });
        }
        if (!sums.isEmpty()) {
            upsert(flight, sums);
        }
    }

    private static void upsert(Flight flight, Map<Slot, Sum> sums) {
        List<Map.Entry<Slot, Sum>> rows = new ArrayList<>(sums.entrySet());
        flight.add(
                "insert into telemetry.ledger as l (gateway,"
                        + " spool, lane, hour_ms, stored, duplicates, rejected, declared, first_batch, last_batch, event_from_ms,"
                        + " event_to_ms, regained) select * from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],"
                        + " ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],"
                        + " ?::bigint[]) on conflict (gateway, spool, lane, hour_ms) do update set stored = l.stored +"
                        + " excluded.stored, duplicates = l.duplicates + excluded.duplicates, rejected = l.rejected +"
                        + " excluded.rejected, declared = l.declared + excluded.declared, regained = l.regained +"
                        + " excluded.regained, last_batch = excluded.last_batch, event_from_ms = least(l.event_from_ms,"
                        + " excluded.event_from_ms), event_to_ms = greatest(l.event_to_ms, excluded.event_to_ms)",
                texts(rows, slot -> slot.lane().gateway()),
                texts(rows, slot -> slot.lane().spool()),
                texts(rows, slot -> slot.lane().lane()),
                longs(rows, row -> row.getKey().hourMillis()),
                longs(rows, row -> row.getValue().stored),
                longs(rows, row -> row.getValue().duplicates),
                longs(rows, row -> row.getValue().rejected),
                longs(rows, row -> row.getValue().declared),
                longs(rows, row -> row.getValue().firstBatch),
                longs(rows, row -> row.getValue().lastBatch),
                longs(rows, row -> row.getValue().eventFrom),
                longs(rows, row -> row.getValue().eventTo),
                longs(rows, row -> row.getValue().regained));
    }

    private static String[] texts(List<Map.Entry<Slot, Sum>> rows, Function<Slot, String> part) {
        return rows.stream().map(row -> part.apply(row.getKey())).toArray(String[]::new);
    }

    private static @Nullable Long[] longs(
            List<Map.Entry<Slot, Sum>> rows, Function<Map.Entry<Slot, Sum>, @Nullable Long> part) {
        @Nullable Long[] column = new @Nullable Long[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = part.apply(rows.get(i));
        }
        return column;
    }
}
