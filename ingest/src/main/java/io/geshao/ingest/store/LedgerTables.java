package io.geshao.ingest.store;

import io.geshao.core.Batch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        private long firstBatch = Long.MAX_VALUE;
        private long lastBatch;
        private @Nullable Long eventFrom;
        private @Nullable Long eventTo;
    }

    /**
     * Items of the entries from the batch's first to {@code hadTo}, which came before in another cut: the sum of batches
     * that follow each other from the one number to the other. A spool cuts anew only from the entry that it starts with
     * again, so there is such a chain; should there be none, nothing is taken off and the ledger will not balance.
     */
    static HourCounts cameBefore(Connection connection, BatchKey key, long hadTo, List<Lineage.Entry> group)
            throws SQLException {
        List<Cut> cuts = cuts(connection, key, hadTo);
        for (Lineage.Entry entry : group) {
            BatchKey other = entry.key();
            if (other.laneKey().equals(key.laneKey()) && other.first() >= key.first() && other.last() <= hadTo) {
                cuts.add(new Cut(other.first(), other.last(), entry.hours()));
            }
        }
        cuts.sort(Comparator.comparingLong(Cut::first).thenComparingLong(Cut::last));
        Map<Long, HourCounts> sums = new HashMap<>();
        HourCounts nothing = new HourCounts();
        sums.put(key.first(), nothing);
        for (Cut cut : cuts) {
            HourCounts before = sums.get(cut.first());
            if (before != null) {
                sums.putIfAbsent(cut.last() + 1, before.plusItems(cut.hours()));
            }
        }
        return sums.getOrDefault(hadTo + 1, nothing);
    }

    private record Cut(long first, long last, HourCounts hours) {}

    private static List<Cut> cuts(Connection connection, BatchKey key, long hadTo) throws SQLException {
        List<Cut> cuts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select first_entry, last_entry, hours from telemetry.batch where gateway = ? and spool = ?"
                        + " and lane = ? and first_entry >= ? and last_entry <= ? and hours is not null")) {
            select.setString(1, key.gateway());
            select.setString(2, key.spool());
            select.setString(3, key.lane());
            select.setLong(4, key.first());
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

    /** Stores the gaps that are news, and counts their items. */
    static void gaps(Connection connection, long number, LaneKey lane, Batch batch, HourCounts hours, long nowMillis)
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
                    hours.declared(gap.fromMillis(), (long) gap.readings() + gap.rejections());
                }
            }
        }
    }

    /** Adds what a group of batches brought. */
    static void note(Connection connection, List<Lineage.Entry> entries) throws SQLException {
        Map<Slot, Sum> sums = new LinkedHashMap<>();
        for (Lineage.Entry entry : entries) {
            boolean news = entry.receipt().stored() > 0;
            entry.hours().each(hour -> {
                Sum sum = sums.computeIfAbsent(new Slot(entry.key().laneKey(), hour.start()), slot -> new Sum());
                sum.stored += hour.stored();
                sum.duplicates += hour.duplicates();
                sum.rejected += hour.rejected();
                sum.declared += hour.declared();
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
            upsert(connection, sums);
        }
    }

    private static void upsert(Connection connection, Map<Slot, Sum> sums) throws SQLException {
        List<Map.Entry<Slot, Sum>> rows = new ArrayList<>(sums.entrySet());
        try (PreparedStatement upsert = connection.prepareStatement("insert into telemetry.ledger as l (gateway, spool,"
                + " lane, hour_ms, stored, duplicates, rejected, declared, first_batch, last_batch, event_from_ms,"
                + " event_to_ms) select * from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],"
                + " ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])"
                + " on conflict (gateway, spool, lane, hour_ms) do update set stored = l.stored + excluded.stored,"
                + " duplicates = l.duplicates + excluded.duplicates, rejected = l.rejected + excluded.rejected,"
                + " declared = l.declared + excluded.declared, last_batch = excluded.last_batch,"
                + " event_from_ms = least(l.event_from_ms, excluded.event_from_ms),"
                + " event_to_ms = greatest(l.event_to_ms, excluded.event_to_ms)")) {
            texts(upsert, 1, rows, slot -> slot.lane().gateway());
            texts(upsert, 2, rows, slot -> slot.lane().spool());
            texts(upsert, 3, rows, slot -> slot.lane().lane());
            upsert.setArray(4, longs(connection, rows, row -> row.getKey().hourMillis()));
            upsert.setArray(5, longs(connection, rows, row -> row.getValue().stored));
            upsert.setArray(6, longs(connection, rows, row -> row.getValue().duplicates));
            upsert.setArray(7, longs(connection, rows, row -> row.getValue().rejected));
            upsert.setArray(8, longs(connection, rows, row -> row.getValue().declared));
            upsert.setArray(9, longs(connection, rows, row -> row.getValue().firstBatch));
            upsert.setArray(10, longs(connection, rows, row -> row.getValue().lastBatch));
            upsert.setArray(11, longs(connection, rows, row -> row.getValue().eventFrom));
            upsert.setArray(12, longs(connection, rows, row -> row.getValue().eventTo));
            upsert.executeUpdate();
        }
    }

    private static void texts(
            PreparedStatement statement, int at, List<Map.Entry<Slot, Sum>> rows, Function<Slot, String> part)
            throws SQLException {
        String[] column = rows.stream().map(row -> part.apply(row.getKey())).toArray(String[]::new);
        statement.setArray(at, statement.getConnection().createArrayOf("text", column));
    }

    private static Array longs(
            Connection connection, List<Map.Entry<Slot, Sum>> rows, Function<Map.Entry<Slot, Sum>, @Nullable Long> part)
            throws SQLException {
        @Nullable Long[] column = new @Nullable Long[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = part.apply(rows.get(i));
        }
        return connection.createArrayOf("int8", column);
    }
}
