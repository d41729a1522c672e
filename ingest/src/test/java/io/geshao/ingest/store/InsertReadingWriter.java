package io.geshao.ingest.store;

import io.geshao.core.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.BitSet;

/** For databases without {@code COPY FROM STDIN}: one INSERT per row. Everything around it is the production code. */
final class InsertReadingWriter implements ReadingWriter {
    @Override
    public BitSet write(Connection connection, Rows rows) throws SQLException {
        BitSet fresh = new BitSet(rows.size());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into telemetry.reading (device, metric, event_ms, sequence, value, lag_ms, device_ms, flags,"
                        + " batch_no) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning device")) {
            for (int row = 0; row < rows.size(); row++) {
                Reading reading = rows.reading(row);
                insert.setInt(1, rows.device(row));
                insert.setInt(2, rows.metric(row));
                insert.setLong(3, reading.eventMillis());
                insert.setLong(4, reading.sequence());
                insert.setDouble(5, reading.value());
                insert.setLong(6, reading.receivedMillis() - reading.eventMillis());
                if (reading.deviceMillis() == reading.eventMillis()) {
                    insert.setNull(7, Types.BIGINT);
                } else {
                    insert.setLong(7, reading.deviceMillis());
                }
                insert.setInt(8, reading.flags());
                insert.setLong(9, rows.batch(row));
                try (ResultSet inserted = insert.executeQuery()) {
                    fresh.set(row, inserted.next());
                }
            }
        }
        return fresh;
    }
}
