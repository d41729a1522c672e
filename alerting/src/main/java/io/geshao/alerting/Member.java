package io.geshao.alerting;

import io.geshao.core.Metric;
import java.util.Map;

/**
 * One device of a scope that meets the condition of a rule about several devices.
 *
 * @param sinceMillis event time since when it does
 * @param before the highest values just before it did, by metric name
 */
record Member(DeviceMemory device, long sinceMillis, Map<String, Double> before) {
    double before(Metric metric) {
        return before.getOrDefault(metric.name(), Double.NaN);
    }
}
