package io.geshao.ingest.store;

import io.geshao.core.port.BatchSink.Receipt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    private static Object[] column(List<BatchKey> keys, java.util.function.Function<BatchKey, Object> part) {
        return keys.stream().map(part).toArray();
    }

    static void countRedeliveries(Connection connection, List<Long> numbers) throws SQLException {
        if (numbers.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(
                "update telemetry.batch set redeliveries = redeliveries + 1 where number = any (?)")) {
            update.setArray(1, connection.createArrayOf("int8", numbers.toArray()));
            update.executeUpdate();
        }
    }

    static void insert(Connection connection, List<Entry> entries, long committedMillis) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into telemetry.batch (number, gateway, lane, first_entry, last_entry, digest, created_ms,"
                        + " committed_ms, stored, duplicates, rejected, event_from_ms, event_to_ms, spool, hours)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Entry entry : entries) {
                insert.setLong(1, entry.number());
                insert.setString(2, entry.key().gateway());
                insert.setString(3, entry.key().lane());
                insert.setLong(4, entry.key().first());
                insert.setLong(5, entry.key().last());
                insert.setLong(6, entry.key().digest());
                insert.setLong(7, entry.createdMillis());
                insert.setLong(8, committedMillis);
                insert.setInt(9, entry.receipt().stored());
                insert.setInt(10, entry.receipt().duplicates());
                insert.setInt(11, entry.rejected());
                if (entry.receipt().stored() > 0) {
                    insert.setLong(12, entry.eventFrom());
                    insert.setLong(13, entry.eventTo());
                } else {
                    insert.setNull(12, Types.BIGINT);
                    insert.setNull(13, Types.BIGINT);
                }
                insert.setString(14, entry.key().spool());
                insert.setArray(
                        15, connection.createArrayOf("int8", entry.hours().cells()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
