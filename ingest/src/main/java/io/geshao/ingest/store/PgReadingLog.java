package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.ReadingLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** The log, read back from the tables: lineage says which numbers there are, the readings carry their number. */
final class PgReadingLog implements ReadingLog {
    /** An answer ends with the batch that reaches this many readings, so that it fits into memory. */
    private static final int READINGS_PER_ANSWER = 100_000;

    private final Reader reader;
    private final Names names;
    private final LongUnaryOperator completeUntil;

    /** @param completeUntil see {@link #completeUntilMillis}; a {@link RemoteHorizon} where another process writes */
    PgReadingLog(Reader reader, Names names, LongUnaryOperator completeUntil) {
        this.reader = reader;
        this.names = names;
        this.completeUntil = completeUntil;
    }

    @Override
    public long head() {
        return reader.number(
                "select coalesce((select number from telemetry.batch where stored > 0 order by number desc limit 1),"
                        + " 0)");
    }

    @Override
    public long completeUntilMillis(long nowMillis) {
        return completeUntil.applyAsLong(nowMillis);
    }

    private record Line(long number, long committedMillis, int stored, long eventFrom, long eventTo) {}

    @Override
    public List<StoredBatch> after(long number, int maxBatches) {
        if (maxBatches < 1) {
            throw new IllegalArgumentException("maxBatches " + maxBatches);
        }
        return reader.read(Reader.QUERY, connection -> {
            if (completeUntil instanceof RemoteHorizon remote) {
                remote.look(connection, number);
            }
            List<Line> lines = lines(connection, number, maxBatches);
            return lines.isEmpty() ? List.of() : batches(connection, lines);
        });
    }

    private static List<Line> lines(Connection connection, long number, int maxBatches) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select number, committed_ms, stored, event_from_ms, event_to_ms from telemetry.batch"
                        + " where number > ? and stored > 0 order by number limit ?")) {
            select.setLong(1, number);
            select.setInt(2, maxBatches);
            long readings = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next() && readings < READINGS_PER_ANSWER) {
                    Line line = new Line(
                            rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getLong(4), rows.getLong(5));
                    lines.add(line);
                    readings += line.stored();
                }
            }
        }
        return lines;
    }

    private List<StoredBatch> batches(Connection connection, List<Line> lines) throws SQLException {
        long eventFrom = lines.stream().mapToLong(Line::eventFrom).min().orElseThrow();
        long eventTo = lines.stream().mapToLong(Line::eventTo).max().orElseThrow();
        List<StoredBatch> batches = new ArrayList<>(lines.size());
        try (PreparedStatement select = connection.prepareStatement(
                "select batch_no, device, metric, value, event_ms, device_ms, lag_ms, sequence, flags"
                        + " from telemetry.stored_reading"
                        + " where batch_no between ? and ? and event_ms between ? and ?"
                        + " order by batch_no, event_ms, device, sequence, metric")) {
            select.setLong(1, lines.get(0).number());
            select.setLong(2, lines.get(lines.size() - 1).number());
            select.setLong(3, eventFrom);
            select.setLong(4, eventTo);
            select.setFetchSize(10_000);
            try (ResultSet rows = select.executeQuery()) {
                boolean more = rows.next();
                for (Line line : lines) {
                    List<Reading> readings = new ArrayList<>(line.stored());
                    while (more && rows.getLong(1) == line.number()) {
                        readings.add(reading(connection, rows));
                        more = rows.next();
                    }
                    if (readings.size() != line.stored() && line.eventFrom() >= retainedFrom(connection)) {
                        throw new IllegalStateException("batch " + line.number() + " has " + readings.size()
                                + " readings, its lineage says " + line.stored());
                    }
                    batches.add(new StoredBatch(line.number(), line.committedMillis(), readings));
                }
            }
        }
        return batches;
    }

    /** What is older than this may have been removed from its batch by retention. */
    private static long retainedFrom(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("select from_ms from telemetry.retained where name = 'raw'");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : Long.MIN_VALUE;
        }
    }

    private Reading reading(Connection connection, ResultSet row) throws SQLException {
        DeviceId device = names.device(connection, row.getInt(2));
        Metric metric = names.metric(connection, row.getInt(3));
        long event = row.getLong(5);
        long deviceMillis = row.getLong(6);
        if (row.wasNull()) {
            deviceMillis = event;
        }
        return new Reading(
                device,
                metric,
                row.getDouble(4),
                event,
                deviceMillis,
                event + row.getLong(7),
                row.getLong(8),
                row.getInt(9));
    }
}
