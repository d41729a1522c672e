package io.geshao.incident;

import io.geshao.core.Severity;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the incident module counts. Written by the incident thread, read by whoever scrapes. */
final class CaseCounters implements AutoCloseable {
    private final MeterRegistry meters;
    private final Map<Severity, AtomicInteger> open = new EnumMap<>(Severity.class);
    private final AtomicLong lag = new AtomicLong();
    private final List<Meter> gauges = new ArrayList<>();

    CaseCounters(MeterRegistry meters) {
        this.meters = meters;
        for (Severity severity : Severity.values()) {
            AtomicInteger count = new AtomicInteger();
            open.put(severity, count);
            gauges.add(Gauge.builder("geshao.incident.cases.open", count, AtomicInteger::get)
                    .tag("severity", severity.name())
                    .description("open cases, drills left out")
                    .register(meters));
        }
        gauges.add(Gauge.builder("geshao.incident.alert.lag", lag, AtomicLong::get)
                .description("positions the alert log is ahead of the cases")
                .register(meters));
    }

    /** Class codes come from the rules that are loaded, so the tag is bounded. */
    void committed(List<Step> steps) {
        for (Step step : steps) {
            String classCode = step.file().view().classCode();
            for (Step.Entry entry : step.entries()) {
                if (entry.kind() == EventKind.OPENED) {
                    meters.counter("geshao.incident.cases.opened", "class", classCode)
                            .increment();
                } else if (entry.kind() == EventKind.UNIT_MISSING) {
                    meters.counter("geshao.incident.unit.missing", "class", classCode)
                            .increment();
                }
            }
        }
    }

    void open(Map<Severity, Integer> counts) {
        open.forEach((severity, gauge) -> gauge.set(counts.getOrDefault(severity, 0)));
    }

    void lag(long positions) {
        lag.set(positions);
    }

    /** Takes the gauges back: a module started anew in the same process brings its own. */
    @Override
    public void close() {
        gauges.forEach(meters::remove);
    }
}
