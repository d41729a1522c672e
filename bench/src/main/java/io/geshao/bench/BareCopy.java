package io.geshao.bench;

import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The comparison: the same rows, one connection, nothing but binary COPY into {@code telemetry.reading}. */
final class BareCopy {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int TRANSACTION = 24_000;
    private static final int COLUMNS = 8;

    private BareCopy() {}

    static double rowsPerSecond(DataSource database, int rows, int devices, int metrics, Ticker ticker)
            throws SQLException, IOException {
        long base = ticker.epochMillis();
        long start = ticker.nanos();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            ByteBuffer buffer = ByteBuffer.allocate(TRANSACTION * 110);
            for (int first = 0; first < rows; first += TRANSACTION) {
                buffer.clear();
                buffer.put(SIGNATURE).putInt(0).putInt(0);
                for (int i = first; i < Math.min(rows, first + TRANSACTION); i++) {
                    long at = base + i / (metrics * devices) * 1_000L;
                    buffer.putShort((short) COLUMNS);
                    buffer.putInt(4).putInt(i / metrics % devices);
                    buffer.putInt(4).putInt(i % metrics);
                    buffer.putInt(8).putLong(at);
                    buffer.putInt(8).putLong(i);
                    buffer.putInt(8).putDouble(i % 50);
                    buffer.putInt(8).putLong(20);
                    buffer.putInt(4).putInt(0);
                    buffer.putInt(8).putLong(1);
                }
                buffer.putShort((short) -1);
                CopyIn copy = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY telemetry.reading (device, metric, event_ms, sequence, value, lag_ms, flags, batch_no)"
                                        + " FROM STDIN (FORMAT binary)");
                copy.writeToCopy(buffer.array(), 0, buffer.position());
                copy.endCopy();
                connection.commit();
            }
        }
        return rows / ((ticker.nanos() - start) / 1e9);
    }
}
