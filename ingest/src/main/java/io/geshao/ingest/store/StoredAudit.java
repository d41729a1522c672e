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
                    "select device, metric, sequence, event_ms, value from telemetry.stored_reading where event_ms >= ?")) {
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
}
