package io.geshao.bench;

import io.geshao.core.Reading;
import io.geshao.core.registry.Device;

/**
 * A reading as Esper gets it: with what the registry says of its device already at hand. Public with public getters, since
 * the code that Esper makes reads it.
 */
public final class EsperReading {
    private final String device;
    private final String kind;
    private final String metric;
    private final double value;

    EsperReading(Reading reading, Device device) {
        this.device = device.id().value();
        this.kind = device.profile().kind().wireName();
        this.metric = reading.metric().name();
        this.value = reading.value();
    }

    public String getDevice() {
        return device;
    }

    public String getKind() {
        return kind;
    }

    public String getMetric() {
        return metric;
    }

    public double getValue() {
        return value;
    }
}
