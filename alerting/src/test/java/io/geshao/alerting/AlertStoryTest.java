package io.geshao.alerting;

import static io.geshao.core.Metric.BATTERY;
import static io.geshao.core.Metric.CALL_POINT;
import static io.geshao.core.Metric.FILL_LEVEL;
import static io.geshao.core.Metric.LEVEL;
import static io.geshao.core.Metric.OCCUPIED;
import static io.geshao.core.Metric.PRESSURE;
import static io.geshao.core.Metric.SMOKE_ALARM;
import static io.geshao.core.Metric.SMOKE_OBSCURATION;
import static io.geshao.core.Metric.TEMPERATURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenarios of the rule reference, on the shipped catalogue. */
class AlertStoryTest {
    @Test
    void smoke_one_source_is_a_suspected_fire_of_the_zone() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.at("0:10").says("s1", SMOKE_ALARM, 1);
        assertThat(story.told()).containsExactly("F1 RAISED 0:10");
        AlertView alert = story.only("F1");
        assertThat(alert.id()).isEqualTo("F1|device:s1|" + (Story.ZERO + 10_000));
        assertThat(alert.severity()).isEqualTo(Severity.S1);
        assertThat(alert.caseHint().suspected()).isTrue();
        assertThat(alert.caseHint().classCode()).isEqualTo("EM-01");
        assertThat(alert.caseHint().caseScope()).isEqualTo("zone:yuhua/b07-u1");
        assertThat(alert.evidence()).containsEntry("s1/smoke_alarm", 1.0);
        assertThat(alert.device()).isEqualTo(new DeviceId("s1"));
    }

    @Test
    void smoke_gone_latches_until_acknowledged_and_reset() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.at("0:10").says("s1", SMOKE_ALARM, 1).at("1:00").says("s1", SMOKE_ALARM, 0);
        story.at("1:29");
        assertThat(story.told()).containsExactly("F1 RAISED 0:10");
        story.at("1:31");
        assertThat(story.told()).containsExactly("F1 RAISED 0:10", "F1 LATCHED 1:30");
        story.reset(story.only("F1").id()); // before the ack: refused
        assertThat(story.only("F1").state()).isEqualTo(AlertView.State.LATCHED_UNACK);
        story.acknowledge(story.only("F1").id()).reset(story.only("F1").id());
        assertThat(story.told()).containsExactly("F1 RAISED 0:10", "F1 LATCHED 1:30", "F1 ACKED 1:31", "F1 RESET 1:31");
        assertThat(story.only("F1").cause()).isEqualTo("checked on site");
    }

    @Test
    void smoke_between_the_limits_does_not_clear() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.at("0:00").says("s1", SMOKE_OBSCURATION, 0.66).at("0:10").says("s1", SMOKE_OBSCURATION, 0.62);
        story.at("5:00");
        assertThat(story.only("F1").state()).isEqualTo(AlertView.State.ACTIVE_UNACK);
    }

    @Test
    void t01_silence_never_clears_and_the_device_is_offline() {
        Story story = new Story().water("w1", Duration.ofMinutes(5)).begin();
        story.says("w1", LEVEL, 0.20).at("2:30").says("w1", LEVEL, 0.20);
        assertThat(story.told()).containsExactly("A1 RAISED 2:00");
        story.at("62:30");
        assertThat(story.told()).containsExactly("A1 RAISED 2:00", "A1 LAST_KNOWN_ALARM 17:30", "D1 RAISED 19:30");
        assertThat(story.only("A1").state()).isEqualTo(AlertView.State.ACTIVE_UNACK);
    }

    @Test
    void t02_a_missing_reading_does_not_reset_a_pending_delay() {
        Story story = new Story().fireLane("f1").begin();
        story.says("f1", OCCUPIED, 1).at("1:00").says("f1", BATTERY, 90).at("4:00");
        assertThat(story.told()).containsExactly("F11 RAISED 2:00");
    }

    @Test
    void pending_delay_stands_still_while_nothing_is_known() {
        // Interval 20 s, lane urgent: values hold 60 s. Known 0:00–1:00 and from 5:00 on: two minutes are over at 6:00.
        Story story = new Story().water("w1", Duration.ofSeconds(20)).begin();
        story.says("w1", LEVEL, 0.20).at("5:00");
        assertThat(story.toldOf("A1")).isEmpty();
        story.says("w1", LEVEL, 0.20).at("5:30").says("w1", LEVEL, 0.20).at("6:10");
        assertThat(story.toldOf("A1")).containsExactly("A1 RAISED 6:00");
    }

    @Test
    void t03_a_free_reading_in_between_starts_the_delay_anew() {
        Story story = new Story().fireLane("f1").begin();
        story.says("f1", OCCUPIED, 1)
                .at("1:58")
                .says("f1", OCCUPIED, 0)
                .at("2:05")
                .says("f1", OCCUPIED, 1);
        story.at("4:04");
        assertThat(story.told()).isEmpty();
        story.at("6:00");
        assertThat(story.told()).containsExactly("F11 RAISED 4:05");
    }

    @Test
    void t04_two_true_frames_are_one_episode() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.says("s1", SMOKE_ALARM, 1).at("0:00.003").says("s1", SMOKE_ALARM, 1);
        assertThat(story.told()).containsExactly("F1 RAISED 0:00");
    }

    @Test
    void t13_an_ack_after_the_return_closes_the_episode() {
        Story story = new Story().water("w1", Duration.ofMinutes(5)).begin();
        story.says("w1", LEVEL, 0.20).at("2:20").says("w1", LEVEL, 0.02);
        story.at("7:00").says("w1", LEVEL, 0.02).at("12:21");
        assertThat(story.only("A1").state()).isEqualTo(AlertView.State.RTN_UNACK);
        story.acknowledge(story.only("A1").id());
        assertThat(story.told()).containsExactly("A1 RAISED 2:00", "A1 CLEARED 12:20", "A1 ACKED_AFTER_CLEAR 12:21");
        assertThat(story.only("A1").state()).isEqualTo(AlertView.State.NORMAL);
    }

    @Test
    void t19_a_self_test_is_no_fire_and_the_alarm_after_it_is() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.says("s1", SMOKE_ALARM, 1, Flag.TEST).at("1:00");
        assertThat(story.told()).isEmpty();
        story.says("s1", SMOKE_ALARM, 1);
        assertThat(story.told()).containsExactly("F1 RAISED 1:00");
    }

    @Test
    void t21_a_second_source_in_the_zone_confirms_the_fire() {
        Story story = new Story()
                .smoke("s1", "b07-u1")
                .smoke("s2", "b07-u1")
                .smoke("s3", "b07-u2")
                .begin();
        story.says("s1", SMOKE_ALARM, 1).says("s3", SMOKE_ALARM, 1).at("0:10");
        story.acknowledge("F1|device:s1|" + Story.ZERO);
        assertThat(story.toldOf("F2")).isEmpty();
        story.at("0:25").says("s2", SMOKE_ALARM, 1);
        assertThat(story.toldOf("F2")).containsExactly("F2 RAISED 0:25");
        AlertView fire = story.only("F2");
        assertThat(fire.scope()).isEqualTo("zone:yuhua/b07-u1");
        assertThat(fire.device()).isNull();
        assertThat(fire.caseHint().suspected()).isFalse();
        assertThat(fire.evidence()).containsOnlyKeys("s1/smoke_alarm", "s2/smoke_alarm");
    }

    @Test
    void smoke_and_obscuration_of_one_head_are_one_source() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.says("s1", SMOKE_ALARM, 1).says("s1", SMOKE_OBSCURATION, 3.0).at("1:00");
        assertThat(story.told()).containsExactly("F1 RAISED 0:00");
    }

    @Test
    void heads_without_a_zone_never_confirm_each_other() {
        Story story = new Story().smoke("s1", "").smoke("s2", "").begin();
        story.says("s1", SMOKE_ALARM, 1).says("s2", SMOKE_ALARM, 1).at("1:00");
        assertThat(story.toldOf("F2")).isEmpty();
    }

    @Test
    void call_point_alone_is_a_confirmed_fire_and_ends_with_its_reset() {
        Story story = new Story().callPoint("c1", "b07-u1").begin();
        story.says("c1", CALL_POINT, 1);
        assertThat(story.told()).containsExactly("F3 RAISED 0:00", "F2 RAISED 0:00");
        story.at("1:00").says("c1", CALL_POINT, 0);
        String pressed = story.only("F3").id();
        story.acknowledge(pressed).acknowledge(story.only("F2").id()).reset(pressed);
        assertThat(story.told())
                .containsExactly(
                        "F3 RAISED 0:00",
                        "F2 RAISED 0:00",
                        "F3 LATCHED 1:00",
                        "F3 ACKED 1:00",
                        "F2 ACKED 1:00",
                        "F3 RESET 1:00",
                        "F2 CLEARED 1:00");
        assertThat(story.store.open()).isEmpty();
    }

    @Test
    void drill_source_never_confirms_a_real_one() {
        Story story = new Story().smoke("s1", "b07-u1").smoke("s2", "b07-u1").begin();
        story.says("s1", SMOKE_ALARM, 1).says("s2", SMOKE_ALARM, 1, Flag.DRILL).at("1:00");
        assertThat(story.told()).containsExactly("F1 RAISED 0:00", "F1 RAISED 0:00");
        assertThat(story.store.open()).extracting(AlertView::drill).containsExactlyInAnyOrder(true, false);
        story.says("s1", SMOKE_ALARM, 1, Flag.DRILL);
        assertThat(story.only("F2").drill()).isTrue();
        assertThat(story.only("F2").id()).endsWith("|drill");
    }

    @Test
    void t22_smoke_after_the_close_is_a_new_episode() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.says("s1", SMOKE_ALARM, 1).at("1:00").says("s1", SMOKE_ALARM, 0).at("2:00");
        story.acknowledge(story.only("F1").id()).reset(story.only("F1").id());
        story.at("61:00").says("s1", SMOKE_ALARM, 1);
        assertThat(story.store.raisedBetween(0, Long.MAX_VALUE, 10)).hasSize(2);
        assertThat(story.store.open()).extracting(AlertView::onsetMillis).containsExactly(Story.ZERO + 61 * 60_000);
    }

    @Test
    void t23_a_rule_bound_to_a_profile_leaves_others_alone() {
        Story story = new Story()
                .device("bay", Story.profile("bay", DeviceKind.PARKING, Lane.ROUTINE, Duration.ofMinutes(10)), "", "")
                .fireLane("lane")
                .begin();
        story.says("bay", OCCUPIED, 1).says("lane", OCCUPIED, 1).at("3:00");
        assertThat(story.only("F11").device()).isEqualTo(new DeviceId("lane"));
    }

    @Test
    void t25_gaps_between_full_readings_neither_clear_nor_count() {
        Story story = new Story().bin("b1").begin();
        story.says("b1", FILL_LEVEL, 96).at("10:00").says("b1", TEMPERATURE, 20);
        assertThat(story.toldOf("W2")).isEmpty();
        story.at("20:00").says("b1", FILL_LEVEL, 96).at("30:00").says("b1", TEMPERATURE, 20);
        story.at("40:00").says("b1", FILL_LEVEL, 96);
        assertThat(story.toldOf("W2")).containsExactly("W2 RAISED 20:00");
        assertThat(story.only("W2").caseHint().caseScope()).isEqualTo("grid:310104/013/yuhua/g01");
    }

    @Test
    void bin_that_dips_under_the_limit_stays_full_until_it_is_emptied() {
        Story story = new Story().bin("b1").begin();
        story.says("b1", FILL_LEVEL, 96).at("10:00").says("b1", FILL_LEVEL, 97);
        story.at("20:00").says("b1", FILL_LEVEL, 90).at("30:00").says("b1", FILL_LEVEL, 96);
        story.at("40:00").says("b1", FILL_LEVEL, 5).at("50:00").says("b1", FILL_LEVEL, 6);
        assertThat(story.toldOf("W2")).containsExactly("W2 RAISED 10:00", "W2 CLEARED 50:00");
    }

    @Test
    void bin_that_heats_up_fast_is_on_fire() {
        Story story = new Story().bin("b1").begin();
        story.says("b1", TEMPERATURE, 24).at("0:40").says("b1", TEMPERATURE, 36);
        assertThat(story.told()).containsExactly("W3 RAISED 0:40");
    }

    @Test
    void battery_falls_through_both_limits_as_one_episode() {
        Story story = new Story().bin("b1").begin();
        story.says("b1", BATTERY, 19).at("10:00").says("b1", BATTERY, 18);
        assertThat(story.only("D2").severity()).isEqualTo(Severity.S4);
        assertThat(story.only("D2").caseHint().opensCase()).isFalse();
        story.at("20:00").says("b1", BATTERY, 9).at("30:00").says("b1", BATTERY, 8);
        assertThat(story.only("D2").severity()).isEqualTo(Severity.S3);
        assertThat(story.only("D2").caseHint().classCode()).isEqualTo("MT-02");
        story.at("40:00").says("b1", BATTERY, 24).at("50:00").says("b1", BATTERY, 100);
        assertThat(story.told()).containsExactly("D2 RAISED 10:00", "D2 SEVERITY_UP 30:00", "D2 CLEARED 50:00");
        assertThat(story.only("D2").state()).isEqualTo(AlertView.State.NORMAL);
    }

    @Test
    void burst_needs_two_sensors_and_ends_when_both_are_back() {
        Story story = new Story()
                .water("p1", Duration.ofMinutes(1))
                .water("p2", Duration.ofMinutes(1))
                .begin();
        story.says("p1", PRESSURE, 0.30).says("p2", PRESSURE, 0.31).at("1:00").says("p1", PRESSURE, 0.22);
        assertThat(story.told()).isEmpty();
        story.says("p2", PRESSURE, 0.24);
        assertThat(story.told()).containsExactly("A7 RAISED 1:00");
        assertThat(story.only("A7").evidence()).containsKeys("p1/pressure", "p2/pressure");
        for (int minute = 2; minute < 60; minute++) { // long after the fall has left the window
            story.at(minute + ":00").says("p1", PRESSURE, 0.22).says("p2", PRESSURE, minute < 20 ? 0.24 : 0.31);
        }
        assertThat(story.told()).hasSize(1);
        for (int minute = 60; minute < 80; minute++) {
            story.at(minute + ":00").says("p1", PRESSURE, 0.29).says("p2", PRESSURE, 0.31);
        }
        assertThat(story.told()).containsExactly("A7 RAISED 1:00", "A7 CLEARED 75:00");
    }

    @Test
    void late_false_never_clears_a_newer_true() {
        Story story = new Story().bin("b1").begin();
        story.at("1:00")
                .says("b1", TEMPERATURE, 70)
                .saysOf("b1", TEMPERATURE, 20, Story.ZERO)
                .at("20:00");
        assertThat(story.toldOf("W3")).containsExactly("W3 RAISED 1:00");
    }

    @Test
    void older_true_within_the_bound_moves_the_onset_back() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.at("1:00").says("s1", SMOKE_ALARM, 1);
        String id = story.only("F1").id();
        story.at("1:05").saysOf("s1", SMOKE_ALARM, 1, Story.ZERO + 30_000);
        assertThat(story.told()).containsExactly("F1 RAISED 1:00", "F1 ONSET_CORRECTED 1:05");
        assertThat(story.only("F1").onsetMillis()).isEqualTo(Story.ZERO + 30_000);
        assertThat(story.only("F1").id()).isEqualTo(id);
    }

    @Test
    void onset_is_not_moved_past_a_reading_that_was_false() {
        Story story = new Story().smoke("s1", "b07-u1").begin();
        story.at("0:50").says("s1", SMOKE_ALARM, 0).at("1:00").says("s1", SMOKE_ALARM, 1);
        story.at("1:05").saysOf("s1", SMOKE_ALARM, 1, Story.ZERO + 30_000);
        assertThat(story.told()).containsExactly("F1 RAISED 1:00");
    }

    @Test
    void late_smoke_that_nothing_has_overtaken_is_raised_and_late_flooding_is_not_known() {
        Story story = new Story()
                .smoke("s1", "b07-u1")
                .water("w1", Duration.ofMinutes(1))
                .begin();
        story.at("600:00").saysOf("s1", SMOKE_ALARM, 1, Story.ZERO).saysOf("w1", LEVEL, 0.5, Story.ZERO);
        story.at("603:00");
        assertThat(story.toldOf("F1")).containsExactly("F1 RAISED 600:00");
        assertThat(story.toldOf("A1")).isEmpty();
    }

    @Test
    void late_true_that_was_overtaken_changes_nothing() {
        Story story = new Story().water("w1", Duration.ofMinutes(5)).begin();
        story.at("20:00")
                .says("w1", LEVEL, 0.02)
                .saysOf("w1", LEVEL, 0.5, Story.ZERO)
                .at("24:00");
        assertThat(story.told()).isEmpty();
    }

    @Test
    void delays_are_scaled_and_intervals_are_not() {
        Story story = new Story(0.1).fireLane("f1").begin();
        story.says("f1", OCCUPIED, 1).at("0:20");
        assertThat(story.told()).containsExactly("F11 RAISED 0:12");
        story.at("40:00");
        assertThat(story.toldOf("D1")).containsExactly("D1 RAISED 30:12");
    }

    @Test
    void readings_of_one_batch_are_judged_in_their_order() {
        Story story = new Story().callPoint("c1", "b07-u1").begin();
        long now = story.ticker.epochMillis();
        story.stored(List.of(
                new Reading(new DeviceId("c1"), CALL_POINT, 1, now, now, now, 1, 0),
                new Reading(new DeviceId("c1"), CALL_POINT, 0, now + 1, now + 1, now + 1, 2, 0)));
        assertThat(story.toldOf("F3")).containsExactly("F3 RAISED 0:00", "F3 LATCHED 0:00");
    }
}
