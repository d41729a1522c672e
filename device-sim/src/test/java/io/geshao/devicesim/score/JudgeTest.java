package io.geshao.devicesim.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.devicesim.score.Said.AlertSeen;
import io.geshao.devicesim.score.Said.CaseSeen;
import io.geshao.devicesim.score.Said.RejectionSeen;
import io.geshao.devicesim.score.Truth.Decisive;
import io.geshao.devicesim.score.Truth.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JudgeTest {
    private static final CaseSeen FIRE = new CaseSeen("c1", "EM-01", "zone:yuhua/b07-u1", 2_050);
    private static final CaseSeen BIN = new CaseSeen("c2", "E01-92-1", "grid:d/s/linjiang/g02", 9_100);
    private static final AlertSeen SMOKE = new AlertSeen("F1|a|2000", "F1", "device:a", 2_040);

    private final Truth truth = new Truth();

    @BeforeEach
    void happen() {
        truth.watchedSince(1_000);
        truth.begins(1_500);
        Decisive smoke = new Decisive("F1", "device:a");
        smoke.publishedAt(2_000);
        smoke.publishedAt(7_000); // a repeat does not move it
        truth.expect(expected("fire", "EM-01", "zone:yuhua/b07-u1", 2_000, 14_000, smoke));
        truth.expect(expected("bin", "E01-92-1", "grid:d/s/linjiang/g02", 8_000, 20_000));
        truth.mustStayQuiet("device:z", Set.of("MT-02"), "battery at 15 %: a hint, no case");
    }

    @Test
    void everything_said_right_is_a_clean_score() {
        Score score = judge(List.of(FIRE, BIN), List.of(SMOKE));
        assertThat(score.expected()).isEqualTo(2);
        assertThat(score.matched()).isEqualTo(2);
        assertThat(score.missed()).isZero();
        assertThat(score.unexpected()).isZero();
        assertThat(score.firstIncidentMillis()).isEqualTo(2_050);
        assertThat(score.latencySamples()).isEqualTo(1);
        assertThat(score.latencyP50Millis()).isEqualTo(40);
        assertThat(score.remarks()).isEmpty();
    }

    @Test
    void silence_misses_everything() {
        Score score = judge(List.of(), List.of());
        assertThat(score.missed()).isEqualTo(2);
        assertThat(score.matched()).isZero();
        assertThat(score.firstIncidentMillis()).isZero();
        assertThat(score.latencySamples()).isZero();
        assertThat(score.remarks()).hasSize(2).allMatch(remark -> remark.contains("was missed"));
    }

    @Test
    void second_case_of_one_incident_is_made_up() {
        Score score = judge(List.of(FIRE, BIN, new CaseSeen("c3", "EM-01", FIRE.scope(), 3_000)), List.of());
        assertThat(score.matched()).isEqualTo(2);
        assertThat(score.unexpected()).isEqualTo(1);
        assertThat(score.remarks())
                .anyMatch(remark -> remark.contains("c3") && remark.contains("a second one for fire"));
    }

    @Test
    void case_about_noise_is_made_up_and_the_reason_is_given() {
        Score score = judge(List.of(FIRE, BIN, new CaseSeen("c4", "MT-02", "device:z", 9_000)), List.of());
        assertThat(score.unexpected()).isEqualTo(1);
        assertThat(score.remarks()).anyMatch(remark -> remark.contains("battery at 15 %"));
    }

    @Test
    void case_of_another_class_or_scope_matches_nothing() {
        Score wrongClass = judge(List.of(new CaseSeen("c1", "EM-02", FIRE.scope(), 2_050), BIN), List.of());
        assertThat(wrongClass.missed()).isEqualTo(1);
        assertThat(wrongClass.unexpected()).isEqualTo(1);
        Score wrongScope = judge(List.of(new CaseSeen("c1", "EM-01", "zone:yuhua/b07-u2", 2_050), BIN), List.of());
        assertThat(wrongScope.missed()).isEqualTo(1);
        assertThat(wrongScope.unexpected()).isEqualTo(1);
    }

    @Test
    void case_too_late_is_missed_and_case_too_early_is_made_up() {
        Score late = judge(List.of(new CaseSeen("c1", "EM-01", FIRE.scope(), 14_001), BIN), List.of());
        assertThat(late.missed()).isEqualTo(1);
        assertThat(late.unexpected()).isZero();
        assertThat(late.remarks()).anyMatch(remark -> remark.contains("too late"));
        Score early = judge(List.of(new CaseSeen("c0", "EM-01", FIRE.scope(), 1_999), BIN), List.of());
        assertThat(early.missed()).isEqualTo(1);
        assertThat(early.unexpected()).isEqualTo(1);
        assertThat(early.remarks()).anyMatch(remark -> remark.contains("before fire happened"));
    }

    @Test
    void cases_from_before_the_run_are_not_judged() {
        Score score = judge(List.of(FIRE, BIN, new CaseSeen("old", "EM-01", FIRE.scope(), 999)), List.of());
        assertThat(score.unexpected()).isZero();
        assertThat(score.matched()).isEqualTo(2);
    }

    @Test
    void alert_raised_twice_for_one_condition_is_made_up() {
        AlertSeen again = new AlertSeen("F1|a|2500", "F1", "device:a", 2_600);
        Score score = judge(List.of(FIRE, BIN), List.of(SMOKE, again));
        assertThat(score.unexpected()).isEqualTo(1);
        assertThat(score.remarks()).anyMatch(remark -> remark.contains("raised 2 times"));
    }

    @Test
    void latency_is_over_the_first_alert_after_the_publish_only() {
        List<AlertSeen> alerts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Decisive decisive = new Decisive("D2", "device:b" + i);
            decisive.publishedAt(10_000);
            truth.expect(expected("b" + i, "MT-02", "device:b" + i, 9_000, 20_000, decisive));
            alerts.add(new AlertSeen("x" + i, "D2", "device:b" + i, 10_001 + i));
        }
        Score score = judge(List.of(FIRE, BIN), alerts);
        assertThat(score.latencySamples()).isEqualTo(100);
        assertThat(score.latencyP50Millis()).isEqualTo(50);
        assertThat(score.latencyP99Millis()).isEqualTo(99);
    }

    @Test
    void refusals_that_are_not_on_record_or_without_cause_are_remarked() {
        truth.refused("bin1", "BAD_JSON", 5_000);
        truth.refused("bin1", "TOO_DEEP", 5_000);
        List<RejectionSeen> rows =
                List.of(new RejectionSeen("bin1", "BAD_JSON", 5_010), new RejectionSeen("bin2", "NO_METRIC", 5_010));
        Score score = Judge.judge(truth, new Said(List.of(FIRE, BIN), List.of(), rows));
        assertThat(score.remarks())
                .containsExactlyInAnyOrder(
                        "1 messages had to be rejected as TOO_DEEP, 0 are on record",
                        "1 messages were rejected as NO_METRIC without cause");
    }

    private Score judge(List<CaseSeen> cases, List<AlertSeen> alerts) {
        return Judge.judge(truth, new Said(cases, alerts, List.of()));
    }

    private static Expected expected(
            String id, String classCode, String scope, long notBefore, long latest, Decisive... decisive) {
        return new Expected(
                id, id, Set.of(classCode), Set.of("F1"), scope, "d/s/c/g", notBefore, latest, List.of(decisive));
    }
}
