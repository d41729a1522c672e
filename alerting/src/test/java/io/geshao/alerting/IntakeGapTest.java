package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.ReadingLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that were stored and never handed over are judged all the same, however short the log's pages are. */
class IntakeGapTest {
    private static final int BATCHES = 40;
    private static final int ALARM_IN = 23;

    private final Story story = new Story(1).callPoint("mcp", "z1");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<StoredBatch> batches = java.util.stream.IntStream.rangeClosed(1, BATCHES)
            .mapToObj(this::batch)
            .toList();
    private Partition partition;
    private Intake intake;

    private StoredBatch batch(int number) {
        long at = Story.ZERO;
        Metric metric = number == ALARM_IN ? Metric.CALL_POINT : Metric.BATTERY;
        double value = number == ALARM_IN ? 1 : 80;
        return new StoredBatch(
                number, at, List.of(new Reading(new DeviceId("mcp"), metric, value, at, at, at, number, 0)));
    }

    /** Ends its pages for their size, as a log of big batches does: one to three batches whatever was asked for. */
    private final ReadingLog log = new ReadingLog() {
        @Override
        public long head() {
            return BATCHES;
        }

        @Override
        public List<StoredBatch> after(long number, int maxBatches) {
            int from = (int) number;
            return batches.subList(from, Math.min(BATCHES, from + 1 + from % 3));
        }
    };

    @BeforeEach
    void open() {
        EngineMeters meters = new EngineMeters(registry, "0");
        AlertEngine engine =
                new AlertEngine(Story.COMMUNITY, story.registry(), Story.catalogue(1), story.store, meters);
        engine.restore(story.ticker.epochMillis());
        engine.ready(story.ticker.epochMillis());
        AlertingConfig config = new AlertingConfig(Path.of("unused"), 1, 1, Duration.ofHours(1));
        partition = new Partition(0, List.of(engine), story.store, config, story.ticker, registry, meters, () -> {});
        intake = new Intake(log, List.of(partition), () -> false, 1, story.ticker, registry);
    }

    @AfterEach
    void close() {
        intake.close();
        partition.close();
    }

    @Test
    void alarm_in_a_gap_longer_than_a_page_is_raised() {
        // Only the last one is handed over; all before it are in the log alone.
        intake.offer(batches.get(BATCHES - 1));
        partition.start(1);
        intake.start();
        await().until(() -> partition.hasJudged(BATCHES, story.ticker.epochMillis()));
        assertThat(story.told()).contains("F3 RAISED 0:00");
    }
}
