package io.geshao.ingest.store;

import io.geshao.core.Flag;
import io.geshao.core.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The last value of each device and metric, and when each device was heard. Written with a group when nothing more waits
 * or a second has passed since the last time, so that a busy store does not write the same row twenty times a second.
 * Until then the values are in memory; the table says up to which batch it is complete, and {@link #reload} makes good
 * from the readings what a crash took from memory. The writer's thread only.
 */
final class LastValues {
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private static final String UPSERT_VALUES =
            "insert into telemetry.device_state as s (device, metric, value, event_ms, sequence, lag_ms, flags)"
                    + " %s on conflict (device, metric) do update set value = excluded.value, event_ms = excluded.event_ms,"
                    + " sequence = excluded.sequence, lag_ms = excluded.lag_ms, flags = excluded.flags"
                    + " where (excluded.event_ms, excluded.sequence) > (s.event_ms, s.sequence)";
    private static final String UPSERT_HEARD =
            "insert into telemetry.device_heard as h (device, heard_ms) %s on conflict (device) do update"
                    + " set heard_ms = excluded.heard_ms where excluded.heard_ms > h.heard_ms";
    /** Readings of batches after a number, looked for only in the days they are in. */
    private static final String MISSING = " from telemetry.reading r join telemetry.batch b on b.number = r.batch_no"
            + " where r.batch_no > ? and b.number > ?"
            + " and r.event_ms >= (select min(event_from_ms) from telemetry.batch where number > ?)"
            + " and r.event_ms <= (select max(event_to_ms) from telemetry.batch where number > ?)";

    private final Map<Long, Reading> newest = new HashMap<>();
    private final Map<Integer, Long> heard = new HashMap<>();
    private long writtenMillis;

    /** Starts over with a connection: memory is what the table lacks, and the table is completed from the readings. */
    void reload(Connection connection, long nowMillis) throws SQLException {
        clear();
        writtenMillis = nowMillis;
        long through = through(connection);
        complete(
                connection,
                String.format(
                        UPSERT_VALUES,
                        "select distinct on (r.device, r.metric) r.device, r.metric, r.value, r.event_ms, r.sequence, r.lag_ms,"
                                + " r.flags" + MISSING
                                + " order by r.device, r.metric, r.event_ms desc, r.sequence desc"),
                through);
        complete(
                connection,
                String.format(
                        UPSERT_HEARD,
                        "select r.device, max(least(r.event_ms + r.lag_ms, b.committed_ms))" + MISSING
                                + " group by r.device"),
                through);
    }

    private static long through(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "select number from telemetry.progress where name = 'last_values'");
                var row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void complete(Connection connection, String sql, long through) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(sql)) {
            for (int i = 1; i <= 4; i++) {
                upsert.setLong(i, through);
            }
            upsert.executeUpdate();
        }
    }

    /** Whether the group at hand writes, too. */
    boolean isDue(boolean moreWaits, long nowMillis) {
        return !moreWaits || nowMillis - writtenMillis >= LONGEST_WAIT_MILLIS || nowMillis < writtenMillis;
    }

    /** Takes what a committed group brought, to be written with a later one. */
    void keep(Rows rows, BitSet fresh, long nowMillis) {
        for (int row = fresh.nextSetBit(0); row >= 0; row = fresh.nextSetBit(row + 1)) {
            Reading reading = rows.reading(row);
            long slot = (long) rows.device(row) << 32 | rows.metric(row);
            Reading known = newest.get(slot);
            if (known == null || isNewer(reading, known)) {
                newest.put(slot, reading);
            }
            long at = heardMillis(reading, nowMillis);
            Long before = heard.get(rows.device(row));
            if (before == null || at > before) {
                heard.put(rows.device(row), at);
            }
        }
    }

    private static boolean isNewer(Reading reading, Reading known) {
        return reading.eventMillis() > known.eventMillis()
                || (reading.eventMillis() == known.eventMillis() && reading.sequence() >= known.sequence());
    }

    /**
     * By the centre's clock: now. What waited in a gateway's spool was heard when the gateway got it, and a device that
     * died during the outage must not look alive because its last words arrive late.
     */
    private static long heardMillis(Reading reading, long nowMillis) {
        return reading.has(Flag.BACKFILL) ? Math.min(reading.receivedMillis(), nowMillis) : nowMillis;
    }

    /** Writes all that was kept; {@link #written} follows the commit, {@link #reload} anything else. */
    void write(Connection connection, long throughNumber) throws SQLException {
        if (!newest.isEmpty()) {
            values(connection);
            heard(connection);
        }
        try (PreparedStatement update =
                connection.prepareStatement("update telemetry.progress set number = ? where name = 'last_values'")) {
            update.setLong(1, throughNumber);
            update.executeUpdate();
        }
    }

    void written(long nowMillis) {
        clear();
        writtenMillis = nowMillis;
    }

    private void clear() {
        newest.clear();
        heard.clear();
    }

    private void values(Connection connection) throws SQLException {
        int size = newest.size();
        int[] devices = new int[size];
        int[] metrics = new int[size];
        double[] values = new double[size];
        long[] events = new long[size];
        long[] sequences = new long[size];
        long[] lags = new long[size];
        int[] flags = new int[size];
        int at = 0;
        for (Map.Entry<Long, Reading> entry : newest.entrySet()) {
            Reading reading = entry.getValue();
            devices[at] = (int) (entry.getKey() >>> 32);
            metrics[at] = (int) (long) entry.getKey();
            values[at] = reading.value();
            events[at] = reading.eventMillis();
            sequences[at] = reading.sequence();
            lags[at] = reading.receivedMillis() - reading.eventMillis();
            flags[at] = reading.flags();
            at++;
        }
        try (PreparedStatement upsert = connection.prepareStatement(String.format(
                UPSERT_VALUES,
                "select * from unnest(?::integer[], ?::integer[], ?::double precision[], ?::bigint[], ?::bigint[],"
                        + " ?::bigint[], ?::integer[])"))) {
            upsert.setObject(1, devices);
            upsert.setObject(2, metrics);
            upsert.setObject(3, values);
            upsert.setObject(4, events);
            upsert.setObject(5, sequences);
            upsert.setObject(6, lags);
            upsert.setObject(7, flags);
            upsert.executeUpdate();
        }
    }

    private void heard(Connection connection) throws SQLException {
        int[] devices = new int[heard.size()];
        long[] times = new long[heard.size()];
        int at = 0;
        for (Map.Entry<Integer, Long> entry : heard.entrySet()) {
            devices[at] = entry.getKey();
            times[at] = entry.getValue();
            at++;
        }
        try (PreparedStatement upsert = connection.prepareStatement(
                String.format(UPSERT_HEARD, "select * from unnest(?::integer[], ?::bigint[])"))) {
            upsert.setObject(1, devices);
            upsert.setObject(2, times);
            upsert.executeUpdate();
        }
    }
}
