package io.geshao.alerting.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rule test that is wrong must fail, and say why. */
class RuleTestsTest {
    private static final List<Rule> FLOOD = RuleCatalogue.parse(Map.of("A1.yaml", """
                    id: A1
                    title: { zh: 道路积水, en: Road flooded }
                    kinds: [water]
                    scope: device
                    severity: S2
                    when:
                      any:
                        - level >= 0.15
                    for: 2m
                    clear:
                      all:
                        - level < 0.10
                      for: 10m
                    case: { class: E05-06-1, domain: city_management, grade: IV, scope: zone, auto_file: true }
                    """), 1);

    private static final String STORY = """
            rules: [A1]
            tests:
              - name: water rises and falls
                devices:
                  w1: { kind: water, interval: 5m }
                every: 1m
                series:
                  w1/level: 0.02 0.20x4 0.02x20
            """;

    private static RuleTests.CaseResult only(String expectations) {
        RuleTests.FileResult result = RuleTests.run("a.test.yaml", STORY + expectations.indent(4), FLOOD);
        assertThat(result.faults()).isEmpty();
        assertThat(result.cases()).hasSize(1);
        return result.cases().get(0);
    }

    @Test
    void expectation_that_holds_passes() {
        RuleTests.CaseResult result = only("""
                expect:
                  - { at: 3m, alert: A1 w1, severity: S2, onset: 1m, state: active_unack, case: E05-06-1, evidence: { w1/level: 0.2 } }
                  - { at: 15m, alert: A1 w1, is: cleared, state: rtn_unack }
                never:
                  - { alert: A1 w1, from: 0s, to: 2m59s }
                open:
                  - { at: 2m, alerts: [] }
                  - { at: 14m, alerts: [A1 w1 active_unack] }
                """);
        assertThat(result.differences()).isEmpty();
        assertThat(result.timeline())
                .containsExactly(
                        "  3m         A1 w1                        raised           S2",
                        "  15m        A1 w1                        cleared          S2");
    }

    @Test
    void alert_that_nobody_expected_fails() {
        assertThat(only("expect: []").differences())
                .containsExactly(
                        "+ 3m         A1 w1                        raised           S2, happened, not expected",
                        "+ 15m        A1 w1                        cleared          S2, happened, not expected");
    }

    @Test
    void alert_at_another_time_fails_with_both_times() {
        assertThat(only("""
                expect:
                  - { at: 5m, alert: A1 w1 }
                  - { at: 15m, alert: A1 w1, is: cleared }
                """).differences())
                .containsExactly(
                        "+ 3m         A1 w1                        raised           S2, happened, not expected",
                        "- 5m         A1 w1                        raised           wanted, did not happen (line 10)",
                        "  15m        A1 w1                        cleared");
    }

    @Test
    void alert_that_looks_different_fails_field_by_field() {
        assertThat(only("""
                only: [raised]
                expect:
                  - { at: 3m, alert: A1 w1, severity: S3, onset: 0s, case: EM-01, evidence: { w1/level: 0.3 } }
                """).differences())
                .containsExactly("! 3m         A1 w1                        raised           "
                        + "severity s2, wanted s3; onset 1m, wanted 0s; case e05-06-1, wanted em-01;"
                        + " evidence w1/level 0.2, wanted 0.3 (line 11)");
    }

    @Test
    void alert_that_must_never_be_fails() {
        assertThat(only("never: [A1 w1]").differences())
                .containsExactly("! 3m         A1 w1                        raised           must never be (line 9)");
    }

    @Test
    void alert_that_is_open_against_the_list_fails() {
        assertThat(only("""
                open:
                  - { at: 4m, alerts: [] }
                """).differences()).containsExactly("! 4m open: [A1 w1 active_unack], wanted [] (line 10)");
    }

    @Test
    void order_about_nothing_fails() {
        assertThat(only("""
                timeline:
                  - { at: 30s, ack: A1 w1 }
                only: [raised]
                expect:
                  - { at: 3m, alert: A1 w1 }
                """).differences()).containsExactly("line 10: at 30s nothing of A1 w1 is open");
    }

    @Test
    void faults_of_a_test_file_are_told_all_at_once_with_their_places() {
        RuleTests.FileResult result = RuleTests.run("b.test.yaml", """
                rules: [A1, Z9]
                tests:
                  - name: everything is wrong
                    devices:
                      w1: { kind: river }
                    series:
                      w1/depth: 1
                      w1/level: 1 two 3
                      w2/level: 1
                    timeline:
                      - { at: soon, w1/level: 1 }
                      - { at: 1m, wave: W1 }
                    expect:
                      - { at: 1m, alert: A1, is: risen }
                    colour: red
                """, FLOOD);
        assertThat(result.passed()).isFalse();
        assertThat(result.faults())
                .extracting(fault -> fault.toString().replaceFirst("raised, re_alarm.*", "…"))
                .containsExactly(
                        "b.test.yaml:5:19: 'river' is not one of parking, waste_bin, fire, water",
                        "b.test.yaml:7:17: 'w1/depth' is not device/metric with a metric of docs/payloads.md",
                        "b.test.yaml:8:17: 'two' is not a value: 96, true, null, _, with x3 for repeats, +5x4 for steps,"
                                + " !test for flags, @-10m for a device time",
                        "b.test.yaml:9:17: there is no device 'w2' in this test",
                        "b.test.yaml:11:15: 'at' is a time such as 30s, 1m58s, 2h or 1:58",
                        "b.test.yaml:12:25: 'wave' is none of at, spread, ack, reset, cause, restart, device/metric",
                        "b.test.yaml:14:9: 'A1' is not an alert: rule and scope, such as W2 b1 or F2 zone:b07-u1",
                        "b.test.yaml:14:34: 'risen' is not one of …",
                        "b.test.yaml:15:5: unknown key 'colour'",
                        "b.test.yaml:1:1: there is no rule 'Z9'");
    }
}
