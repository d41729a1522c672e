package io.geshao.devicesim.wire;

import io.geshao.core.Metric;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes a SenML pack (RFC 8428): base name and base time in the first record, one record per metric. */
final class SenmlJson {
    private static final Map<Metric, String> UNITS = Map.of(
            Metric.LEVEL, "m",
            Metric.PRESSURE, "MPa",
            Metric.TEMPERATURE, "Cel",
            Metric.BATTERY, "%EL",
            Metric.FLOW, "m3/h",
            Metric.VOLUME, "m3",
            Metric.FILL_LEVEL, "%",
            Metric.RSSI, "dBm");

    private SenmlJson() {}

    /**
     * @param baseName with its separator at the end
     * @throws IllegalArgumentException for a test frame or one without time, which SenML cannot say, and for a number
     *     metric without a unit here
     */
    static byte[] encode(String baseName, Frame frame) {
        if (frame.test() || frame.ts() == Frame.NO_TS) {
            throw new IllegalArgumentException("SenML has neither a test flag nor an unknown time");
        }
        StringBuilder out = new StringBuilder("[{\"bn\":\"")
                .append(baseName)
                .append("\",\"bt\":")
                .append(BigDecimal.valueOf(frame.ts(), 3).stripTrailingZeros().toPlainString());
        String start = ",";
        for (Sample sample : frame.samples()) {
            out.append(start).append("\"n\":\"").append(sample.metric().name()).append('"');
            if (sample.metric().isBoolean()) {
                out.append(",\"vb\":").append(sample.value() != 0);
            } else {
                out.append(",\"u\":\"").append(unit(sample.metric())).append("\",\"v\":");
                out.append(NativeJson.number(sample.value()));
            }
            out.append('}');
            start = ",{";
        }
        return out.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String unit(Metric metric) {
        String unit = UNITS.get(metric);
        if (unit == null) {
            throw new IllegalArgumentException("no SenML unit for " + metric);
        }
        return unit;
    }
}
