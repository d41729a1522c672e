package io.geshao.ingest.store;

import io.geshao.core.port.BatchSink.Receipt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** The table of batches: which were committed, under what number, and what came of them. The writer's thread only. */
final class Lineage {
    private Lineage() {}

    /** A committed batch. */
    record Row(long number, Receipt receipt) {}

    /** What a batch that is being committed brings. */
    record Entry(
            long number,
            BatchKey key,
            long createdMillis,
            Receipt receipt,
            HourCounts hours,
            int rejected,
            long eventFrom,
            long eventTo) {}

    /** The newest number; 0 if there is none. */
    static long head(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("select coalesce(max(number), 0) from telemetry.batch");
                ResultSet answer = select.executeQuery()) {
            return answer.next() ? answer.getLong(1) : 0;
        }
    }

    /** Those of the batches that were committed before. */
    static Map<BatchKey, Row> committed(Connection connection, Collection<BatchKey> keys) throws SQLException {
        Map<BatchKey, Row> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        String sql =
                "select b.gateway, b.spool, b.lane, b.first_entry, b.last_entry, b.digest, b.number, b.stored, b.duplicates"
                        + " from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])"
                        + " as k(gateway, spool, lane, first_entry, last_entry, digest)"
                        + " join telemetry.batch b using (gateway, spool, lane, first_entry, last_entry, digest)";
        List<BatchKey> asked = new ArrayList<>(keys);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", column(asked, BatchKey::gateway)));
            select.setArray(2, connection.createArrayOf("text", column(asked, BatchKey::spool)));
            select.setArray(3, connection.createArrayOf("text", column(asked, BatchKey::lane)));
            select.setArray(4, connection.createArrayOf("int8", column(asked, BatchKey::first)));
            select.setArray(5, connection.createArrayOf("int8", column(asked, BatchKey::last)));
            select.setArray(6, connection.createArrayOf("int8", column(asked, BatchKey::digest)));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    BatchKey key = new BatchKey(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getLong(4),
                            rows.getLong(5),
                            rows.getLong(6));
                    found.put(key, new Row(rows.getLong(7), new Receipt(rows.getInt(8), rows.getInt(9))));
                }
            }
        }
        return found;
    }

    private static Object[] column(List<BatchKey> keys, Function<BatchKey, Object> part) {
        return keys.stream().map(part).toArray();
    }

    static void countRedeliveries(Flight flight, List<Long> numbers) {
        if (numbers.isEmpty()) {
            return;
        }
        flight.add(
                "update telemetry.batch set redeliveries = redeliveries + 1 where number = any (?::bigint[])",
                (Object) longs(numbers, Long::longValue));
    }

    static void insert(Flight flight, List<Entry> entries, long committedMillis) {
        if (entries.isEmpty()) {
            return;
        }
        flight.add(
                "insert into telemetry.batch (number, gateway, lane, first_entry, last_entry, digest, created_ms,"
                        + " committed_ms, stored, duplicates, rejected, event_from_ms, event_to_ms, spool, hours)"
                        + " select number, gateway, lane, first_entry, last_entry, digest, created_ms, ?::bigint, stored,"
                        + " duplicates, rejected, case when stored > 0 then event_from_ms end,"
                        + " case when stored > 0 then event_to_ms end, spool, hours::bigint[]"
                        + " from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],"
                        + " ?::bigint[], ?::integer[], ?::integer[], ?::integer[], ?::bigint[], ?::bigint[], ?::text[],"
                        + " ?::text[]) as b (number, gateway, lane, first_entry, last_entry, digest, created_ms, stored,"
                        + " duplicates, rejected, event_from_ms, event_to_ms, spool, hours)",
                committedMillis,
                longs(entries, Entry::number),
                texts(entries, entry -> entry.key().gateway()),
                texts(entries, entry -> entry.key().lane()),
                longs(entries, entry -> entry.key().first()),
                longs(entries, entry -> entry.key().last()),
                longs(entries, entry -> entry.key().digest()),
                longs(entries, Entry::createdMillis),
                ints(entries, entry -> entry.receipt().stored()),
                ints(entries, entry -> entry.receipt().duplicates()),
                ints(entries, Entry::rejected),
                longs(entries, Entry::eventFrom),
                longs(entries, Entry::eventTo),
                texts(entries, entry -> entry.key().spool()),
                texts(entries, entry -> entry.hours().literal()));
    }

    private static <T> long[] longs(List<T> rows, ToLongFunction<T> column) {
        return rows.stream().mapToLong(column).toArray();
    }

    private static int[] ints(List<Entry> rows, ToIntFunction<Entry> column) {
        return rows.stream().mapToInt(column).toArray();
    }

    private static String[] texts(List<Entry> rows, Function<Entry, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
