package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The table of what was refused, with its raw bytes. The writer's thread only. */
final class Rejections {
    private static final String INSERT = "insert into telemetry.rejection"
            + " (batch_no, gateway, reason, device, metric, source, detail, received_ms, raw)"
            + " select n.* from (values (?::bigint, ?, ?, ?::text, ?::text, ?, ?, ?::bigint, ?::bytea))"
            + " as n (batch_no, gateway, reason, device, metric, source, detail, received_ms, raw)";
    private static final String UNLESS_THERE = " where not exists (select 1 from telemetry.rejection r"
            + " where r.gateway = n.gateway and r.received_ms = n.received_ms and r.reason = n.reason"
            + " and r.metric is not distinct from n.metric and r.source = n.source and r.raw = n.raw"
            + " and r.batch_no <> n.batch_no)";

    private Rejections() {}

    /**
     * @param mayRepeat whether an earlier batch had some of the same spool entries, cut differently
     * @return how many were stored, by reason
     */
    static Map<RejectionReason, Long> insert(
            Connection connection,
            long batch,
            String gateway,
            List<Rejection> rejections,
            boolean mayRepeat,
            HourCounts hours)
            throws SQLException {
        Map<RejectionReason, Long> stored = new EnumMap<>(RejectionReason.class);
        if (rejections.isEmpty()) {
            return stored;
        }
        try (PreparedStatement insert = connection.prepareStatement(mayRepeat ? INSERT + UNLESS_THERE : INSERT)) {
            for (Rejection rejection : rejections) {
                DeviceId device = rejection.device();
                insert.setLong(1, batch);
                insert.setString(2, gateway);
                insert.setString(3, rejection.reason().name());
                insert.setString(4, device == null ? null : device.value());
                insert.setString(5, Text.storableOrNull(rejection.metric()));
                insert.setString(6, Text.storable(rejection.source()));
                insert.setString(7, Text.storable(rejection.detail()));
                insert.setLong(8, rejection.receivedMillis());
                insert.setBytes(9, rejection.raw());
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    stored.merge(rejections.get(i).reason(), 1L, Long::sum);
                    hours.rejected(rejections.get(i).receivedMillis());
                }
            }
            return stored;
        }
    }
}
