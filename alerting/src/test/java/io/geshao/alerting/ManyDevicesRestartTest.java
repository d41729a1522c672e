package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.registry.DeviceProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T05 and T06 of the rule reference at their full size: the centre's own absence is nobody's silence. */
class ManyDevicesRestartTest {
    private static final int DEVICES = 10_000;
    private static final int BEHIND_GATEWAY = 40;
    private static final DeviceProfile WATER =
            Story.profile("water", DeviceKind.WATER, Lane.ROUTINE, Duration.ofMinutes(5));

    private final Story story = new Story();
    private long sequence;

    @Test
    void restart_with_ten_thousand_devices_finds_the_one_that_died() {
        for (int i = 0; i < DEVICES; i++) {
            story.device("d" + i, WATER, "", "");
        }
        story.begin();
        report(0, DEVICES);
        story.at("4:00");
        report(1, DEVICES); // d0 has died: last heard at 0:00
        story.at("5:00").snapshot().crash();
        story.ticker.advance(Duration.ofMinutes(20)); // down from 5:00 to 25:00
        story.begin();
        assertThat(story.told()).isEmpty();
        for (int minute = 26; minute <= 30; minute++) { // all others are back within five minutes
            story.at(minute + ":00");
            report(1 + (minute - 26) * DEVICES / 5, Math.min(DEVICES, 1 + (minute - 25) * DEVICES / 5));
        }
        story.at("41:59");
        assertThat(story.told()).isEmpty();
        for (int minute = 42; minute <= 46; minute++) { // nobody is silent for longer than fifteen minutes
            report(1, DEVICES);
            story.at(minute + ":30");
        }
        assertThat(story.told()).containsExactly("D1 RAISED 42:00");
        assertThat(story.only("D1").device()).isEqualTo(new DeviceId("d0"));
    }

    @Test
    void gateway_that_is_offline_stays_one_alert_across_a_restart() {
        for (int i = 0; i < BEHIND_GATEWAY; i++) {
            story.device("d" + i, WATER, "", "g1");
        }
        story.begin();
        report(0, BEHIND_GATEWAY);
        story.at("20:00");
        List<String> before = story.told();
        assertThat(before).hasSize(1).first().asString().startsWith("D8 RAISED");
        story.snapshot().crash();
        story.ticker.advance(Duration.ofMinutes(2));
        story.begin().at("60:00");
        assertThat(story.told()).isEqualTo(before);
    }

    private void report(int from, int to) {
        List<Reading> readings = new ArrayList<>();
        long now = story.ticker.epochMillis();
        sequence++;
        for (int i = from; i < to; i++) {
            readings.add(new Reading(new DeviceId("d" + i), Metric.LEVEL, 0.01, now, now, now, sequence, 0));
        }
        story.stored(readings);
    }
}
