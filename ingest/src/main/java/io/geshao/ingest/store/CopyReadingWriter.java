package io.geshao.ingest.store;

import io.geshao.core.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes by binary COPY. First straight into the table, hoping that all rows are new: they nearly always are, since a
 * batch that is delivered again never gets here. If one is not, back to the savepoint, COPY into a temporary table, and
 * from there INSERT … ON CONFLICT DO NOTHING, which says what was new.
 */
final class CopyReadingWriter implements ReadingWriter {
    /** So many rows are not worth a COPY, which takes trips of its own. */
    private static final int FEW_ROWS = 256;

    static final String UNIQUE_VIOLATION = "23505";
    static final String COLUMNS = "device, metric, event_ms, sequence, value, lag_ms, device_ms, flags, batch_no";
    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int CHUNK_BYTES = 1 << 16;
    /** Two bytes of column count, nine lengths, two int, one int of flags, five long, one double. */
    private static final int ROW_BYTES = 2 + 9 * 4 + 3 * 4 + 6 * 8;

    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);

    @Override
    public BitSet write(Connection connection, Rows rows) throws SQLException {
        BitSet fresh = new BitSet(rows.size());
        if (rows.size() == 0) {
            return fresh;
        }
        Savepoint before = connection.setSavepoint();
        try {
            copy(connection, rows, rows.inIndexOrder(), "telemetry.reading");
            connection.releaseSavepoint(before);
            fresh.set(0, rows.size());
            return fresh;
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
        }
        return stage(connection, rows);
    }

    @Override
    public boolean maySend(Rows rows) {
        return rows.size() <= FEW_ROWS;
    }

    @Override
    public void send(Flight flight, Rows rows) {
        FewRows.add(flight, rows);
    }

    private BitSet stage(Connection connection, Rows rows) throws SQLException {
        Map<Rows.Identity, Integer> firstOf = new HashMap<>(rows.size() * 2);
        for (int row = 0; row < rows.size(); row++) {
            firstOf.putIfAbsent(rows.identity(row), row);
        }
        BitSet fresh = new BitSet(rows.size());
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table if not exists staged_reading (like telemetry.reading,"
                    + " place integer generated always as identity) on commit delete rows");
            copy(connection, rows, IntStream.range(0, rows.size()).toArray(), "staged_reading");
            statement.setFetchSize(10_000);
            try (ResultSet inserted = statement.executeQuery("insert into telemetry.reading (" + COLUMNS + ") select "
                    + COLUMNS + " from staged_reading order by place on conflict do nothing"
                    + " returning device, metric, event_ms, sequence")) {
                while (inserted.next()) {
                    Integer row = firstOf.get(new Rows.Identity(
                            inserted.getInt(1), inserted.getInt(2), inserted.getLong(3), inserted.getLong(4)));
                    if (row == null) {
                        throw new IllegalStateException("the database stored a row it was not given");
                    }
                    fresh.set(row);
                }
            }
        }
        return fresh;
    }

    private void copy(Connection connection, Rows rows, int[] order, String table) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + COLUMNS + ") from stdin (format binary)");
        try {
            buffer.clear().put(HEADER);
            for (int row : order) {
                if (buffer.remaining() < ROW_BYTES) {
                    flush(copy);
                }
                put(rows, row);
            }
            if (buffer.remaining() < Short.BYTES) {
                flush(copy);
            }
            buffer.putShort((short) -1);
            flush(copy);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void put(Rows rows, int row) {
        Reading reading = rows.reading(row);
        buffer.putShort((short) 9);
        buffer.putInt(4).putInt(rows.device(row));
        buffer.putInt(4).putInt(rows.metric(row));
        buffer.putInt(8).putLong(reading.eventMillis());
        buffer.putInt(8).putLong(reading.sequence());
        buffer.putInt(8).putDouble(reading.value());
        buffer.putInt(8).putLong(reading.receivedMillis() - reading.eventMillis());
        if (reading.deviceMillis() == reading.eventMillis()) {
            buffer.putInt(-1);
        } else {
            buffer.putInt(8).putLong(reading.deviceMillis());
        }
        buffer.putInt(4).putInt(reading.flags());
        buffer.putInt(8).putLong(rows.batch(row));
    }

    private void flush(CopyIn copy) throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
