package io.geshao.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.state.Reason;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules may say, what they may not, and what they mean for one device. */
class RuleLanguageTest {
    private static final String FLOOD = """
            id: A1
            title: { zh: 积水, en: Flood }
            scope: device
            severity: S2
            params: { raise: 15 cm, clear: 10 cm, wait: 2 min }
            when:
              any:
                - level >= raise
            for: { param: wait }
            clear:
              all:
                - level < clear
              for: 10m
            """;

    private static Rule rule(String text) {
        return RuleCatalogue.parse(Map.of("A1.yaml", text), 1).get(0);
    }

    private static List<String> faults(Map<String, String> texts) {
        try {
            RuleCatalogue.parse(new TreeMap<>(texts), 1);
            return List.of();
        } catch (BadRulesException e) {
            return e.faults().stream().map(RuleFault::toString).toList();
        }
    }

    private static List<String> faults(String text) {
        return faults(Map.of("A1.yaml", text));
    }

    private static Device device(String id, String place) {
        DeviceProfile profile = new DeviceProfile("gauge", DeviceKind.WATER, "native", Lane.URGENT, 3_600_000, 300_000);
        return new Device(new DeviceId(id), profile, place, "s1", "", 0, 0, id, id);
    }

    private static Values level(double metres) {
        return operand -> operand.metric().equals(Metric.LEVEL) ? metres : Double.NaN;
    }

    private static boolean raises(Rule rule, double metres) {
        return rule.mayRaise(level(metres));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    raise: 15 cm    | raise: 15 furlongs | 5:18 | 'furlongs' is not a unit that is known here
                    raise: 15 cm    | raise: 15 kPa      | 8:13 | compares m with kPa
                    raise: 15 cm    | raise: deep        | 5:18 | 'deep' is not a number with its unit, such as 15 cm
                    wait: 2 min     | wait: 2 cm         | 9:15 | 'wait' is not a parameter of this rule with a unit of time
                    clear: 10 cm    | clear: 20 cm       | 11:3 | the clear limit is looser than the raise limit: level of 0.15 would both raise and clear
                    level < clear   | level > 0.05       | 11:3 | the clear limit is looser than the raise limit: level of 0.15 would both raise and clear
                    level >= raise  | level >= pressure  | 8:13 | compares m with MPa
                    scope: device   | scope: street      | 3:8  | 'street' is not one of device zone grid building community gateway
                    scope: device   | scope: zone        | 1:1  | one device at a time has scope device; several need 'together'
                    """)
    void impossible_rule_is_refused_where_it_is_wrong(String good, String bad, String at, String message) {
        assertThat(FLOOD).contains(good.strip());
        assertThat(faults(FLOOD.replace(good.strip(), bad.strip())))
                .contains("A1.yaml:" + at.strip() + ": " + message.strip());
    }

    @Test
    void same_id_in_two_files_is_refused() {
        assertThat(faults(Map.of("A1.yaml", FLOOD, "B.yaml", FLOOD)))
                .containsExactly("B.yaml:1:5: rule A1 stands in A1.yaml too");
    }

    @Test
    void case_class_that_is_none_is_refused() {
        assertThat(faults(FLOOD + "case: { class: flood, domain: emergency, grade: IV, scope: zone }\n"))
                .containsExactly("A1.yaml:14:16: 'flood' is not a case class such as EM-01 or E01-92-1");
    }

    @Test
    void word_with_a_wrong_argument_is_refused_where_it_stands() {
        for (String wrong : List.of(
                "fell(\"level\", 0.0, \"1h\")",
                "flag(\"bad_day\")",
                "changed(\"level\", \"soon\")",
                "hour_sigma(\"level\", 1) > 3.0",
                "avg(\"leak\", \"1h\") > 0.5")) {
            assertThat(faults(FLOOD.replace("level >= raise", "'" + wrong + "'")))
                    .as(wrong)
                    .singleElement()
                    .asString()
                    .startsWith("A1.yaml:8:")
                    .contains(" needs ");
        }
    }

    @Test
    void parameter_is_converted_into_the_unit_it_is_compared_with() {
        Rule rule = rule(FLOOD);
        assertThat(raises(rule, 0.149)).isFalse();
        assertThat(raises(rule, 0.15)).isTrue();
        assertThat(rule.levels().get(0).hold().millis()).isEqualTo(120_000);
        assertThat(raises(
                        rule(FLOOD.replace("level >= raise", "level >= 2.0 * raise")
                                .replace("15 cm", "0.1 m")),
                        0.19))
                .isFalse();
    }

    private static final String OVERRIDES = """
            overrides:
              - { rule: A1, place: d/s/home, set: { raise: 20 cm } }
              - { rule: A1, place: d/s/home/g01, set: { raise: 30 cm, wait: 30 s } }
              - { rule: A1, device: low, set: { raise: 0.12 m } }
            """;

    @Test
    void override_of_the_closest_place_or_of_the_device_itself_wins() {
        Rule rule = RuleCatalogue.parse(Map.of("A1.yaml", FLOOD, "overrides.yaml", OVERRIDES), 1)
                .get(0);
        Rule other = rule.at(device("x", "d/s/away/g01"));
        Rule home = rule.at(device("x", "d/s/home/g02"));
        Rule grid = rule.at(device("x", "d/s/home/g01/b01"));
        Rule low = rule.at(device("low", "d/s/home/g01/b01"));
        assertThat(other).isSameAs(rule);
        assertThat(raises(home, 0.19)).isFalse();
        assertThat(raises(home, 0.20)).isTrue();
        assertThat(home.levels().get(0).hold().millis()).isEqualTo(120_000);
        assertThat(raises(grid, 0.29)).isFalse();
        assertThat(grid.levels().get(0).hold().millis()).isEqualTo(30_000);
        assertThat(raises(low, 0.12)).isTrue();
        assertThat(low.levels().get(0).hold().millis())
                .as("what it does not say")
                .isEqualTo(30_000);
        assertThat(rule.at(device("y", "d/s/home/g01"))).isSameAs(grid);
        assertThat(grid.sameMeaning(rule)).isFalse();
        assertThat(grid.id()).isEqualTo("A1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rule: A1, device | rule: A9, device        | 4 | there is no rule A9
                    raise: 20 cm     | rise: 20 cm             | 2 | rule A1 has no parameter 'rise'
                    raise: 20 cm     | raise: 20 MPa           | 2 | 'raise' is in cm, not in MPa
                    raise: 20 cm     | raise: 5 cm             | 2 | the clear limit is looser than the raise limit: level of 0.05 would both raise and clear
                    device: low      | device: low, place: d/s | 4 | an override names a place or a device
                    """)
    void impossible_override_is_refused_where_it_is_wrong(String good, String bad, int line, String message) {
        String wrong = OVERRIDES.replace(good.strip(), bad.strip());
        assertThat(faults(Map.of("A1.yaml", FLOOD, "overrides.yaml", wrong)))
                .singleElement()
                .asString()
                .startsWith("overrides.yaml:" + line + ":")
                .endsWith(": " + message.strip());
    }

    @Test
    void override_that_names_no_device_is_found_when_the_devices_are_known() {
        List<Rule> rules = RuleCatalogue.parse(Map.of("A1.yaml", FLOOD, "overrides.yaml", OVERRIDES), 1);
        Device device = device("x", "d/s/home/g02");
        Registry registry =
                new Registry(List.of(new Place("d/s/home/g02", "网格", "grid", 0, 0)), List.of(device), Map.of());
        assertThat(RuleCatalogue.faultsIn(rules, registry))
                .extracting(RuleFault::toString)
                .containsExactly(
                        "overrides.yaml:3:5: names no device of rule A1",
                        "overrides.yaml:4:5: names no device of rule A1");
    }

    @Test
    void meaning_is_what_decides_and_not_what_people_read() {
        Rule rule = rule(FLOOD);
        String reordered = "# a comment\n"
                + FLOOD.replace("en: Flood", "en: Water").replace("severity: S2\n", "") + "severity: S2\n";
        assertThat(rule(reordered).sameMeaning(rule)).isTrue();
        assertThat(rule(reordered).version()).isEqualTo(rule.version());
        for (String change : List.of("15 cm", "10m", "S2", "2 min")) {
            String other = change.replace('1', '3').replace('2', '3');
            assertThat(rule(FLOOD.replace(change, other)).sameMeaning(rule))
                    .as(change)
                    .isFalse();
        }
        assertThat(RuleCatalogue.parse(Map.of("A1.yaml", FLOOD), 0.5).get(0).sameMeaning(rule))
                .isFalse();
    }

    @Test
    void window_in_intervals_is_that_of_the_device() {
        Rule rule = rule(FLOOD.replace("level >= raise", "'level >= raise && !changed(\"level\", \"5h\", 20)'"));
        Rule slow = rule.at(device("x", "d/s/home/g01"));
        assertThat(slow.operands()).anySatisfy(operand -> {
            assertThat(operand.kind()).isEqualTo(Operand.Kind.CHANGED);
            assertThat(operand.windowMillis()).isEqualTo(20 * 3_600_000L);
        });
    }

    private static long millis(String local) {
        return java.time.LocalDateTime.parse(local)
                .atZone(RuleCatalogue.DEFAULT_ZONE)
                .toInstant()
                .toEpochMilli();
    }

    private static String ends(Schedule schedule, String since, long minutes) {
        long end = schedule.end(millis(since), minutes * 60_000);
        return end == Long.MAX_VALUE
                ? "never"
                : Instant.ofEpochMilli(end)
                        .atZone(RuleCatalogue.DEFAULT_ZONE)
                        .toLocalDateTime()
                        .toString();
    }

    private static Schedule schedule(String windows) {
        return java.util.Objects.requireNonNull(
                rule(FLOOD + "schedule: { windows: [ " + windows + " ], except: [ 2026-03-03 ] }\n")
                        .schedule());
    }

    @Test
    void delay_counts_inside_one_window_only() {
        Schedule day = schedule("{ from: \"08:00\", to: \"18:00\" }");
        assertThat(ends(day, "2026-03-02T06:30", 65)).isEqualTo("2026-03-02T09:05");
        assertThat(ends(day, "2026-03-02T10:00", 65)).isEqualTo("2026-03-02T11:05");
        assertThat(ends(day, "2026-03-02T17:30", 65)).as("the 3rd is excepted").isEqualTo("2026-03-04T09:05");
        assertThat(ends(day, "2026-03-02T10:00", 601)).isEqualTo("never");
        Schedule night = schedule("{ days: [fri], from: \"22:00\", to: \"06:00\" }");
        assertThat(ends(night, "2026-03-02T12:00", 180)).isEqualTo("2026-03-07T01:00");
        assertThat(ends(night, "2026-03-07T01:00", 180)).isEqualTo("2026-03-07T04:00");
        assertThat(LocalDate.of(2026, 3, 6).getDayOfWeek()).isEqualTo(java.time.DayOfWeek.FRIDAY);
    }

    private static final String STEPS = """
            id: A1
            title: { zh: 井, en: Shaft }
            scope: device
            levels:
              - { severity: S3, when: { any: [ level >= 1.0 ] }, clear: { all: [ level < 0.8 ], for: 5m } }
              - { severity: S2, when: { any: [ level >= 2.0 ] }, clear: { all: [ level < 1.8 ], for: 5m } }
            step_down: 10m
            """;

    private static Step say(Rule rule, Step before, double metres, long minute) {
        Observation seen =
                Observation.of(rule, level(metres), before.state().level(), minute * 60_000, (minute - 1) * 60_000);
        return RuleEvaluator.observe(rule, before.state(), seen, minute * 60_000);
    }

    @Test
    void alert_steps_down_when_only_its_lower_level_has_held_for_the_delay() {
        Rule rule = rule(STEPS);
        Step step = new Step(RuleState.normal(2), Reason.NONE);
        step = say(rule, step, 2.1, 1);
        assertThat(step.reason()).isEqualTo(Reason.RAISED);
        step = say(rule, step, 1.2, 2);
        assertThat(RuleEvaluator.dueMillis(rule, step.state())).isEqualTo(12 * 60_000);
        step = say(rule, step, 2.0, 5);
        assertThat(RuleEvaluator.dueMillis(rule, step.state())).isEqualTo(Long.MAX_VALUE);
        step = say(rule, step, 1.2, 6);
        step = say(rule, step, Double.NaN, 8);
        step = say(rule, step, 1.2, 11);
        assertThat(RuleEvaluator.dueMillis(rule, step.state()))
                .as("three minutes unknown")
                .isEqualTo(19 * 60_000);
        step = RuleEvaluator.due(rule, step.state(), 19 * 60_000);
        assertThat(step.reason()).isEqualTo(Reason.SEVERITY_DOWN);
        assertThat(rule.levels().get(step.state().level()).severity()).isEqualTo(Severity.S3);
        step = say(rule, step, 2.2, 20);
        assertThat(step.reason()).isEqualTo(Reason.SEVERITY_UP);
        step = say(rule, step, 0.5, 21);
        assertThat(step.reason()).isEqualTo(Reason.CLEARING);
        assertThat(RuleEvaluator.due(rule, step.state(), 26 * 60_000).reason()).isEqualTo(Reason.CLEARED);
    }

    @Test
    void alert_without_a_step_down_delay_stays_as_grave_as_it_was() {
        Rule rule = rule(STEPS.replace("step_down: 10m\n", ""));
        Step step = say(rule, new Step(RuleState.normal(2), Reason.NONE), 2.1, 1);
        step = say(rule, step, 1.2, 2);
        assertThat(RuleEvaluator.dueMillis(rule, step.state())).isEqualTo(Long.MAX_VALUE);
        assertThat(say(rule, step, 1.2, 90).reason()).isEqualTo(Reason.UPDATED);
    }

    @Test
    void observation_lists_are_shared_and_right() {
        Rule rule = rule(STEPS);
        for (double metres : new double[] {0.5, 1.5, 2.5, Double.NaN}) {
            Observation seen = Observation.of(rule, level(metres), -1, 1, 0);
            assertThat(seen.levels())
                    .isSameAs(Observation.of(rule, level(metres), -1, 2, 1).levels())
                    .containsExactly(
                            Double.isNaN(metres) ? Verdict.UNKNOWN : Verdict.of(metres >= 1),
                            Double.isNaN(metres) ? Verdict.UNKNOWN : Verdict.of(metres >= 2));
            assertThat(seen.gated(Verdict.FALSE).isRaising()).isFalse();
            assertThat(seen.gated(Verdict.UNKNOWN).levels().contains(Verdict.UNKNOWN))
                    .isEqualTo(metres >= 1 || Double.isNaN(metres));
        }
    }
}
