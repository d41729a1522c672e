package io.geshao.alerting.store;

import io.geshao.alerting.state.Flood;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/** Rows of {@code alerting.flood}: one per flood of a desk, the open one without an end. */
final class FloodTable {
    private FloodTable() {}

    static void write(Connection connection, CommunityId community, AlertStore.FloodRow row) throws SQLException {
        if (row.sinceMillis() == 0) {
            Sql.update(
                    connection,
                    "UPDATE alerting.flood SET ended_millis = ?, new_alerts = ? WHERE community = ?"
                            + " AND ended_millis IS NULL",
                    row.atMillis(),
                    row.newAlerts(),
                    community.value());
            return;
        }
        Sql.update(
                connection,
                "INSERT INTO alerting.flood (community, since_millis, new_alerts, peak) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (community, since_millis) DO UPDATE SET new_alerts = EXCLUDED.new_alerts,"
                        + " peak = GREATEST(alerting.flood.peak, EXCLUDED.peak)",
                community.value(),
                row.sinceMillis(),
                row.newAlerts(),
                row.peak());
    }

    /** As it was left: the open flood, and when the alerts were raised that counted in the last window before. */
    static Flood read(DataSource database, CommunityId community) {
        List<long[]> open = Sql.query(
                database,
                "SELECT since_millis, peak FROM alerting.flood WHERE community = ? AND ended_millis IS NULL"
                        + " ORDER BY since_millis DESC LIMIT 1",
                row -> new long[] {row.getLong(1), row.getLong(2)},
                community.value());
        List<Long> newest = new java.util.ArrayList<>();
        Sql.query(
                        database,
                        "SELECT view FROM alerting.alert WHERE community = ? ORDER BY raised_millis DESC LIMIT 200",
                        row -> AlertJson.read(row.getString(1)),
                        community.value())
                .stream()
                .filter(FloodTable::counts)
                .map(AlertView::raisedMillis)
                .forEach(newest::add);
        long last = newest.isEmpty() ? 0 : newest.get(0);
        newest.removeIf(raised -> last - raised >= Flood.WINDOW_MILLIS);
        Collections.reverse(newest);
        return open.isEmpty()
                ? new Flood(newest, 0, 0)
                : new Flood(newest, open.get(0)[0], Math.toIntExact(open.get(0)[1]));
    }

    private static boolean counts(AlertView alert) {
        return !alert.drill() && alert.severity() != Severity.S4;
    }

    static List<AlertControl.Flood> open(DataSource database) {
        return Sql.query(
                database,
                "SELECT community, since_millis, new_alerts, peak FROM alerting.flood WHERE ended_millis IS NULL"
                        + " ORDER BY since_millis",
                row -> new AlertControl.Flood(
                        new CommunityId(row.getString(1)), row.getLong(2), row.getInt(3), row.getInt(4)));
    }
}
