package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView.State;
import io.geshao.core.Batch;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Severity;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.geshao.testkit.story.Story;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a stored reading to the case, by the shipped rules, on virtual time and a real database. */
class StoriesIT {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private static final int HOUR = 3_600;
    private static final String ZONE = "zone:yuhua/z1";

    @TempDir
    Path folder;

    private @Nullable StoryStage opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private StoryStage stage() {
        return Objects.requireNonNull(opened);
    }

    private Story on(SmallRegistry registry) throws IOException {
        opened = new StoryStage(db.fresh(), RegistryFiles.read(registry.writeTo(folder.resolve("registry"))));
        return new Story(stage(), Duration.ofMinutes(1));
    }

    private List<AlertTransition> told(String rule) {
        return stage().transitions().after(0, 10_000).stream()
                .filter(one -> one.alert().rule().equals(rule))
                .toList();
    }

    private long raised(String rule) {
        return told(rule).stream().filter(one -> one.kind() == Kind.RAISED).count();
    }

    private long raisedAtAll() {
        return stage().transitions().after(0, 10_000).stream()
                .filter(one -> one.kind() == Kind.RAISED)
                .count();
    }

    private String openCase(String classCode) {
        List<CaseView> open = stage().cases().open().stream()
                .filter(one -> one.classCode().equals(classCode))
                .toList();
        assertThat(open).hasSize(1);
        return open.get(0).number();
    }

    /** T21: people are told at the first source, the second confirms, the third changes nothing. */
    @Test
    void two_detectors_and_a_call_point_of_one_zone_are_one_case_suspected_then_confirmed() throws IOException {
        on(new SmallRegistry(HOUR)
                        .device("s1", "fire", "z1")
                        .device("s2", "fire", "z1")
                        .device("c1", "fire", "z1")
                        .device("s9", "fire", "z2"))
                .at("0:05", "s9", Metric.SMOKE_ALARM, false)
                .at("0:10", "s1", Metric.SMOKE_ALARM, true)
                .theCase("0:11", "EM-01", one -> {
                    assertThat(one.suspected()).isTrue();
                    assertThat(one.scope()).isEqualTo(ZONE);
                    assertThat(one.severity()).isEqualTo(Severity.S1);
                })
                .openAlerts("0:11", "F2", 0)
                .at("0:35", "s2", Metric.SMOKE_ALARM, true)
                .theCase("0:36", "EM-01", one -> assertThat(one.suspected()).isFalse())
                .theAlert("0:36", "F2", one -> assertThat(one.scope()).isEqualTo(ZONE))
                .at("0:50", "c1", Metric.CALL_POINT, true)
                .theCase("0:51", "EM-01", one -> assertThat(one.alerts()).hasSize(4))
                .person("1:00", "the desk takes it", s -> s.cases().acknowledge(openCase("EM-01"), "desk"))
                .theAlert("1:01", "F2", one -> assertThat(one.state()).isEqualTo(State.ACTIVE_ACK))
                .at("5:00", "s1", Metric.SMOKE_ALARM, false)
                .at("5:00", "s2", Metric.SMOKE_ALARM, false)
                .at("5:00", "c1", Metric.CALL_POINT, false)
                .theAlert("6:00", "F3", one -> assertThat(one.state()).isEqualTo(State.LATCHED_ACK))
                .openCases("6:00", "EM-01", 1)
                .person("7:00", "the desk ends it", s -> s.cases().close(openCase("EM-01"), "desk", "fire, put out"))
                .openCases("7:01", "EM-01", 0)
                .play();
        assertThat(stage().alerts().open()).isEmpty();
        assertThat(stage().cases().openedBefore(null, 10)).hasSize(1);
        assertThat(raised("F1")).isEqualTo(2);
        assertThat(raised("F2")).isEqualTo(1);
        assertThat(raised("F3")).isEqualTo(1);
    }

    /** T25 without the undecodable values, which never get this far. */
    @Test
    void bin_at_96_percent_twice_files_one_case_of_its_grid() throws IOException {
        on(new SmallRegistry(HOUR).device("b1", "bin", "road-1").device("b2", "bin", "road-1"))
                .at("0:00", "b1", Metric.FILL_LEVEL, 96)
                .openAlerts("20:00", "W2", 0)
                .openCases("20:00", "E01-92-1", 0)
                .at("30:00", "b1", Metric.FILL_LEVEL, 96)
                .theCase("30:00", "E01-92-1", one -> {
                    assertThat(one.scope()).isEqualTo("grid:310104/013/yuhua/g01");
                    assertThat(one.alerts()).hasSize(1);
                })
                .at("31:00", "b2", Metric.FILL_LEVEL, 99)
                .at("32:00", "b2", Metric.FILL_LEVEL, 99)
                .at("33:00", "b1", Metric.FILL_LEVEL, 97)
                .theCase("34:00", "E01-92-1", one -> assertThat(one.alerts()).hasSize(2))
                .play();
        assertThat(raised("W2")).isEqualTo(2);
    }

    @Test
    void t03_fire_lane_counts_from_the_last_arrival() throws IOException {
        Story story = on(new SmallRegistry(HOUR).device("l1", "fire-lane-radar", "z1"));
        long start = stage().ticker().epochMillis();
        story.at("0:00", "l1", Metric.OCCUPIED, true)
                .at("1:58", "l1", Metric.OCCUPIED, false)
                .openAlerts("2:01", "F11", 0)
                .at("2:05", "l1", Metric.OCCUPIED, true)
                .openAlerts("4:04", "F11", 0)
                .theAlert("4:06", "F11", one -> assertThat(one.onsetMillis() - start)
                        .isBetween(125_000L, 125_999L))
                .openCases("4:06", "E04-96-1", 1)
                .play();
        assertThat(told("F11")).hasSize(1);
    }

    @Test
    void road_is_flooded_after_two_minutes_above_the_limit_and_dry_after_ten_below() throws IOException {
        on(new SmallRegistry(HOUR).device("w1", "level", "under-1"))
                .at("0:00", "w1", Metric.LEVEL, 0.14)
                .openAlerts("10:00", "A1", 0)
                .at("10:00", "w1", Metric.LEVEL, 0.16)
                .openAlerts("11:59", "A1", 0)
                .theAlert("12:01", "A1", one -> assertThat(one.severity()).isEqualTo(Severity.S2))
                .theCase("12:01", "E05-06-1", one -> assertThat(one.scope()).isEqualTo("zone:yuhua/under-1"))
                .at("13:00", "w1", Metric.LEVEL, 0.31)
                .at("14:00", "w1", Metric.LEVEL, 0.12) // inside the dead-band: neither more nor over
                .at("20:00", "w1", Metric.LEVEL, 0.05)
                .theAlert("29:59", "A1", one -> assertThat(one.state()).isEqualTo(State.ACTIVE_UNACK))
                .theAlert("30:01", "A1", one -> assertThat(one.state()).isEqualTo(State.RTN_UNACK))
                .openCases("30:01", "E05-06-1", 1) // dry again, but nobody has been there
                .play();
        assertThat(raised("A1")).isEqualTo(1);
    }

    @Test
    void main_burst_is_two_neighbours_and_never_one_sensor_alone() throws IOException {
        Story story = on(new SmallRegistry(HOUR)
                .device("p1", "level", "pipe-1")
                .device("p2", "level", "pipe-1")
                .device("p9", "level", "pipe-2"));
        story.every("1:00", "0:00", "5:00", "p1", Metric.PRESSURE, 0.30)
                .every("1:00", "6:00", "9:00", "p1", Metric.PRESSURE, 0.20) // alone
                .every("1:00", "0:00", "19:00", "p2", Metric.PRESSURE, 0.30)
                .every("1:00", "0:00", "9:00", "p9", Metric.PRESSURE, 0.30)
                .at("9:30", "p9", Metric.PRESSURE, 0.10) // another pipe
                .openAlerts("10:00", "A7", 0)
                .every("1:00", "10:00", "19:00", "p1", Metric.PRESSURE, 0.30)
                .at("20:00", "p1", Metric.PRESSURE, 0.22)
                .openAlerts("20:20", "A7", 0)
                .at("20:30", "p2", Metric.PRESSURE, 0.23)
                .theAlert("20:31", "A7", one -> assertThat(one.scope()).isEqualTo("zone:yuhua/pipe-1"))
                .theCase("20:31", "E05-01-1", one -> assertThat(one.alerts()).hasSize(1))
                .play();
        assertThat(raisedAtAll()).isEqualTo(1);
    }

    /** T19: the test button is not a fire, the alarm a minute later is. */
    @Test
    void self_test_raises_nothing() throws IOException {
        on(new SmallRegistry(HOUR).device("s1", "fire", "z1").device("c1", "fire", "z1"))
                .at("0:00", "s1", Metric.SMOKE_ALARM, true, Flag.TEST)
                .at("0:05", "c1", Metric.CALL_POINT, true, Flag.TEST)
                .openAlerts("0:30", "F1", 0)
                .openAlerts("0:30", "F3", 0)
                .openCases("0:30", "EM-01", 0)
                .at("1:00", "s1", Metric.SMOKE_ALARM, true)
                .openAlerts("1:01", "F1", 1)
                .theCase("1:01", "EM-01", one -> assertThat(one.suspected()).isTrue())
                .play();
        assertThat(raisedAtAll()).isEqualTo(1);
    }

    @Test
    void drill_beside_a_real_alarm_is_a_case_of_its_own_and_confirms_nothing() throws IOException {
        on(new SmallRegistry(HOUR).device("s1", "fire", "z1").device("s2", "fire", "z1"))
                .at("0:00", "s1", Metric.SMOKE_ALARM, true, Flag.DRILL)
                .theCase("0:01", "EM-01", one -> assertThat(one.drill()).isTrue())
                .at("0:10", "s2", Metric.SMOKE_ALARM, true)
                .openCases("0:11", "EM-01", 2)
                .openAlerts("0:11", "F2", 0)
                .at("0:20", "s2", Metric.SMOKE_ALARM, true, Flag.DRILL)
                .theAlert("0:21", "F2", one -> assertThat(one.drill()).isTrue())
                .play();
        assertThat(stage().cases().open())
                .filteredOn(one -> !one.drill())
                .singleElement()
                .satisfies(real -> {
                    assertThat(real.suspected()).isTrue();
                    assertThat(real.alerts()).hasSize(1);
                });
    }

    @Test
    void what_is_delivered_twice_changes_nothing() throws IOException {
        Story story = on(new SmallRegistry(HOUR).device("s1", "fire", "z1").device("b1", "bin", "road-1"));
        long at = stage().ticker().epochMillis();
        Reading full = new Reading(new DeviceId("b1"), Metric.FILL_LEVEL, 96, at, at, at, 1, 0);
        Reading smoke = new Reading(new DeviceId("s1"), Metric.SMOKE_ALARM, 1, at, at, at, 1, 0);
        Batch first = new Batch("gw-1", Lane.ROUTINE, 1, 2, at, List.of(full, smoke), List.of());
        Batch other = new Batch("gw-2", Lane.LIFE_SAFETY, 7, 8, at, List.of(smoke, full), List.of());
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
        return new Batch("gw-1", Lane.ROUTINE, number, number, created, readings, List.of());
    }
}
