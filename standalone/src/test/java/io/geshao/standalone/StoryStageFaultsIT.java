package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.testkit.story.Story;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same, while something goes wrong between the devices and the cases. */
class StoryStageFaultsIT extends StoryStageCase {
    @Test
    void what_is_delivered_twice_changes_nothing() throws IOException {
        Story story = on(new SmallRegistry(HOUR).device("s1", "fire", "z1").device("b1", "bin", "road-1"));
        long at = stage().ticker().epochMillis();
        Reading full = new Reading(new DeviceId("b1"), Metric.FILL_LEVEL, 96, at, at, at, 1, 0);
        Reading smoke = new Reading(new DeviceId("s1"), Metric.SMOKE_ALARM, 1, at, at, at, 1, 0);
        Batch first = new Batch("gw-1", "", Lane.ROUTINE, 1, 2, at, List.of(full, smoke), List.of());
        Batch other = new Batch("gw-2", "", Lane.LIFE_SAFETY, 7, 8, at, List.of(smoke, full), List.of());
        story.person("0:00", "the gateway delivers", s -> delivered(first))
                .person("0:05", "its answer was lost, it delivers again", s -> delivered(first))
                .person("0:10", "the message came through another gateway, too", s -> delivered(other))
                .openAlerts("1:00", "W2", 0)
                .openAlerts("1:00", "F1", 1)
                .openAlerts("1:00", "F2", 0)
                .theCase("1:00", "EM-01", one -> assertThat(one.alerts()).hasSize(1))
                .play();
        assertThat(stage().transitions().after(0, 100)).hasSize(1);
        assertThat(stage().telemetry().totals().stored()).isEqualTo(2);
        assertThat(stage().telemetry().totals().duplicates()).isEqualTo(4);
    }

    private void delivered(Batch batch) {
        stage().sink()
                .deliver(batch)
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void dead_radio_gateway_is_one_alert_that_ends_when_it_is_back() throws IOException {
        SmallRegistry registry = new SmallRegistry(60);
        for (int i = 1; i <= 4; i++) {
            registry.behind("rg1", "b" + i, "bin", "road-1");
        }
        Story story = on(registry);
        for (int i = 1; i <= 4; i++) {
            story.every("1:00", "0:00", "3:00", "b" + i, Metric.FILL_LEVEL, 20)
                    .every("1:00", "20:00", "23:00", "b" + i, Metric.FILL_LEVEL, 20);
        }
        story.openAlerts("5:59", "D8", 0)
                .theAlert("6:01", "D8", one -> assertThat(one.scope()).isEqualTo("gateway:yuhua/rg1"))
                .openCases("6:01", "MT-04", 1)
                .openAlerts("19:00", "D8", 1)
                .openAlerts("20:30", "D8", 1) // back, but not for a minute yet
                .openAlerts("21:01", "D8", 0)
                .play();
        assertThat(raised("D8")).isEqualTo(1);
        assertThat(raisedAtAll()).as("no D1 of the four").isEqualTo(1);
        assertThat(stage().cases().openedBefore(null, 10)).hasSize(1);
    }

    @Test
    void delay_that_runs_while_everything_restarts_ends_once() throws IOException {
        Story story = on(new SmallRegistry(HOUR)
                .device("l1", "fire-lane-radar", "z1")
                .device("s1", "fire", "z2")
                .device("s2", "fire", "z2"));
        story.at("0:00", "s1", Metric.SMOKE_ALARM, true)
                .at("0:10", "l1", Metric.OCCUPIED, true)
                .person("1:00", "a restart", s -> stage().restart())
                .openAlerts("1:00", "F11", 0)
                .openAlerts("2:09", "F11", 0)
                .openCases("2:12", "E04-96-1", 1)
                .person("2:20", "another restart", s -> stage().restart())
                .at("2:30", "s2", Metric.SMOKE_ALARM, true)
                .theCase("2:31", "EM-01", one -> assertThat(one.suspected()).isFalse())
                .openCases("10:00", "E04-96-1", 1)
                .play();
        assertThat(raised("F11")).isEqualTo(1);
        assertThat(raised("F1")).isEqualTo(2);
        assertThat(raised("F2")).isEqualTo(1);
        assertThat(stage().cases().openedBefore(null, 10)).hasSize(2);
    }

    /** The store stands for three minutes while devices go on: they were acknowledged, so they are there. */
    @Test
    void readings_that_wait_for_the_database_are_nobodys_silence() throws IOException, SQLException {
        on(new SmallRegistry(10).device("b1", "bin", "").device("b2", "bin", ""))
                .at("0:00", "b1", Metric.FILL_LEVEL, 20)
                .at("0:00", "b2", Metric.FILL_LEVEL, 20)
                .play();
        CompletableFuture<?> waiting;
        try (Connection other = stage().database().getConnection()) {
            other.setAutoCommit(false);
            try (Statement lock = other.createStatement()) {
                lock.execute("lock table telemetry.batch in share mode"); // nobody can commit a batch
            }
            waiting = stage().sink().deliver(twoBins(1, 0)).toCompletableFuture();
            for (int second = 0; second < 180; second++) {
                stage().ticker().advance(Duration.ofSeconds(1));
            }
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> stage().alerts().open().isEmpty());
            assertThat(waiting).isNotDone();
            other.rollback();
        }
        waiting.orTimeout(30, TimeUnit.SECONDS).join();
        // The next batch of the lane holds what was received meanwhile.
        stage().sink()
                .deliver(twoBins(2, 17))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        stage().settle();
        assertThat(stage().transitions().after(0, 10)).isEmpty();
        new Story(stage(), Duration.ofMinutes(1))
                .every("0:10", "0:00", "4:00", "b2", Metric.FILL_LEVEL, 20)
                .theAlert("4:00", "D1", one -> assertThat(one.device()).isEqualTo(new DeviceId("b1")))
                .play();
    }

    /** Both bins now, and as often before as said, ten seconds apart. */
    private Batch twoBins(int number, int before) {
        long now = stage().ticker().epochMillis();
        List<Reading> readings = new ArrayList<>();
        for (int i = before; i >= 0; i--) {
            long at = now - i * 10_000L;
            for (String bin : List.of("b1", "b2")) {
                readings.add(new Reading(new DeviceId(bin), Metric.FILL_LEVEL, 20, at, at, at, number, 0));
            }
        }
        long created = readings.get(0).receivedMillis();
        return new Batch("gw-1", "", Lane.ROUTINE, number, number, created, readings, List.of());
    }
}
