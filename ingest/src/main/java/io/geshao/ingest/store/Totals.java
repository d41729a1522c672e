package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Running totals by name, changed in the transaction that changes what they count. The writer's thread only. */
final class Totals {
    private Totals() {}

    static void add(Connection connection, Map<String, Long> amounts) throws SQLException {
        List<Map.Entry<String, Long>> entries = amounts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .toList();
        if (entries.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into telemetry.tally as t (name, total) select * from unnest(?::text[], ?::bigint[])"
                        + " on conflict (name) do update set total = t.total + excluded.total")) {
            upsert.setArray(
                    1,
                    connection.createArrayOf(
                            "text", entries.stream().map(Map.Entry::getKey).toArray()));
            upsert.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", entries.stream().map(Map.Entry::getValue).toArray()));
            upsert.executeUpdate();
        }
    }
}
