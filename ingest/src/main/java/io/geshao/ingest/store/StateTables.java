package io.geshao.ingest.store;

import io.geshao.core.Flag;
import io.geshao.core.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Last values, last heard times and running totals: written once per group. The writer's thread only. */
final class StateTables {
    private StateTables() {}

    private record Slot(int device, int metric) {}

    /** Notes the newest value of each device and metric, and when each device was heard. */
    static void note(Connection connection, Rows rows, BitSet fresh, long nowMillis) throws SQLException {
        Map<Slot, Reading> newest = new HashMap<>();
        Map<Integer, Long> heard = new HashMap<>();
        for (int row = fresh.nextSetBit(0); row >= 0; row = fresh.nextSetBit(row + 1)) {
            Reading reading = rows.reading(row);
            newest.merge(new Slot(rows.device(row), rows.metric(row)), reading, StateTables::newer);
            heard.merge(rows.device(row), heardMillis(reading, nowMillis), Math::max);
        }
        if (newest.isEmpty()) {
            return;
        }
        values(connection, newest);
        heard(connection, heard);
    }

    private static Reading newer(Reading one, Reading other) {
        int order = Long.compare(one.eventMillis(), other.eventMillis());
        if (order == 0) {
            order = Long.compare(one.sequence(), other.sequence());
        }
        return order >= 0 ? one : other;
    }

    /**
     * By the centre's clock: now. What waited in a gateway's spool was heard when the gateway got it, and a device that
     * died during the outage must not look alive because its last words arrive late.
     */
    private static long heardMillis(Reading reading, long nowMillis) {
        return reading.has(Flag.BACKFILL) ? Math.min(reading.receivedMillis(), nowMillis) : nowMillis;
    }

    private static void values(Connection connection, Map<Slot, Reading> newest) throws SQLException {
        String sql =
                "insert into telemetry.device_state as s (device, metric, value, event_ms, sequence, lag_ms, flags)"
                        + " select * from unnest(?::integer[], ?::integer[], ?::double precision[], ?::bigint[], ?::bigint[],"
                        + " ?::bigint[], ?::integer[])"
                        + " on conflict (device, metric) do update set value = excluded.value, event_ms = excluded.event_ms,"
                        + " sequence = excluded.sequence, lag_ms = excluded.lag_ms, flags = excluded.flags"
                        + " where (excluded.event_ms, excluded.sequence) > (s.event_ms, s.sequence)";
        int size = newest.size();
        Integer[] devices = new Integer[size];
        Integer[] metrics = new Integer[size];
        Double[] values = new Double[size];
        Long[] events = new Long[size];
        Long[] sequences = new Long[size];
        Long[] lags = new Long[size];
        Integer[] flags = new Integer[size];
        int at = 0;
        for (Map.Entry<Slot, Reading> entry : newest.entrySet()) {
            Reading reading = entry.getValue();
            devices[at] = entry.getKey().device();
            metrics[at] = entry.getKey().metric();
            values[at] = reading.value();
            events[at] = reading.eventMillis();
            sequences[at] = reading.sequence();
            lags[at] = reading.receivedMillis() - reading.eventMillis();
            flags[at] = reading.flags();
            at++;
        }
        try (PreparedStatement upsert = connection.prepareStatement(sql)) {
            upsert.setArray(1, connection.createArrayOf("int4", devices));
            upsert.setArray(2, connection.createArrayOf("int4", metrics));
            upsert.setArray(3, connection.createArrayOf("float8", values));
            upsert.setArray(4, connection.createArrayOf("int8", events));
            upsert.setArray(5, connection.createArrayOf("int8", sequences));
            upsert.setArray(6, connection.createArrayOf("int8", lags));
            upsert.setArray(7, connection.createArrayOf("int4", flags));
            upsert.executeUpdate();
        }
    }

    private static void heard(Connection connection, Map<Integer, Long> heard) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into telemetry.device_heard as h (device, heard_ms) select * from unnest(?::integer[], ?::bigint[])"
                        + " on conflict (device) do update set heard_ms = excluded.heard_ms"
                        + " where excluded.heard_ms > h.heard_ms")) {
            List<Map.Entry<Integer, Long>> entries = List.copyOf(heard.entrySet());
            upsert.setArray(
                    1,
                    connection.createArrayOf(
                            "int4", entries.stream().map(Map.Entry::getKey).toArray()));
            upsert.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", entries.stream().map(Map.Entry::getValue).toArray()));
            upsert.executeUpdate();
        }
    }

    /** Adds to the running totals. */
    static void tally(Connection connection, Map<String, Long> amounts) throws SQLException {
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
