package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongUnaryOperator;

/**
 * How far the log is complete for a reader that is not the writer. The row and the head of the log are read in one
 * snapshot; the reader has heard of everything before that horizon as soon as it asks for what comes after that head. Any
 * thread.
 */
final class RemoteHorizon implements LongUnaryOperator {
    /** Nobody has written a horizon: as if all were complete. */
    private static final long NONE = Long.MAX_VALUE;

    private long complete = NONE; // guarded by this
    private boolean waits; // guarded by this; whether the next two mean something
    private long waitingUntil; // guarded by this
    private long waitingHead; // guarded by this

    /** To be called whenever a reader asks for what comes after a number. */
    synchronized void look(Connection connection, long after) throws SQLException {
        if (waits && after >= waitingHead) {
            complete = waitingUntil;
            waits = false;
        }
        if (waits) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement("select complete_until_ms, coalesce((select number"
                        + " from telemetry.batch where stored > 0 order by number desc limit 1), 0) from telemetry.horizon where"
                        + " id = 1");
                ResultSet row = select.executeQuery()) {
            if (row.next()) {
                long until = row.getLong(1);
                if (after >= row.getLong(2)) {
                    complete = until;
                } else {
                    waits = true;
                    waitingUntil = until;
                    waitingHead = row.getLong(2);
                    // Until the reader is there it has heard of nothing beyond, whatever it had heard before.
                    complete = Math.min(complete, until);
                }
            }
        }
    }

    @Override
    public synchronized long applyAsLong(long nowMillis) {
        return Math.min(nowMillis, complete);
    }
}
