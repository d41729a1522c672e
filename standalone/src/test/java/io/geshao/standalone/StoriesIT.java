package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView.State;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import io.geshao.testkit.story.Story;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a stored reading to the case, by the shipped rules, on virtual time and a real database. */
class StoriesIT extends StoryStageCase {
    private static final String ZONE = "zone:yuhua/z1";

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
                .at("9:30", "p9", Metric.PRESSURE, 0.16) // another pipe
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

    /** T01: silence is not "all clear". */
    @Test
    void flood_that_nobody_measures_any_more_stays_and_its_sensor_is_offline() throws IOException {
        Story story = on(new SmallRegistry(300).device("w1", "level", "under-1"));
        story.every("1:00", "0:00", "5:00", "w1", Metric.LEVEL, 0.20)
                .openAlerts("21:59", "D1", 0)
                .theAlert("22:01", "D1", one -> assertThat(one.device()).isEqualTo(new DeviceId("w1")))
                .openCases("22:01", "MT-01", 1)
                .theAlert("1:05:00", "A1", one -> assertThat(one.state()).isEqualTo(State.ACTIVE_UNACK))
                .openCases("1:05:00", "E05-06-1", 1)
                .play();
        assertThat(told("A1")).extracting(AlertTransition::kind).containsExactly(Kind.RAISED, Kind.LAST_KNOWN_ALARM);
        assertThat(raised("D1")).isEqualTo(1);
    }

    /** T22: what burns after the case was closed is a new case, and says what it follows. */
    @Test
    void smoke_after_the_case_was_closed_is_a_new_case_that_follows_it() throws IOException {
        Story story = on(new SmallRegistry(HOUR).device("s1", "fire", "z1"));
        story.at("0:00", "s1", Metric.SMOKE_ALARM, true)
                .person("1:00", "the desk takes it", s -> s.cases().acknowledge(openCase("EM-01"), "desk"))
                .at("2:00", "s1", Metric.SMOKE_ALARM, false)
                .person("3:00", "the desk ends it", s -> s.cases().close(openCase("EM-01"), "desk", "cooking"))
                .openCases("3:01", "EM-01", 0)
                .at("4:00", "s1", Metric.SMOKE_ALARM, true)
                .openCases("4:01", "EM-01", 1)
                .play();
        List<CaseView> cases = stage().cases().openedBefore(null, 10);
        assertThat(cases).hasSize(2);
        assertThat(cases.get(0).recursOf()).isEqualTo(cases.get(1).number());
        assertThat(cases.get(1).isOpen()).isFalse();
        assertThat(cases.get(1).closeCause()).isEqualTo("cooking");
        assertThat(raised("F1")).isEqualTo(2);
    }
}
