package io.geshao.ingest.store;

import io.geshao.core.time.Ticker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps a reading from being stored twice when its first copy has been moved by {@link ClosedDays}, where the unique index
 * of the writer's table does not reach. Readings of today and yesterday pass without a question. The writer's thread only.
 */
final class ClosedDayWriter implements ReadingWriter {
    private static final String KNOWN =
            "select k.place from unnest(?::integer[], ?::integer[], ?::bigint[], ?::bigint[],"
                    + " ?::integer[]) as k (device, metric, event_ms, sequence, place) join telemetry.closed_reading r"
                    + " using (device, metric, event_ms, sequence) where r.device = any(?) and r.event_ms >= ?"
                    + " and r.event_ms < ?";

    private final ReadingWriter writer;
    private final Ticker ticker;

    ClosedDayWriter(ReadingWriter writer, Ticker ticker) {
        this.writer = writer;
        this.ticker = ticker;
    }

    @Override
    public BitSet write(Connection connection, Rows rows) throws SQLException {
        long open = openMillis();
        Map<Long, BitSet> days = new TreeMap<>();
        for (int row = 0; row < rows.size(); row++) {
            long event = rows.reading(row).eventMillis();
            if (event < open) {
                days.computeIfAbsent(Math.floorDiv(event, DayPartitions.DAY_MILLIS), day -> new BitSet())
                        .set(row);
            }
        }
        if (days.isEmpty()) {
            return writer.write(connection, rows);
        }
        // From here to the commit no day can be moved away from under the unique index.
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table telemetry.reading in row exclusive mode");
        }
        BitSet known = new BitSet();
        for (Map.Entry<Long, BitSet> day : days.entrySet()) {
            known.or(known(connection, rows, day.getKey(), day.getValue()));
        }
        return known.isEmpty() ? writer.write(connection, rows) : writeOthers(connection, rows, known);
    }

    /** A day is moved once it is over for a whole day; a day of room is left for a clock that is ahead of this one. */
    private long openMillis() {
        return (Math.floorDiv(ticker.epochMillis(), DayPartitions.DAY_MILLIS) - 1) * DayPartitions.DAY_MILLIS;
    }

    @Override
    public boolean maySend(Rows rows) {
        long open = openMillis();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.reading(row).eventMillis() < open) {
                return false;
            }
        }
        return writer.maySend(rows);
    }

    @Override
    public void send(Flight flight, Rows rows) {
        writer.send(flight, rows);
    }

    private static BitSet known(Connection connection, Rows rows, long day, BitSet asked) throws SQLException {
        int[] places = asked.stream().toArray();
        int[] devices = new int[places.length];
        int[] metrics = new int[places.length];
        long[] events = new long[places.length];
        long[] sequences = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            devices[i] = rows.device(places[i]);
            metrics[i] = rows.metric(places[i]);
            events[i] = rows.reading(places[i]).eventMillis();
            sequences[i] = rows.reading(places[i]).sequence();
        }
        BitSet known = new BitSet();
        try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
            select.setObject(1, devices);
            select.setObject(2, metrics);
            select.setObject(3, events);
            select.setObject(4, sequences);
            select.setObject(5, places);
            select.setObject(6, asked.stream().map(rows::device).distinct().toArray());
            select.setLong(7, day * DayPartitions.DAY_MILLIS);
            select.setLong(8, (day + 1) * DayPartitions.DAY_MILLIS);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    known.set(found.getInt(1));
                }
            }
        }
        return known;
    }

    private BitSet writeOthers(Connection connection, Rows rows, BitSet known) throws SQLException {
        int[] others = new int[rows.size() - known.cardinality()];
        Rows rest = new Rows(others.length);
        for (int row = known.nextClearBit(0); row < rows.size(); row = known.nextClearBit(row + 1)) {
            others[rest.size()] = row;
            rest.add(rows.reading(row), rows.device(row), rows.metric(row), rows.batch(row));
        }
        BitSet fresh = new BitSet(rows.size());
        writer.write(connection, rest).stream().forEach(row -> fresh.set(others[row]));
        return fresh;
    }
}
