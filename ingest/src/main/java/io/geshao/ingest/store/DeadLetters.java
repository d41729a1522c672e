package io.geshao.ingest.store;

import io.geshao.core.RejectionReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were refused, with all the bytes that were kept: to be decoded again once a profile or a codec is mended,
 * and then marked as dealt with. Blocking; any thread.
 */
public final class DeadLetters {
    private static final int MAX_LETTERS = 500;

    private final Reader reader;
    private final DataSource database;

    DeadLetters(Reader reader, DataSource database) {
        this.reader = reader;
        this.database = database;
    }

    /** A refused message; {@code device} and {@code metric} as far as they could be told. */
    @SuppressWarnings("ArrayRecordComponent") // bytes to hand on, never compared
    public record Letter(
            long number,
            String gateway,
            RejectionReason reason,
            @Nullable String device,
            @Nullable String metric,
            String source,
            long receivedMillis,
            byte[] raw) {}

    /**
     * Letters nobody has dealt with, oldest first.
     *
     * @param after number of the last one of the page before, 0 to start
     */
    public List<Letter> open(long after, int limit) {
        return reader.read(Reader.QUERY, connection -> {
            List<Letter> letters = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select number, gateway, reason, device, metric, source, received_ms, raw from telemetry.rejection"
                            + " where resolved_ms is null and number > ? order by number limit ?")) {
                select.setLong(1, after);
                select.setInt(2, Math.min(Math.max(1, limit), MAX_LETTERS));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        letters.add(new Letter(
                                row.getLong(1),
                                row.getString(2),
                                RejectionReason.valueOf(row.getString(3)),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getLong(7),
                                row.getBytes(8)));
                    }
                }
            }
            return letters;
        });
    }

    /**
     * Marks letters as dealt with; those that are already keep who did it first.
     *
     * @return how many were open
     */
    public int resolve(List<Long> numbers, String actor, long nowMillis) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("update telemetry.rejection set resolved_ms = ?,"
                        + " resolved_by = ? where number = any (?) and resolved_ms is null")) {
            update.setLong(1, nowMillis);
            update.setString(2, Text.storable(actor));
            update.setArray(3, connection.createArrayOf("int8", numbers.toArray()));
            return update.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("dead letters cannot be marked: " + e.getMessage(), e);
        }
    }
}
