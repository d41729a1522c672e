package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.state.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what an engine does. Owner: the partition thread, except that gauges are read by any. */
final class EngineMeters {
    private final MeterRegistry registry;
    private final Counter evaluations;
    private final Counter replayed;
    private final Counter known;
    private final Map<Ignored, Counter> ignored = new EnumMap<>(Ignored.class);
    private final Map<String, Map<Reason, Counter>> steps = new HashMap<>();
    private final AtomicLong lagMillis = new AtomicLong();

    /** Why a reading did not change anything. */
    enum Ignored {
        TEST,
        SIMULATED,
        OVERTAKEN,
        OVERTAKEN_LATE,
        /** A gateway has told people of an alert that is not open here. */
        TOLD_AT_EDGE
    }

    EngineMeters(MeterRegistry registry, String partition) {
        this.registry = registry;
        evaluations = registry.counter("geshao.alerting.evaluations", "partition", partition);
        replayed = registry.counter("geshao.alerting.replayed", "partition", partition);
        known = registry.counter("geshao.alerting.refused", "partition", partition);
        for (Ignored reason : Ignored.values()) {
            ignored.put(
                    reason,
                    registry.counter("geshao.alerting.ignored", "partition", partition, "reason", reason.name()));
        }
        registry.gauge(
                "geshao.alerting.input.lag.millis",
                io.micrometer.core.instrument.Tags.of("partition", partition),
                lagMillis);
    }

    void evaluated(long conditions) {
        evaluations.increment(conditions);
    }

    void replayedBatch() {
        replayed.increment();
    }

    void refused() {
        known.increment();
    }

    void ignored(Ignored reason) {
        Objects.requireNonNull(ignored.get(reason)).increment();
    }

    void lag(long millis) {
        lagMillis.set(millis);
    }

    void committed(long nanos) {
        registry.timer("geshao.alerting.commit").record(nanos, TimeUnit.NANOSECONDS);
    }

    /** How long nothing was judged because other rules were taken up. */
    void reloaded(long nanos) {
        registry.timer("geshao.alerting.reload.pause").record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What a rule in shadow would have told. */
    void shadow(Rule rule, Reason reason) {
        if (reason.kind() != null) {
            registry.counter("geshao.alerting.shadow", "rule", rule.id(), "kind", reason.name())
                    .increment();
        }
    }

    /** Transitions and the reasons that are none, by rule: both come from closed lists. */
    void step(Rule rule, Reason reason) {
        if (reason == Reason.NONE || reason == Reason.UPDATED || reason == Reason.REPEATED) {
            return;
        }
        steps.computeIfAbsent(rule.id(), id -> new EnumMap<>(Reason.class))
                .computeIfAbsent(
                        reason,
                        which -> registry.counter("geshao.alerting.steps", "rule", rule.id(), "reason", which.name()))
                .increment();
    }
}
