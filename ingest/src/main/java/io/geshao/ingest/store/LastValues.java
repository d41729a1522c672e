package io.geshao.ingest.store;

import io.geshao.core.Flag;
import io.geshao.core.Reading;
import io.geshao.core.time.Ticker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last value of each device and metric, and when each device was heard. A few are written with their group. Many are
 * written after it, in small pieces, for a fifth of the time, under load a twentieth: a busy store would otherwise spend
 * more on writing the same rows again than on the readings, and an alarm would find the writer at it. Until then they are in memory; the table
 * says up to which batch it is complete, and {@link #reload} makes good from the readings what a crash took from memory.
 * The writer's thread only.
 */
final class LastValues {
    /** So many are written with the group that brought them: then a reader finds them with the receipt. */
    private static final int FEW = 512;
    /** So many are written at once: a group that comes meanwhile waits for no more than these. */
    private static final int PIECE = 256;
    /** A piece is followed by so many times its own duration for readings: what an alarm finds is mostly an idle writer. */
    private static final int PAUSE_FACTOR = 4;
    /** The same while readings wait. */
    private static final int BUSY_PAUSE_FACTOR = 19;

    private static final String UPSERT_VALUES =
            "insert into telemetry.device_state as s (device, metric, value, event_ms, sequence, lag_ms, flags)"
                    + " %s on conflict (device, metric) do update set value = excluded.value, event_ms = excluded.event_ms,"
                    + " sequence = excluded.sequence, lag_ms = excluded.lag_ms, flags = excluded.flags"
                    + " where (excluded.event_ms, excluded.sequence) > (s.event_ms, s.sequence)";
    private static final String UPSERT_HEARD =
            "insert into telemetry.device_heard as h (device, heard_ms) %s on conflict (device) do update"
                    + " set heard_ms = excluded.heard_ms where excluded.heard_ms > h.heard_ms";
    private static final String WRITE_VALUES = String.format(
            UPSERT_VALUES,
            "select * from unnest(?::integer[], ?::integer[], ?::double precision[], ?::bigint[], ?::bigint[],"
                    + " ?::bigint[], ?::integer[])");
    private static final String WRITE_HEARD =
            String.format(UPSERT_HEARD, "select * from unnest(?::integer[], ?::bigint[])");
    /** Readings of batches after a number, looked for only in the days they are in. */
    private static final String MISSING =
            " from telemetry.stored_reading r join telemetry.batch b on b.number = r.batch_no"
                    + " where r.batch_no > ? and b.number > ?"
                    + " and r.event_ms >= (select min(event_from_ms) from telemetry.batch where number > ?)"
                    + " and r.event_ms <= (select max(event_to_ms) from telemetry.batch where number > ?)";

    private final Ticker ticker;

    /** Collected since the last turn, by device and metric number. */
    private Map<Long, Reading> newest = new HashMap<>();

    private Map<Integer, Long> heard = new HashMap<>();

    /** Collected before it and being written, in pieces; the batch up to which the table is complete when it is empty. */
    private Map<Long, Reading> newestOut = new HashMap<>();

    private Map<Integer, Long> heardOut = new HashMap<>();
    private long throughOut;

    private long notBeforeNanos;

    LastValues(Ticker ticker) {
        this.ticker = ticker;
        this.notBeforeNanos = ticker.nanos();
    }

    /** Starts over with a connection: memory is what the table lacks, and the table is completed from the readings. */
    void reload(Connection connection) throws SQLException {
        written();
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

    /** Takes what a group brings: of each device and metric, whose rows stand together, the newest alone is noted. */
    void keep(Rows rows, BitSet fresh, long nowMillis) {
        long slot = -1;
        Reading best = null;
        int device = -1;
        long heardAt = 0;
        for (int row : rows.inIndexOrder()) {
            if (!fresh.get(row)) {
                continue;
            }
            Reading reading = rows.reading(row);
            long its = (long) rows.device(row) << 32 | rows.metric(row);
            if (best == null || its != slot) {
                note(slot, best);
                slot = its;
                best = reading;
            } else if (isNewer(reading, best)) {
                best = reading;
            }
            if (device != rows.device(row)) {
                noteHeard(device, heardAt);
                device = rows.device(row);
                heardAt = Long.MIN_VALUE;
            }
            heardAt = Math.max(heardAt, heardMillis(reading, nowMillis));
        }
        note(slot, best);
        noteHeard(device, heardAt);
    }

    private void note(long slot, @Nullable Reading reading) {
        if (reading != null) {
            newest.merge(slot, reading, (known, other) -> isNewer(other, known) ? other : known);
        }
    }

    private void noteHeard(int device, long atMillis) {
        if (device >= 0) {
            heard.merge(device, atMillis, Math::max);
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

    /** Whether so few wait that the group at hand writes them. */
    boolean areFew() {
        return newest.size() + newestOut.size() <= FEW;
    }

    boolean isEmpty() {
        return newest.isEmpty() && newestOut.isEmpty();
    }

    /** How long until a piece is due, 0 if it is; without meaning while nothing waits. */
    long untilDueNanos() {
        return Math.max(0, notBeforeNanos - ticker.nanos());
    }

    /** Writes all within the group's transaction; {@link #written} follows the commit, {@link #reload} anything else. */
    void writeAll(Flight flight, long throughNumber) {
        values(flight, newestOut, newestOut.size());
        heard(flight, heardOut, heardOut.size());
        values(flight, newest, newest.size());
        heard(flight, heard, heard.size());
        through(flight, throughNumber);
    }

    void written() {
        newest.clear();
        heard.clear();
        newestOut.clear();
        heardOut.clear();
    }

    /**
     * Writes a piece in a transaction of its own, if one is due.
     *
     * @param moreWaits whether readings wait: then only a share of the time is taken
     * @param throughNumber the newest batch, all of which has been kept
     */
    void writePiece(Connection connection, boolean moreWaits, long throughNumber) throws SQLException {
        long start = ticker.nanos();
        if (isEmpty() || start - notBeforeNanos < 0) {
            return;
        }
        if (newestOut.isEmpty()) {
            Map<Long, Reading> empty = newestOut;
            newestOut = newest;
            newest = empty;
            Map<Integer, Long> silent = heardOut;
            heardOut = heard;
            heard = silent;
            throughOut = throughNumber;
        }
        connection.setAutoCommit(false);
        Flight flight = new Flight(connection);
        values(flight, newestOut, PIECE);
        boolean isLast = newestOut.isEmpty();
        heard(flight, heardOut, isLast ? heardOut.size() : PIECE);
        if (isLast) {
            through(flight, throughOut);
        }
        flight.commit();
        connection.setAutoCommit(true);
        long end = ticker.nanos();
        notBeforeNanos = end + (moreWaits ? BUSY_PAUSE_FACTOR : PAUSE_FACTOR) * (end - start);
    }

    private static void through(Flight flight, long number) {
        flight.add("update telemetry.progress set number = ? where name = 'last_values'", number);
    }

    /** Takes at most so many off the map and writes them. */
    private static void values(Flight flight, Map<Long, Reading> from, int most) {
        int size = Math.min(most, from.size());
        if (size == 0) {
            return;
        }
        int[] devices = new int[size];
        int[] metrics = new int[size];
        double[] values = new double[size];
        long[] events = new long[size];
        long[] sequences = new long[size];
        long[] lags = new long[size];
        int[] flags = new int[size];
        Iterator<Map.Entry<Long, Reading>> entries = from.entrySet().iterator();
        for (int at = 0; at < size; at++) {
            Map.Entry<Long, Reading> entry = entries.next();
            Reading reading = entry.getValue();
            devices[at] = (int) (entry.getKey() >>> 32);
            metrics[at] = (int) (long) entry.getKey();
            values[at] = reading.value();
            events[at] = reading.eventMillis();
            sequences[at] = reading.sequence();
            lags[at] = reading.receivedMillis() - reading.eventMillis();
            flags[at] = reading.flags();
            entries.remove();
        }
        flight.add(WRITE_VALUES, devices, metrics, values, events, sequences, lags, flags);
    }

    /** Takes at most so many off the map and writes them. */
    private static void heard(Flight flight, Map<Integer, Long> from, int most) {
        int size = Math.min(most, from.size());
        if (size == 0) {
            return;
        }
        int[] devices = new int[size];
        long[] times = new long[size];
        Iterator<Map.Entry<Integer, Long>> entries = from.entrySet().iterator();
        for (int at = 0; at < size; at++) {
            Map.Entry<Integer, Long> entry = entries.next();
            devices[at] = entry.getKey();
            times[at] = entry.getValue();
            entries.remove();
        }
        flight.add(WRITE_HEARD, devices, times);
    }
}
