package io.geshao.alerting;

import static io.geshao.core.Metric.FILL_LEVEL;
import static io.geshao.core.Metric.LEVEL;
import static io.geshao.core.Metric.SMOKE_ALARM;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Notice;
import io.geshao.core.AlertView;
import io.geshao.core.Flag;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertControl.Silence;
import io.geshao.core.port.AlertControl.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Shelving, inhibition by topology, chatter, floods and staleness, on a timeline. */
class BesideStoryTest {
    private static final List<Rule> RULES = RuleCatalogue.parse(
            new TreeMap<>(Map.of(
                    "A1.yaml", """
                    id: A1
                    title: { zh: 道路积水, en: Road flooded }
                    source: test
                    kinds: [water]
                    scope: device
                    severity: S2
                    when: { any: ["level >= 0.15"] }
                    clear: { all: ["level < 0.10"] }
                    case: { class: E05-06-1, domain: city_management, grade: IV, scope: zone, auto_file: true }
                    """, "A2.yaml", """
                    id: A2
                    title: { zh: 封路, en: Close the road }
                    source: test
                    kinds: [water]
                    scope: device
                    severity: S1
                    when: { any: ["level >= 0.25"] }
                    clear: { all: ["level < 0.20"] }
                    inhibits: [A1]
                    case: { class: EM-03, domain: emergency, grade: IV, scope: zone, auto_file: true }
                    """, "W1.yaml", """
                    id: W1
                    title: { zh: 将满, en: Nearly full }
                    source: test
                    kinds: [waste_bin]
                    scope: device
                    severity: S3
                    when: { any: ["fill_level >= 80.0"] }
                    clear: { all: ["fill_level < 75.0"] }
                    case: { class: E01-92-1, domain: city_management, grade: IV, scope: grid, auto_file: true }
                    """, "W2.yaml", """
                    id: W2
                    title: { zh: 满溢, en: Overflow }
                    source: test
                    kinds: [waste_bin]
                    scope: device
                    severity: S3
                    when: { any: ["fill_level >= 95.0"] }
                    clear: { all: ["fill_level < 90.0"] }
                    inhibits: [W1]
                    case: { class: E01-92-1, domain: city_management, grade: IV, scope: grid, auto_file: true }
                    """, "F1.yaml", """
                    id: F1
                    title: { zh: 烟感, en: Smoke }
                    source: test
                    kinds: [fire]
                    scope: device
                    severity: S1
                    when: { any: [smoke_alarm] }
                    clear: { all: ["!smoke_alarm"], for: 5s }
                    latching: true
                    case: { class: EM-01, domain: emergency, grade: IV, scope: zone, suspected: true }
                    """, "F2.yaml", """
                    id: F2
                    title: { zh: 确认火警, en: Confirmed fire }
                    source: test
                    scope: zone
                    severity: S1
                    count: { any: [{ rules: [F1], devices: 2 }] }
                    inhibits: [F1]
                    case: { class: EM-01, domain: emergency, grade: IV, scope: zone, auto_file: true }
                    """)),
            1);

    private static Story story() {
        return new Story(RULES);
    }

    private static Silence silence(
            Story story, String id, AlertControl.Kind kind, String scope, Severity severest, Duration lasts) {
        long now = story.ticker.epochMillis();
        return new Silence(
                id,
                new Wish(kind, scope, "", severest, "roof work", "", lasts.toMillis()),
                Story.COMMUNITY,
                "li",
                now,
                now + lasts.toMillis(),
                null,
                null,
                null);
    }

    private static void shelve(Story story, String id, String scope, Severity severest, Duration lasts) {
        story.store.put(silence(story, id, AlertControl.Kind.SHELVE, scope, severest, lasts));
        story.obey();
    }

    private static List<String> notices(Story story, String rule) {
        return story.store.after(0, 1_000).stream()
                .filter(one -> one.alert().rule().equals(rule))
                .map(one -> one.kind() + " " + one.notice())
                .toList();
    }

    private static AlertTransition last(Story story) {
        List<AlertTransition> all = story.store.after(0, 1_000);
        return all.get(all.size() - 1);
    }

    @Test
    void shelved_alert_runs_on_untold_and_is_told_when_the_silence_ends_by_itself() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        shelve(story, "q1", "device:w1", Severity.S2, Duration.ofMinutes(10));
        story.at("1:00").says("w1", LEVEL, 0.20);
        assertThat(notices(story, "A1")).containsExactly("RAISED SHELVED");
        assertThat(story.only("A1").standing().shelved())
                .isEqualTo(new AlertView.Hold("q1", "li", "roof work", Story.ZERO + 600_000));
        story.at("9:59");
        assertThat(story.toldOf("A1")).hasSize(1);
        story.at("10:00");
        assertThat(story.told()).containsExactly("A1 RAISED 1:00", "A1 UNSHELVED 10:00");
        assertThat(last(story).notice()).isEqualTo(Notice.DUE);
        assertThat(story.only("A1").standing()).isEqualTo(AlertView.Standing.NONE);
        assertThat(story.store.silence("q1").orElseThrow().endedBy()).isEqualTo("SYS");
    }

    @Test
    void shelving_an_open_alert_is_a_step_with_its_owner_and_taking_it_back_tells_at_once() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        story.says("w1", LEVEL, 0.20);
        shelve(story, "q1", "community:yuhua", Severity.S2, Duration.ofHours(1));
        story.at("2:00");
        story.store.end("q1", "wang", story.ticker.epochMillis());
        story.obey();
        assertThat(notices(story, "A1")).containsExactly("RAISED DUE", "SHELVED NO_NEWS", "UNSHELVED DUE");
        assertThat(story.store.after(0, 10)).extracting(AlertTransition::actor).containsExactly(null, "li", "wang");
    }

    @Test
    void what_cleared_or_was_acknowledged_meanwhile_is_not_told_when_the_silence_ends() {
        Story story = story().water("w1", Duration.ofMinutes(5))
                .water("w2", Duration.ofMinutes(5))
                .begin();
        shelve(story, "q1", "community:yuhua", Severity.S2, Duration.ofMinutes(3));
        story.says("w1", LEVEL, 0.20).says("w2", LEVEL, 0.20);
        String second = story.store.open().stream()
                .filter(view -> view.scope().equals("device:w2"))
                .findFirst()
                .orElseThrow()
                .id();
        story.at("1:00").says("w1", LEVEL, 0.02).acknowledge(second).at("4:00");
        assertThat(notices(story, "A1"))
                .containsExactly(
                        "RAISED SHELVED",
                        "RAISED SHELVED",
                        "CLEARED SHELVED",
                        "ACKED NO_NEWS",
                        "UNSHELVED NOBODY_WAITS",
                        "UNSHELVED NOBODY_WAITS");
    }

    @Test
    void wide_silence_never_covers_life_safety_and_one_of_its_device_does() {
        Story story = story().smoke("s1", "z1").smoke("s2", "z2").begin();
        shelve(story, "wide", "community:yuhua", Severity.S1, Duration.ofHours(1));
        story.says("s1", SMOKE_ALARM, 1);
        assertThat(notices(story, "F1")).containsExactly("RAISED DUE");
        shelve(story, "narrow", "device:s2", Severity.S1, Duration.ofMinutes(30));
        story.says("s2", SMOKE_ALARM, 1);
        assertThat(notices(story, "F1")).containsExactly("RAISED DUE", "RAISED SHELVED");
    }

    @Test
    void rising_above_what_a_silence_covers_ends_its_hold() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        shelve(story, "q1", "device:w1", Severity.S2, Duration.ofHours(1));
        story.says("w1", LEVEL, 0.30);
        assertThat(notices(story, "A2")).as("S1 is above S2").containsExactly("RAISED DUE");
    }

    @Test
    void silence_outlives_a_restart_and_the_alert_under_it_stays_shelved() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        shelve(story, "q1", "device:w1", Severity.S2, Duration.ofMinutes(10));
        story.at("1:00").says("w1", LEVEL, 0.20).snapshot().crash().at("3:00");
        assertThat(story.told()).containsExactly("A1 RAISED 1:00");
        story.crash().at("10:00");
        assertThat(story.told()).containsExactly("A1 RAISED 1:00", "A1 UNSHELVED 10:00");
    }

    @Test
    void silence_that_ended_while_nobody_looked_is_over_after_the_restart() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        shelve(story, "q1", "device:w1", Severity.S2, Duration.ofMinutes(10));
        story.at("1:00").says("w1", LEVEL, 0.20).crash();
        story.ticker.advance(Duration.ofMinutes(20));
        story.begin();
        assertThat(story.toldOf("A1")).contains("A1 UNSHELVED 21:00");
    }

    @Test
    void graver_alert_of_the_same_device_suppresses_the_lesser_and_what_is_still_true_is_told_after() {
        Story story = story().water("w1", Duration.ofMinutes(5))
                .water("w2", Duration.ofMinutes(5))
                .begin();
        story.says("w2", LEVEL, 0.20).says("w1", LEVEL, 0.30);
        assertThat(notices(story, "A1")).as("the other point is not held").startsWith("RAISED DUE");
        assertThat(story.told())
                .containsExactlyInAnyOrder("A1 RAISED 0:00", "A1 RAISED 0:00", "A2 RAISED 0:00", "A1 INHIBITED 0:00");
        story.at("5:00").says("w1", LEVEL, 0.18);
        assertThat(story.told()).contains("A2 CLEARED 5:00", "A1 UNINHIBITED 5:00");
        assertThat(last(story).notice()).as("S2 does not settle").isEqualTo(Notice.DUE);
    }

    @Test
    void ordinary_alert_settles_two_minutes_after_its_inhibitor() {
        Story story = story().bin("b1").begin().at("3:00");
        story.says("b1", FILL_LEVEL, 97).at("4:00").says("b1", FILL_LEVEL, 97);
        assertThat(story.told()).containsExactly("W1 RAISED 3:00", "W2 RAISED 3:00", "W1 INHIBITED 3:00");
        story.at("10:00").says("b1", FILL_LEVEL, 85).at("11:59");
        assertThat(story.toldOf("W1")).hasSize(2);
        story.at("12:00");
        assertThat(story.toldOf("W1")).endsWith("W1 UNINHIBITED 12:00");
    }

    @Test
    void settling_goes_on_after_a_restart_and_ends() {
        Story story = story().bin("b1").begin().at("3:00");
        story.says("b1", FILL_LEVEL, 97).at("10:00").says("b1", FILL_LEVEL, 85).snapshot();
        story.crash().at("10:30").at("13:00");
        assertThat(story.toldOf("W1")).endsWith("W1 UNINHIBITED 12:00");
    }

    @Test
    void drill_never_quiets_what_is_real() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        story.says("w1", LEVEL, 0.30, Flag.DRILL).says("w1", LEVEL, 0.20);
        AlertView real = story.store.open().stream()
                .filter(view -> !view.drill())
                .findFirst()
                .orElseThrow();
        assertThat(real.rule()).isEqualTo("A1");
        assertThat(real.standing().isQuiet()).isFalse();
    }

    @Test
    void further_source_of_a_confirmed_fire_joins_silently_and_another_zone_is_told() {
        Story story = story().smoke("s1", "z1")
                .smoke("s2", "z1")
                .smoke("s3", "z1")
                .smoke("s9", "z9")
                .begin();
        story.says("s1", SMOKE_ALARM, 1).says("s2", SMOKE_ALARM, 1).says("s3", SMOKE_ALARM, 1);
        story.says("s9", SMOKE_ALARM, 1);
        assertThat(notices(story, "F1")).containsExactly("RAISED DUE", "RAISED DUE", "RAISED SAME_CASE", "RAISED DUE");
        assertThat(notices(story, "F2")).containsExactly("RAISED DUE");
        assertThat(story.store.open()).noneMatch(view -> view.standing().isQuiet());
    }

    @Test
    void chattering_alarm_is_held_with_one_notice_and_released_after_ten_quiet_minutes() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        for (int second = 0; second < 50; second += 10) {
            story.at("0:%02d".formatted(second)).says("w1", LEVEL, second % 20 == 0 ? 0.20 : 0.02);
        }
        assertThat(story.only("A1").state()).isEqualTo(AlertView.State.ACTIVE_UNACK);
        assertThat(story.only("A1").standing().chattering()).isTrue();
        story.at("0:50")
                .says("w1", LEVEL, 0.02)
                .at("1:00")
                .says("w1", LEVEL, 0.20)
                .at("1:10")
                .says("w1", LEVEL, 0.02);
        assertThat(story.only("A1").state()).as("held active").isEqualTo(AlertView.State.ACTIVE_UNACK);
        List<String> due = notices(story, "A1").stream()
                .filter(line -> line.endsWith(" DUE") && !line.startsWith("CLEARED"))
                .toList();
        assertThat(due).containsExactly("RAISED DUE");
        story.at("11:09");
        assertThat(story.toldOf("A1")).noneMatch(line -> line.startsWith("A1 CHATTER_OVER"));
        story.at("11:10");
        assertThat(story.toldOf("A1")).endsWith("A1 CHATTER_OVER 11:10", "A1 CLEARED 11:10");
    }

    @Test
    void twice_in_a_minute_is_not_chatter() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        for (int half = 0; half < 8; half++) {
            story.at("%d:%02d".formatted(half / 2, half % 2 * 31)).says("w1", LEVEL, half % 2 == 0 ? 0.20 : 0.02);
        }
        assertThat(story.toldOf("A1")).noneMatch(line -> line.contains("CHATTER"));
    }

    @Test
    void repeats_of_one_head_never_confirm_a_fire() {
        Story story = story().smoke("s1", "z1").smoke("s2", "z1").begin();
        for (int second = 0; second < 50; second += 5) {
            story.at("0:%02d".formatted(second)).says("s1", SMOKE_ALARM, second % 10 == 0 ? 1 : 0);
        }
        assertThat(story.toldOf("F2")).isEmpty();
        story.says("s2", SMOKE_ALARM, 1);
        assertThat(story.toldOf("F2"))
                .as("beside another device it still counts as one")
                .hasSize(1);
    }

    @Test
    void flooded_desk_gets_ordinary_alerts_in_lists_only_and_urgent_ones_as_ever() {
        Story story = story();
        for (int i = 0; i < 14; i++) {
            story.bin("b" + i);
        }
        story.water("w1", Duration.ofMinutes(5)).begin().at("3:00");
        for (int i = 0; i < 12; i++) {
            story.says("b" + i, FILL_LEVEL, 85);
        }
        List<String> said = notices(story, "W1");
        assertThat(said.subList(0, 10)).containsOnly("RAISED DUE");
        assertThat(said.subList(10, 12)).containsOnly("RAISED FLOOD");
        story.says("w1", LEVEL, 0.20);
        assertThat(notices(story, "A1")).containsExactly("RAISED DUE");
        story.at("13:01").says("b12", FILL_LEVEL, 85);
        assertThat(notices(story, "W1"))
                .as("over: fewer than five in ten minutes")
                .endsWith("RAISED DUE");
    }

    @Test
    void alert_open_for_a_day_is_stale_once_and_nobody_is_paged() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin().says("w1", LEVEL, 0.20);
        story.crash();
        story.ticker.advance(Duration.ofHours(24));
        story.at("1442:00");
        assertThat(notices(story, "A1").stream().filter(line -> line.startsWith("STALE")))
                .containsExactly("STALE NO_NEWS");
    }

    @Test
    void right_after_a_start_ordinary_alerts_are_raised_and_told_two_minutes_later() {
        Story story = story().bin("b1").water("w1", Duration.ofMinutes(5)).begin();
        story.at("1:00").says("b1", FILL_LEVEL, 85).says("w1", LEVEL, 0.20);
        assertThat(story.only("W1").standing().tellFromMillis()).isEqualTo(Story.ZERO + 120_000);
        assertThat(story.only("A1").standing().tellFromMillis()).isZero();
    }

    @Test
    void out_of_service_is_evaluated_and_listed_and_told_when_the_order_is_done() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin();
        story.store.put(
                silence(story, "o1", AlertControl.Kind.OUT_OF_SERVICE, "device:w1", Severity.S1, Duration.ofDays(2)));
        story.obey().says("w1", LEVEL, 0.20).at("5:00");
        assertThat(notices(story, "A1")).containsExactly("RAISED OUT_OF_SERVICE");
        story.store.end("o1", "wang", story.ticker.epochMillis());
        story.obey();
        assertThat(notices(story, "A1")).containsExactly("RAISED OUT_OF_SERVICE", "BACK_IN_SERVICE DUE");
    }

    @Test
    void lapsed_acknowledgement_goes_on_where_the_ladder_stood_and_says_who() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin().says("w1", LEVEL, 0.20);
        String id = story.only("A1").id();
        story.acknowledge(id);
        assertThat(last(story).actor()).isEqualTo("desk");
        story.store.lapse(List.of(id), "SYS");
        story.obey();
        assertThat(story.only("A1").state()).isEqualTo(AlertView.State.ACTIVE_UNACK);
        assertThat(last(story).kind()).isEqualTo(AlertTransition.Kind.ACK_LAPSED);
        assertThat(last(story).notice()).isEqualTo(Notice.DUE);
    }

    /** T13. */
    @Test
    void t13_acknowledgement_after_the_return_to_normal_closes() {
        Story story = story().water("w1", Duration.ofMinutes(5)).begin().says("w1", LEVEL, 0.20);
        story.at("4:20.0").says("w1", LEVEL, 0.02);
        assertThat(story.only("A1").state()).isEqualTo(AlertView.State.RTN_UNACK);
        story.at("4:20.3").acknowledge(story.only("A1").id());
        assertThat(story.only("A1").state()).isEqualTo(AlertView.State.NORMAL);
        assertThat(story.toldOf("A1")).endsWith("A1 ACKED_AFTER_CLEAR 4:20");
    }
}
