package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the spool counts. Readings and messages are counted apart; rejections by reason are the intake's. */
final class SpoolMeters {
    private final MeterRegistry meters;
    private final Timer commit;
    final Counter readings;
    final Counter messages;
    final Counter duplicates;
    final Counter seqReset;
    final Counter missing;
    final Counter busy;
    final Counter heldBack;
    final Counter failed;
    final Counter deadLetters;
    final Counter givenUp;
    final Counter damaged;

    SpoolMeters(MeterRegistry meters) {
        this.meters = meters;
        this.commit = Timer.builder("geshao.gateway.spool.commit")
                .description("one group commit, flushed to the disk")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(meters);
        this.readings = counter("geshao.gateway.acked", "readings that are durable and may be acknowledged");
        this.messages = counter("geshao.gateway.messages", "messages that are durable, duplicates left out");
        this.duplicates = counter("geshao.gateway.spool.duplicates", "messages that came again");
        this.seqReset = counter("geshao.gateway.seq.reset", "restarts of devices that only the gateway noticed");
        this.missing = counter("geshao.gateway.gap", "messages left out by the counters of devices");
        this.busy = counter("geshao.gateway.spool.refused", "publishes refused because the spool's queue was full");
        this.heldBack = counter(
                "geshao.gateway.spool.held.back",
                "times that devices began to wait because the centre took less than arrived");
        this.failed = counter("geshao.gateway.spool.failed", "publishes refused because a commit failed");
        this.deadLetters = counter("geshao.gateway.dead.letters", "items the centre will never take");
        this.givenUp = counter("geshao.gateway.spool.given.up", "items given up because the routine lane was full");
        this.damaged = counter("geshao.gateway.spool.damaged", "items lost because the file was damaged");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    void committed(long nanos) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    void bytes(Supplier<Number> bytes) {
        Gauge.builder("geshao.gateway.spool.bytes", bytes)
                .description("what waits for the centre")
                .baseUnit("bytes")
                .register(meters);
    }

    void depth(Lane lane, Supplier<Number> items) {
        Gauge.builder("geshao.gateway.spool.depth", items)
                .description("readings and rejections that wait for the centre")
                .tag("lane", lane.wireName())
                .register(meters);
    }
}
