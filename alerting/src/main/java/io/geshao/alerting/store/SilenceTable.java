package io.geshao.alerting.store;

import io.geshao.core.CommunityId;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertControl.Silence;
import io.geshao.core.port.AlertControl.Wish;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Rows of {@code alerting.silence}; never deleted. */
final class SilenceTable {
    static final String SELECT = "SELECT id, kind, scope, rule, severest, reason, work_order, lasts_millis, community,"
            + " owner, created_millis, until_millis, confirmed_by, ended_millis, ended_by FROM alerting.silence ";
    /** When, who, which: one that has ended stays as it ended. */
    static final String END =
            "UPDATE alerting.silence SET ended_millis = ?, ended_by = ? WHERE id = ? AND ended_millis IS NULL";

    private SilenceTable() {}

    static Silence read(ResultSet row) throws SQLException {
        long ended = row.getLong(14);
        boolean open = row.wasNull();
        return new Silence(
                row.getString(1),
                new Wish(
                        AlertControl.Kind.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        Severity.valueOf(row.getString(5)),
                        row.getString(6),
                        row.getString(7),
                        row.getLong(8)),
                new CommunityId(row.getString(9)),
                row.getString(10),
                row.getLong(11),
                row.getLong(12),
                row.getString(13),
                open ? null : ended,
                row.getString(15));
    }

    static void insert(DataSource database, Silence silence) {
        Wish wish = silence.wish();
        Sql.update(
                database,
                "INSERT INTO alerting.silence (id, kind, scope, rule, severest, reason, work_order, lasts_millis,"
                        + " community, owner, created_millis, until_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                silence.id(),
                wish.kind().name(),
                wish.scope(),
                wish.rule(),
                wish.severest().name(),
                wish.reason(),
                wish.workOrder(),
                wish.lastsMillis(),
                silence.community().value(),
                silence.owner(),
                silence.createdMillis(),
                silence.untilMillis());
    }
}
