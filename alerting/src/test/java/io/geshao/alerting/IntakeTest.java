package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.registry.DeviceProfile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Intake and partition with their threads, on virtual time: how far time passes while the store lags. */
class IntakeTest {
    /** Delays of the rules are a hundredth: a device with ten seconds between reports is offline after 31.2 s. */
    private static final double SCALE = 0.01;

    private static final DeviceProfile WATER =
            Story.profile("water", DeviceKind.WATER, Lane.URGENT, Duration.ofSeconds(10));
    private static final DeviceProfile LANE =
            Story.profile("fire-lane-lora", DeviceKind.PARKING, Lane.ROUTINE, Duration.ofMinutes(10));

    private final Story story = new Story(SCALE)
            .device("w1", WATER, "", "g1")
            .device("w2", WATER, "", "g1")
            .device("w3", WATER, "", "g1")
            .device("dead", WATER, "", "g1")
            .device("alone", WATER, "", "")
            .device("f1", LANE, "lane-1", "");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LaggingLog log = new LaggingLog();
    private Partition partition;
    private Intake intake;
    private long sequence;

    /** A log whose writer can be held back. Any thread. */
    private static final class LaggingLog implements ReadingLog {
        private final List<StoredBatch> batches = new CopyOnWriteArrayList<>();
        private final AtomicInteger asked = new AtomicInteger();
        private volatile long heldAt = Long.MAX_VALUE;

        @Override
        public long head() {
            return batches.size();
        }

        @Override
        public List<StoredBatch> after(long number, int maxBatches) {
            return batches.subList((int) number, Math.min(batches.size(), (int) number + maxBatches));
        }

        @Override
        public long completeUntilMillis(long nowMillis) {
            asked.incrementAndGet();
            return Math.min(heldAt, nowMillis);
        }
    }

    @BeforeEach
    void open() {
        EngineMeters meters = new EngineMeters(registry, "0");
        AlertEngine engine =
                new AlertEngine(Story.COMMUNITY, story.registry(), Story.catalogue(SCALE), story.store, meters);
        engine.restore(story.ticker.epochMillis());
        engine.ready(story.ticker.epochMillis());
        AlertingConfig config = new AlertingConfig(Path.of("unused"), SCALE, 1, Duration.ofHours(1));
        partition = new Partition(0, List.of(engine), story.store, config, story.ticker, registry, meters, () -> {});
        intake = new Intake(log, List.of(partition), () -> false, 0, story.ticker, registry);
        partition.start(0);
        intake.start();
    }

    @AfterEach
    void close() {
        intake.close();
        partition.close();
    }

    private Reading reading(String device, Metric metric, double value, int second) {
        long at = Story.ZERO + second * 1_000L;
        return new Reading(new DeviceId(device), metric, value, at, at, at, ++sequence, 0);
    }

    /** Stores one batch per device, as if each had come from another gateway, and hands them over. */
    private void stored(int receivedAtSecond, String... devices) {
        for (String device : devices) {
            stored(List.of(reading(device, Metric.LEVEL, 0, receivedAtSecond)));
        }
    }

    private void stored(List<Reading> readings) {
        StoredBatch batch = new StoredBatch(log.head() + 1, story.ticker.epochMillis(), readings);
        log.batches.add(batch);
        intake.offer(batch);
    }

    /** Lets time pass second by second; each second is told to the partition before the next. */
    private void passTo(int second) {
        while (story.ticker.epochMillis() < Story.ZERO + second * 1_000L) {
            story.ticker.advance(Duration.ofSeconds(1));
            int before = log.asked.get();
            await().pollInterval(Duration.ofMillis(1)).until(() -> log.asked.get() >= before + 2);
        }
    }

    private void judged() {
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> partition.hasJudged(log.head(), story.ticker.epochMillis()));
    }

    @Test
    void devices_whose_readings_wait_to_be_stored_are_not_silent() {
        stored(0, "w1", "w2", "w3", "dead", "alone");
        passTo(10);
        stored(10, "w1", "w2", "w3", "dead", "alone");
        judged();
        log.heldAt = Story.ZERO + 10_000;
        passTo(70);
        assertThat(partition.hasJudged(log.head(), Story.ZERO + 10_001)).isFalse();
        assertThat(registry.get("geshao.alerting.judged.age.millis").gauge().value())
                .isEqualTo(60_000);
        for (int second = 20; second <= 70; second += 10) {
            stored(second, "w1", "w2", "w3", "alone");
        }
        log.heldAt = Long.MAX_VALUE;
        judged();
        for (int second = 80; second <= 120; second += 10) {
            passTo(second);
            stored(second, "w1", "w2", "w3", "alone");
            judged();
        }
        assertThat(story.told()).as("only the dead one").containsExactly("D1 RAISED 1:10");
        assertThat(story.only("D1").device()).isEqualTo(new DeviceId("dead"));
    }

    @Test
    void delay_is_judged_on_the_readings_times_however_late_they_are_stored() {
        stored(List.of(reading("f1", Metric.OCCUPIED, 1, 0)));
        judged();
        log.heldAt = Story.ZERO;
        passTo(20);
        // Free after one second: not sustained. Then occupied for four seconds: over the 1.2 of the scaled rule.
        stored(List.of(reading("f1", Metric.OCCUPIED, 0, 1)));
        stored(List.of(reading("f1", Metric.OCCUPIED, 1, 10)));
        stored(List.of(reading("f1", Metric.OCCUPIED, 0, 14)));
        log.heldAt = Long.MAX_VALUE;
        judged();
        assertThat(story.told()).containsExactly("F11 RAISED 0:20", "F11 CLEARED 0:20");
        assertThat(story.only("F11").onsetMillis()).isEqualTo(Story.ZERO + 10_000);
    }
}
