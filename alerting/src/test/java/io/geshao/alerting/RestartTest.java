package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A random hour in a community, once without a crash and then with one after every single batch, both before and after
 * its commit. The episodes and their steps must be the same.
 */
class RestartTest {
    private static final int BATCHES = 70;

    private enum Crash {
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void crash_after_any_batch_leads_to_the_same_alerts(long seed) {
        Map<String, List<String>> expected = play(seed, -1, Crash.AFTER_COMMIT);
        assertThat(expected.keySet()).as("seed %d raises something", seed).hasSizeGreaterThan(5);
        for (int cut = 0; cut < BATCHES; cut++) {
            for (Crash crash : Crash.values()) {
                assertThat(play(seed, cut, crash))
                        .as("seed %d, crash %s of batch %d", seed, crash, cut)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void crash_after_every_batch_leads_to_the_same_alerts() {
        assertThat(play(7, Integer.MAX_VALUE, Crash.AFTER_COMMIT)).isEqualTo(play(7, -1, Crash.AFTER_COMMIT));
        assertThat(play(7, Integer.MAX_VALUE, Crash.BEFORE_COMMIT)).isEqualTo(play(7, -1, Crash.AFTER_COMMIT));
    }

    @Test
    void episode_raised_and_closed_after_the_snapshot_is_not_raised_again() {
        Story story = new Story().callPoint("c1", "z1").begin().snapshot();
        story.says("c1", Metric.CALL_POINT, 1).at("0:10").says("c1", Metric.CALL_POINT, 0);
        for (AlertView open : story.store.open()) {
            story.acknowledge(open.id()).reset(open.id());
        }
        assertThat(story.store.open()).isEmpty();
        List<String> before = story.told();
        story.crash().begin().at("1:00");
        assertThat(story.told()).isEqualTo(before);
        story.says("c1", Metric.CALL_POINT, 1);
        assertThat(story.toldOf("F3")).last().isEqualTo("F3 RAISED 1:00");
    }

    @Test
    void lost_snapshot_is_made_good_from_the_beginning() {
        Story story = new Story().smoke("s1", "z1").begin();
        story.says("s1", Metric.SMOKE_ALARM, 1).crash().begin().at("1:00");
        assertThat(story.told()).containsExactly("F1 RAISED 0:00");
        story.says("s1", Metric.SMOKE_ALARM, 0).at("2:00");
        assertThat(story.told()).containsExactly("F1 RAISED 0:00", "F1 LATCHED 1:30");
    }

    @Test
    void delay_that_ended_during_the_downtime_is_told_when_ready() {
        Story story = new Story().fireLane("f1").begin();
        story.says("f1", Metric.OCCUPIED, 1).at("1:00").snapshot().crash();
        story.ticker.advance(Duration.ofMinutes(5));
        story.begin();
        assertThat(story.told()).containsExactly("F11 RAISED 6:00");
        assertThat(story.only("F11").onsetMillis()).isEqualTo(Story.ZERO);
    }

    /** Kind of each step by alert id; a cut of -1 is none, {@code Integer.MAX_VALUE} is after each batch. */
    private static Map<String, List<String>> play(long seed, int cut, Crash crash) {
        Random random = new Random(seed);
        Story story = new Story(0.2)
                .smoke("s1", "z1")
                .smoke("s2", "z1")
                .callPoint("c1", "z1")
                .bin("b1")
                .water("w1", Duration.ofMinutes(30))
                .water("w2", Duration.ofMinutes(30))
                .fireLane("f1")
                .begin();
        long millis = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            millis += 1_000 + random.nextInt(25_000);
            story.at("0:" + millis / 1_000.0);
            List<Reading> readings = new ArrayList<>();
            int size = 1 + random.nextInt(3);
            for (int i = 0; i < size; i++) {
                readings.add(reading(random, story.ticker.epochMillis(), batch * 10L + i));
            }
            boolean dies = cut == batch || cut == Integer.MAX_VALUE;
            if (dies && crash == Crash.BEFORE_COMMIT) {
                story.storedThenCrash(readings);
            } else {
                story.stored(readings);
            }
            if (dies && crash == Crash.AFTER_COMMIT) {
                story.crash();
            }
            story.begin();
            if (random.nextInt(6) == 0) {
                story.snapshot();
            }
            if (random.nextInt(4) == 0) {
                for (AlertView open : story.store.open()) {
                    story.acknowledge(open.id());
                }
            }
            if (random.nextInt(4) == 0) {
                for (AlertView open : story.store.open()) {
                    story.reset(open.id());
                }
            }
        }
        Map<String, List<String>> steps = new TreeMap<>();
        story.store.after(0, Integer.MAX_VALUE).forEach(one -> steps.computeIfAbsent(
                        one.alert().id(), id -> new ArrayList<>())
                .add(one.kind() + " " + one.alert().state() + " " + one.alert().severity()));
        return steps;
    }

    private static Reading reading(Random random, long now, long sequence) {
        long event = now - (random.nextInt(5) == 0 ? random.nextInt(60_000) : 0);
        String device;
        Metric metric;
        double value;
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                device = random.nextBoolean() ? "s1" : "s2";
                metric = Metric.SMOKE_ALARM;
                value = random.nextInt(2);
            }
            case 2 -> {
                device = "c1";
                metric = Metric.CALL_POINT;
                value = random.nextInt(2);
            }
            case 3 -> {
                device = "b1";
                metric = Metric.FILL_LEVEL;
                value = random.nextBoolean() ? 97 : 40;
            }
            case 4 -> {
                device = "f1";
                metric = Metric.OCCUPIED;
                value = random.nextInt(2);
            }
            case 5 -> {
                device = "w1";
                metric = Metric.LEVEL;
                value = random.nextInt(30) / 100.0;
            }
            default -> {
                device = random.nextBoolean() ? "w1" : "w2";
                metric = Metric.PRESSURE;
                value = 0.2 + random.nextInt(12) / 100.0;
            }
        }
        return new Reading(new DeviceId(device), metric, value, event, event, now, sequence, 0);
    }
}
