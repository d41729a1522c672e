package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import java.sql.Connection;
import java.sql.SQLException;

/** What the numbers in rows of readings stand for. Any thread. */
final class Names {
    private final Dictionary<DeviceId> devices = Dictionary.of("device_dim", DeviceId::new);
    private final Dictionary<Metric> metrics = Dictionary.of("metric_dim", Metric::of);

    DeviceId device(Connection connection, int id) throws SQLException {
        synchronized (devices) {
            return devices.valueOf(connection, id);
        }
    }

    Metric metric(Connection connection, int id) throws SQLException {
        synchronized (metrics) {
            return metrics.valueOf(connection, id);
        }
    }
}
