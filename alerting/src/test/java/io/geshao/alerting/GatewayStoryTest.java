package io.geshao.alerting;

import static io.geshao.core.Metric.FILL_LEVEL;
import static io.geshao.core.Metric.HEARTBEAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.Severity;
import io.geshao.core.registry.DeviceProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Silence: single devices, whole gateways, and the restarts in between. Forty bins behind one gateway, five minutes each. */
class GatewayStoryTest {
    private static final int BINS = 40;
    private static final DeviceProfile BIN =
            Story.profile("bin", DeviceKind.WASTE_BIN, Lane.ROUTINE, Duration.ofMinutes(5));

    private static Story forty() {
        Story story = new Story();
        for (int i = 0; i < BINS; i++) {
            story.device("b%02d".formatted(i), BIN, "", "g1");
        }
        return story.begin();
    }

    /** Each bin reports once in these five minutes, evenly spread, if it lives. */
    private static void round(Story story, int fromMinute, IntPredicate lives) {
        for (int i = 0; i < BINS; i++) {
            double second = i * 300.0 / BINS;
            story.at("%d:%s".formatted(fromMinute + (int) second / 60, second % 60));
            if (lives.test(i)) {
                story.says("b%02d".formatted(i), FILL_LEVEL, 20);
            }
        }
    }

    @Test
    void gateway_that_dies_is_one_alert_and_not_forty() {
        Story story = forty();
        round(story, 0, i -> true);
        story.at("120:00");
        assertThat(story.told()).hasSize(1);
        assertThat(story.only("D8").scope()).isEqualTo("gateway:yuhua/g1");
        assertThat(story.only("D8").severity()).isEqualTo(Severity.S3);
        assertThat(story.only("D8").caseHint().caseScope()).isEqualTo("gateway:yuhua/g1");
    }

    @Test
    void gateway_that_serves_life_safety_is_graver() {
        Story story = new Story();
        DeviceProfile smoke = Story.profile("smoke", DeviceKind.FIRE, Lane.LIFE_SAFETY, Duration.ofMinutes(5));
        for (int i = 0; i < 4; i++) {
            story.device("s" + i, smoke, "", "g1");
        }
        story.begin();
        for (int i = 0; i < 4; i++) {
            story.says("s" + i, FILL_LEVEL, 1);
        }
        story.at("30:00");
        assertThat(story.told()).containsExactly("D8 RAISED 10:00");
        assertThat(story.only("D8").severity()).isEqualTo(Severity.S2);
    }

    @Test
    void single_dead_device_behind_a_living_gateway_is_offline_in_time() {
        Story story = forty();
        for (int minute = 0; minute < 40; minute += 5) {
            int now = minute;
            round(story, minute, i -> i != 0 || now == 0);
        }
        assertThat(story.told()).containsExactly("D1 RAISED 17:00");
        assertThat(story.only("D1").device()).isEqualTo(new DeviceId("b00"));
    }

    @Test
    void device_that_was_never_heard_is_not_offline() {
        Story story = forty();
        for (int minute = 0; minute < 40; minute += 5) {
            round(story, minute, i -> i != 7);
        }
        assertThat(story.told()).isEmpty();
    }

    @Test
    void t06_restart_while_the_gateway_is_offline_tells_nothing() {
        Story story = forty();
        round(story, 0, i -> true);
        story.at("30:00");
        assertThat(story.told()).hasSize(1);
        story.snapshot().crash().at("120:00");
        assertThat(story.told()).hasSize(1);
        assertThat(story.store.open()).hasSize(1);
    }

    @Test
    void t07_after_the_return_only_the_silent_three_are_told() {
        Story story = forty();
        round(story, 0, i -> true);
        story.at("60:00");
        for (int minute = 60; minute < 90; minute += 5) {
            round(story, minute, i -> i < 37);
        }
        assertThat(story.toldOf("D8")).containsExactly("D8 RAISED 18:52", "D8 CLEARED 61:00");
        assertThat(story.toldOf("D1")).containsExactly("D1 RAISED 77:00", "D1 RAISED 77:00", "D1 RAISED 77:00");
        assertThat(story.store.open())
                .extracting(view -> String.valueOf(view.device()))
                .containsExactlyInAnyOrder("b37", "b38", "b39");
    }

    @Test
    void t05_downtime_of_the_centre_is_nobodys_silence() {
        Story story = new Story();
        DeviceProfile water = Story.profile("water", DeviceKind.WATER, Lane.URGENT, Duration.ofMinutes(5));
        for (int i = 0; i < 100; i++) {
            story.device("w" + i, water, "", "");
        }
        story.begin();
        story.stored(all(story, i -> true))
                .at("4:00")
                .stored(all(story, i -> i != 13))
                .snapshot()
                .crash();
        story.ticker.advance(Duration.ofMinutes(20));
        story.begin().at("29:00").stored(all(story, i -> i != 13));
        for (int minute = 34; minute < 60; minute += 5) {
            story.at(minute + ":00").stored(all(story, i -> i != 13));
        }
        assertThat(story.told()).containsExactly("D1 RAISED 41:00"); // ready at 24:00 + 15 + 2
        assertThat(story.only("D1").device()).isEqualTo(new DeviceId("w13"));
    }

    @Test
    void t09_reading_in_the_millisecond_of_the_raise_ends_online() {
        Story story = new Story().bin("b1").begin(); // interval 10 minutes: silent at 30, told at 32
        story.says("b1", FILL_LEVEL, 20)
                .at("31:59")
                .at("32:00")
                .says("b1", FILL_LEVEL, 20)
                .at("33:00");
        assertThat(story.toldOf("D1")).containsExactly("D1 RAISED 32:00", "D1 CLEARED 32:00");
        story.at("70:00");
        assertThat(story.toldOf("D1")).last().isEqualTo("D1 RAISED 64:00");
    }

    @Test
    void last_will_makes_a_device_silent_at_once_and_its_next_reading_ends_that() {
        Story story = new Story().bin("b1").bin("b2").begin(); // silent at 30 by themselves, told 2 minutes later
        story.says("b1", FILL_LEVEL, 20).says("b2", FILL_LEVEL, 20).at("4:00");
        story.says("b1", HEARTBEAT, 0).at("10:00");
        assertThat(story.told()).containsExactly("D1 RAISED 6:00");
        assertThat(story.only("D1").device()).isEqualTo(new DeviceId("b1"));
        story.says("b1", FILL_LEVEL, 20).says("b2", FILL_LEVEL, 20).at("11:00");
        assertThat(story.told()).containsExactly("D1 RAISED 6:00", "D1 CLEARED 10:00");
        story.says("b1", HEARTBEAT, 0).at("12:00").says("b1", FILL_LEVEL, 20).at("20:00");
        assertThat(story.told()).as("back before anybody was told").hasSize(2);
    }

    @Test
    void backlog_of_a_silent_device_does_not_make_it_present() {
        Story story = new Story().bin("b1").begin();
        story.says("b1", FILL_LEVEL, 20).at("40:00");
        long old = Story.ZERO + 60_000;
        story.stored(List.of(new Reading(new DeviceId("b1"), FILL_LEVEL, 21, old, old, old, 9, 0)))
                .at("41:00");
        assertThat(story.toldOf("D1")).containsExactly("D1 RAISED 32:00");
    }

    private static List<Reading> all(Story story, IntPredicate lives) {
        List<Reading> readings = new ArrayList<>();
        long now = story.ticker.epochMillis();
        for (int i = 0; i < 100; i++) {
            if (lives.test(i)) {
                readings.add(new Reading(new DeviceId("w" + i), io.geshao.core.Metric.LEVEL, 0, now, now, now, now, 0));
            }
        }
        return readings;
    }
}
