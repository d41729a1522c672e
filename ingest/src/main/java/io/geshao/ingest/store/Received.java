package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which entries of each lane the centre has, as intervals: one per lane, as long as no entry was ever passed over. The
 * writer's thread only; what is in memory follows the table after each commit.
 */
final class Received {
    private final Map<LaneKey, TreeMap<Long, Long>> lanes = new HashMap<>();
    /** Changes of the transaction under way. */
    private final Map<LaneKey, TreeMap<Long, Long>> changed = new HashMap<>();

    void reload(Connection connection) throws SQLException {
        lanes.clear();
        changed.clear();
        try (PreparedStatement select = connection.prepareStatement(
                        "select gateway, spool, lane, first_entry, last_entry from telemetry.received");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                LaneKey lane = new LaneKey(rows.getString(1), rows.getString(2), rows.getString(3));
                lanes.computeIfAbsent(lane, key -> new TreeMap<>()).put(rows.getLong(4), rows.getLong(5));
            }
        }
    }

    private TreeMap<Long, Long> current(LaneKey lane) {
        TreeMap<Long, Long> now = changed.get(lane);
        return now != null ? now : lanes.getOrDefault(lane, new TreeMap<>());
    }

    /** Up to which entry the centre has everything from {@code first} on; {@code first - 1} if it lacks that one. */
    long had(LaneKey lane, long first) {
        Map.Entry<Long, Long> before = current(lane).floorEntry(first);
        return before == null || before.getValue() < first ? first - 1 : before.getValue();
    }

    /** Whether the centre has any of these. */
    boolean overlaps(LaneKey lane, long first, long last) {
        Map.Entry<Long, Long> before = current(lane).floorEntry(last);
        return before != null && before.getValue() >= first;
    }

    /** These are being committed. */
    void add(LaneKey lane, long first, long last) {
        TreeMap<Long, Long> intervals =
                changed.computeIfAbsent(lane, key -> new TreeMap<>(lanes.getOrDefault(key, new TreeMap<>())));
        long from = first;
        long to = last;
        Map.Entry<Long, Long> touching = intervals.floorEntry(to == Long.MAX_VALUE ? to : to + 1);
        while (touching != null && touching.getValue() >= from - 1) {
            from = Math.min(from, touching.getKey());
            to = Math.max(to, touching.getValue());
            intervals.remove(touching.getKey());
            touching = intervals.floorEntry(to);
        }
        intervals.put(from, to);
    }

    /** Writes the changes; {@link #committed} or {@link #reload} must follow. */
    void write(Flight flight) {
        List<LaneKey> keys = new ArrayList<>();
        List<Long> firsts = new ArrayList<>();
        List<Long> lasts = new ArrayList<>();
        for (Map.Entry<LaneKey, TreeMap<Long, Long>> entry : changed.entrySet()) {
            LaneKey lane = entry.getKey();
            TreeMap<Long, Long> before = lanes.getOrDefault(lane, new TreeMap<>());
            for (long gone : missing(before, entry.getValue())) {
                flight.add(
                        "delete from telemetry.received"
                                + " where gateway = ? and spool = ? and lane = ? and first_entry = ?",
                        lane.gateway(),
                        lane.spool(),
                        lane.lane(),
                        gone);
            }
            for (Map.Entry<Long, Long> interval : entry.getValue().entrySet()) {
                if (!interval.getValue().equals(before.get(interval.getKey()))) {
                    keys.add(lane);
                    firsts.add(interval.getKey());
                    lasts.add(interval.getValue());
                }
            }
        }
        if (!keys.isEmpty()) {
            flight.add(
                    "insert into telemetry.received (gateway, spool, lane, first_entry, last_entry)"
                            + " select * from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])"
                            + " on conflict (gateway, spool, lane, first_entry) do update set last_entry ="
                            + " excluded.last_entry",
                    keys.stream().map(LaneKey::gateway).toArray(String[]::new),
                    keys.stream().map(LaneKey::spool).toArray(String[]::new),
                    keys.stream().map(LaneKey::lane).toArray(String[]::new),
                    firsts.stream().mapToLong(Long::longValue).toArray(),
                    lasts.stream().mapToLong(Long::longValue).toArray());
        }
    }

    private static List<Long> missing(TreeMap<Long, Long> before, TreeMap<Long, Long> after) {
        List<Long> gone = new ArrayList<>();
        for (Long first : before.keySet()) {
            if (!after.containsKey(first)) {
                gone.add(first);
            }
        }
        return gone;
    }

    void committed() {
        lanes.putAll(changed);
        changed.clear();
    }

    void rolledBack() {
        changed.clear();
    }
}
