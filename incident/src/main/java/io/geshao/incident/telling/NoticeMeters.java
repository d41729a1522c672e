package io.geshao.incident.telling;

import io.geshao.casework.LadderView.Outcome;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.NoticeState;
import io.geshao.core.Severity;
import io.geshao.incident.ladder.Turn;
import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Notice;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the telling counts. Any thread. */
final class NoticeMeters implements AutoCloseable {
    /** Kinds of findings of the platform about its own telling. */
    static final List<String> FINDINGS = List.of("M1", "M2", "M5", "M6");

    private final MeterRegistry meters;
    private final List<Meter> gauges = new ArrayList<>();
    private final Map<String, AtomicLong> values = new ConcurrentHashMap<>();

    NoticeMeters(MeterRegistry meters) {
        this.meters = meters;
        for (Severity severity : List.of(Severity.S1, Severity.S2)) {
            gauge("geshao.incident.notices.oldest.millis", "severity", severity.name(), "age of the oldest that waits");
        }
        FINDINGS.forEach(kind -> gauge("geshao.incident.findings", "kind", kind, "open findings"));
        gauge(
                "geshao.incident.people.over.budget",
                "budget",
                "shift",
                "people told more often than a shift has room for");
        gauge("geshao.incident.audit.clean", "audit", "notices", "whether the last audit found nothing");
    }

    private void gauge(String name, String tag, String value, String description) {
        AtomicLong held = values.computeIfAbsent(name + value, key -> new AtomicLong());
        gauges.add(Gauge.builder(name, held, AtomicLong::get)
                .tag(tag, value)
                .description(description)
                .register(meters));
    }

    private void set(String key, long value) {
        AtomicLong held = values.get(key);
        if (held != null) {
            held.set(value);
        }
    }

    void attempted(ChannelSpec spec, Delivery.Outcome outcome) {
        meters.counter("geshao.incident.sends", "channel", spec.name(), "outcome", lower(outcome))
                .increment();
    }

    void ended(Notice notice, NoticeState state, NoticeReason reason) {
        meters.counter(
                        "geshao.incident.notices.ended",
                        "channel",
                        notice.channel().name(),
                        "state",
                        lower(state),
                        "reason",
                        lower(reason))
                .increment();
    }

    void accepted(Notice notice, long afterMillis) {
        if (!notice.drill()) {
            meters.timer(
                            "geshao.incident.notice.latency",
                            "severity",
                            notice.severity().name())
                    .record(Math.max(0, afterMillis), TimeUnit.MILLISECONDS);
        }
    }

    void turned(Turn turn) {
        for (Turn.Note note : turn.noted()) {
            outcome(note.outcome());
        }
    }

    void outcome(Outcome outcome) {
        meters.counter("geshao.incident.ladder.outcomes", "outcome", lower(outcome))
                .increment();
    }

    void heartbeat(String result) {
        meters.counter("geshao.incident.heartbeats", "result", result).increment();
    }

    void oldest(Severity severity, long millis) {
        set("geshao.incident.notices.oldest.millis" + severity, millis);
    }

    void findings(Map<String, Integer> open) {
        FINDINGS.forEach(kind -> set("geshao.incident.findings" + kind, open.getOrDefault(kind, 0)));
    }

    void overBudget(int people) {
        set("geshao.incident.people.over.budget" + "shift", people);
    }

    void audited(boolean clean) {
        set("geshao.incident.audit.clean" + "notices", clean ? 1 : 0);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** Takes the gauges back: a module started anew in the same process brings its own. */
    @Override
    public void close() {
        gauges.forEach(meters::remove);
    }
}
