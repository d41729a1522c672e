package io.geshao.ingest.store;

import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.ConservationLedger.Audit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Counts the rows of the hours that are over, each once and again whenever its books have changed since, and leaves the
 * result beside the books. One thread.
 */
final class LedgerAudits {
    /** What was received in an hour has by then arrived, unless its gateway was cut off. */
    private static final long SETTLED_MILLIS = 300_000;

    private final DataSource database;
    private final ConservationLedger ledger;
    private final int hours;

    /** @param hours how many hours back are counted; 0 for none */
    LedgerAudits(DataSource database, ConservationLedger ledger, int hours) {
        this.database = database;
        this.ledger = ledger;
        this.hours = hours;
    }

    void run(long nowMillis) throws SQLException {
        for (long hour : due(nowMillis)) {
            note(ledger.audit(hour), nowMillis);
        }
    }

    private List<Long> due(long nowMillis) throws SQLException {
        List<Long> due = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select distinct l.hour_ms from telemetry.ledger l left join"
                                + " telemetry.ledger_audit a using (gateway, spool, lane, hour_ms) where l.hour_ms >= ?"
                                + " and l.hour_ms <= ? and (a.booked is null or a.booked <> l.stored) order by 1")) {
            select.setLong(1, nowMillis - hours * HourCounts.HOUR);
            select.setLong(2, nowMillis - HourCounts.HOUR - SETTLED_MILLIS);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    due.add(rows.getLong(1));
                }
            }
        }
        return due;
    }

    private void note(List<Audit> audits, long nowMillis) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement upsert = connection.prepareStatement("insert into telemetry.ledger_audit"
                        + " (gateway, spool, lane, hour_ms, booked, counted, at_ms) values (?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (gateway, spool, lane, hour_ms) do update set booked = excluded.booked,"
                        + " counted = excluded.counted, at_ms = excluded.at_ms")) {
            for (Audit audit : audits) {
                upsert.setString(1, audit.key().gateway());
                upsert.setString(2, audit.key().spool());
                upsert.setString(3, audit.key().lane().wireName());
                upsert.setLong(4, audit.key().hourMillis());
                upsert.setLong(5, audit.booked());
                // What retention may have removed is not held against the books.
                upsert.setLong(6, audit.complete() ? audit.counted() : audit.booked());
                upsert.setLong(7, nowMillis);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
