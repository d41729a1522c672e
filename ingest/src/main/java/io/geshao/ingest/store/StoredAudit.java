package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.function.Consumer;

/** Reads the stored readings themselves, to prove that what was acknowledged is there, and there once. Blocking. */
public final class StoredAudit {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Reader reader;
    private final Names names;

    StoredAudit(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    /** A stored reading, as far as an audit compares it. */
    public record Row(DeviceId device, Metric metric, long sequence, long eventMillis, double value) {}

    /** Streams all readings with event time at or after {@code fromMillis}, in no particular order. */
    public void forEach(long fromMillis, Consumer<Row> consumer) {
        reader.read(LIMIT, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select device, metric, sequence, event_ms, value from telemetry.reading where event_ms >= ?")) {
                select.setLong(1, fromMillis);
                select.setFetchSize(10_000);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        consumer.accept(new Row(
                                names.device(connection, rows.getInt(1)),
                                names.metric(connection, rows.getInt(2)),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getDouble(5)));
                    }
                }
            }
            return true;
        });
    }

    /**
     * Readings beyond the first of the same device, metric and sequence: the same message stored under two event times. 0
     * if every message was stored once.
     */
    public long doubled(long fromMillis) {
        return reader.read(LIMIT, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select coalesce(sum(copies - 1), 0) from (select count(*) as copies from telemetry.reading"
                            + " where event_ms >= ? group by device, metric, sequence having count(*) > 1) as d")) {
                select.setLong(1, fromMillis);
                try (ResultSet answer = select.executeQuery()) {
                    return answer.next() ? answer.getLong(1) : 0L;
                }
            }
        });
    }
}
