package io.geshao.ingest.store;

import io.geshao.core.port.TelemetryQuery.GapRow;
import io.geshao.core.port.TelemetryQuery.RejectionFilter;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import io.geshao.core.port.TelemetryQuery.Totals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What did not become a stored reading: rejections, declared gaps, and the running totals. Any thread. */
final class RejectionQueries {
    private static final int MAX_ROWS = 1_000;
    private static final int RAW_BYTES_SHOWN = 512;
    private static final String REJECTED = "rejected:";

    private final Reader reader;

    RejectionQueries(Reader reader) {
        this.reader = reader;
    }

    List<RejectionRow> rejections(RejectionFilter filter, @Nullable Long beforeNumber, int limit) {
        // Only the conditions that are asked for stand in the text, so that each has its plan and its index.
        Conditions where = new Conditions("number < ?", beforeNumber == null ? Long.MAX_VALUE : beforeNumber);
        where.equal("reason", filter.reason());
        where.equal("device", filter.device());
        where.equal("gateway", filter.gateway());
        String sql = "select number, gateway, reason, device, metric, source, detail, received_ms, substring(raw for "
                + RAW_BYTES_SHOWN + ") from telemetry.rejection where " + where + " order by number desc limit "
                + SeriesQueries.bounded(limit, MAX_ROWS);
        return reader.read(Reader.QUERY, connection -> {
            List<RejectionRow> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                where.bind(select);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(rejection(rows));
                    }
                }
            }
            return found;
        });
    }

    /** A WHERE clause that grows; the texts are ours, the values are bound. */
    private static final class Conditions {
        private final StringBuilder text;
        private final List<Object> values = new ArrayList<>();

        Conditions(String first, Object value) {
            text = new StringBuilder(first);
            values.add(value);
        }

        void equal(String column, @Nullable String value) {
            if (value != null) {
                text.append(" and ").append(column).append(" = ?");
                values.add(value);
            }
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static RejectionRow rejection(ResultSet row) throws SQLException {
        return new RejectionRow(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                HexFormat.of().formatHex(row.getBytes(9)));
    }

    List<GapRow> gaps(@Nullable String gateway, @Nullable Long beforeNumber, int limit) {
        Conditions where = new Conditions("number < ?", beforeNumber == null ? Long.MAX_VALUE : beforeNumber);
        where.equal("gateway", gateway);
        String sql =
                "select number, gateway, spool, lane, first_entry, last_entry, from_ms, to_ms, readings, rejections,"
                        + " cause from telemetry.gap where " + where + " order by number desc limit "
                        + SeriesQueries.bounded(limit, MAX_ROWS);
        return reader.read(Reader.QUERY, connection -> {
            List<GapRow> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                where.bind(select);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(gap(rows));
                    }
                }
            }
            return found;
        });
    }

    private static GapRow gap(ResultSet row) throws SQLException {
        return new GapRow(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getString(11));
    }

    Totals totals() {
        return reader.read(Reader.QUERY, RejectionQueries::totals);
    }

    private static Totals totals(Connection connection) throws SQLException {
        long stored = 0;
        long duplicates = 0;
        Map<String, Long> rejected = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("select name, total from telemetry.tally");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (name.equals("stored")) {
                    stored = rows.getLong(2);
                } else if (name.equals("duplicates")) {
                    duplicates = rows.getLong(2);
                } else if (name.startsWith(REJECTED)) { // other tallies are others' business
                    rejected.put(name.substring(REJECTED.length()), rows.getLong(2));
                }
            }
        }
        return new Totals(stored, duplicates, rejected);
    }
}
