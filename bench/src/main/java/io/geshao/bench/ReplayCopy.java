package io.geshao.bench;

import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The comparison for ingest: the rows that were just stored, copied once more into the same emptied table with nothing
 * around it but binary COPY, one connection and a commit every 24,000 rows.
 */
final class ReplayCopy {
    private static final int TRANSACTION = 24_000;
    private static final String COLUMNS =
            "device, metric, event_ms, sequence, value, lag_ms, device_ms, flags, batch_no";

    private ReplayCopy() {}

    /** Copies at most {@code limit} rows out and in again; rows per second of the way in. */
    static double rowsPerSecond(String url, Path folder, long limit, Ticker ticker) throws SQLException, IOException {
        Path file = folder.resolve("rows.copy");
        try (Connection connection = DriverManager.getConnection(url)) {
            try (var out = Files.newOutputStream(file)) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut(
                                "COPY (SELECT " + COLUMNS + " FROM telemetry.reading LIMIT " + limit
                                        + ") TO STDOUT (FORMAT binary)",
                                out);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("TRUNCATE telemetry.reading");
                statement.execute("CHECKPOINT");
            }
            connection.setAutoCommit(false);
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                return replay(connection, in.map(FileChannel.MapMode.READ_ONLY, 0, in.size()), ticker);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static double replay(Connection connection, ByteBuffer rows, Ticker ticker)
            throws SQLException, IOException {
        byte[] header = new byte[19 + rows.getInt(15)];
        rows.get(header);
        long count = 0;
        long start = ticker.nanos();
        while (rows.getShort(rows.position()) >= 0) {
            int from = rows.position();
            int inTransaction = 0;
            while (inTransaction < TRANSACTION && rows.getShort(rows.position()) >= 0) {
                skipRow(rows);
                inTransaction++;
            }
            byte[] body = new byte[rows.position() - from];
            rows.get(from, body);
            CopyIn copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY telemetry.reading (" + COLUMNS + ") FROM STDIN (FORMAT binary)");
            copy.writeToCopy(header, 0, header.length);
            copy.writeToCopy(body, 0, body.length);
            copy.writeToCopy(new byte[] {-1, -1}, 0, 2);
            copy.endCopy();
            connection.commit();
            count += inTransaction;
        }
        return count / ((ticker.nanos() - start) / 1e9);
    }

    private static void skipRow(ByteBuffer rows) {
        int columns = rows.getShort();
        for (int i = 0; i < columns; i++) {
            int length = rows.getInt();
            rows.position(rows.position() + Math.max(0, length));
        }
    }
}
