package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Numbers of those devices that have one; the others were never heard. */
    List<Integer> deviceIds(Connection connection, Collection<DeviceId> wanted) throws SQLException {
        List<Integer> found = new ArrayList<>(wanted.size());
        synchronized (devices) {
            boolean looked = false;
            for (DeviceId device : wanted) {
                int id = devices.known(device, Rows.UNKNOWN);
                if (id == Rows.UNKNOWN && !looked) {
                    devices.refresh(connection);
                    looked = true;
                    id = devices.known(device, Rows.UNKNOWN);
                }
                if (id != Rows.UNKNOWN) {
                    found.add(id);
                }
            }
        }
        return found;
    }

    /** Number of a metric, or null if no reading ever had it. */
    @Nullable
    Integer metricId(Connection connection, Metric metric) throws SQLException {
        synchronized (metrics) {
            return metrics.find(connection, metric);
        }
    }
}
