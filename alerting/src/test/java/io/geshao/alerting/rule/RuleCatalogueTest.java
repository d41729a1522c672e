package io.geshao.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleCatalogueTest {
    private static final String GOOD = """
            id: A1
            title: { zh: 积水, en: Flood }
            scope: device
            severity: S2
            when:
              any:
                - level >= 0.15
            for: 2m
            """;

    private static List<String> faults(String text) {
        try {
            RuleCatalogue.parse(Map.of("A1.yaml", text), 1);
            return List.of();
        } catch (BadRulesException e) {
            return e.faults().stream().map(RuleFault::toString).toList();
        }
    }

    @Test
    void shipped_catalogue_loads() throws IOException {
        List<Rule> rules = RuleCatalogue.read(Path.of(System.getProperty("geshao.root", ".."), "rules"), 1);
        assertThat(rules)
                .extracting(Rule::id)
                .containsExactlyInAnyOrder(
                        "A1", "A10", "A11", "A12", "A12b", "A2", "A3", "A4", "A5", "A6", "A7", "A7b", "A8", "A9", "D1",
                        "D2", "D3", "D4", "D5", "D6", "D8", "F1", "F11", "F13", "F13b", "F2", "F3", "F4", "F5", "F6",
                        "F7", "F8", "F9a", "F9b", "F9c", "P2", "P4", "P6", "P7", "W1", "W2", "W3", "W4", "W5", "W6",
                        "X4", "X7");
    }

    @Test
    void good_rule_has_no_faults() {
        assertThat(faults(GOOD)).isEmpty();
    }

    @Test
    void unknown_metric_is_found_with_line_and_column() {
        assertThat(faults(GOOD.replace("level >=", "lewel >="))).containsExactly("A1.yaml:7:7: unknown metric 'lewel'");
    }

    @Test
    void unknown_metric_in_the_middle_of_a_quoted_condition_is_found_where_it_stands() {
        assertThat(faults(GOOD.replace("level >= 0.15", "\"level >= 0.15 && !ocupied\"")))
                .containsExactly("A1.yaml:7:26: unknown metric 'ocupied'");
    }

    @Test
    void type_error_is_found_at_load() {
        assertThat(faults(GOOD.replace("level >= 0.15", "level >= true")))
                .singleElement()
                .asString()
                .startsWith("A1.yaml:7:13: found no matching overload for '_>=_'");
    }

    @Test
    void condition_that_is_a_number_is_refused() {
        assertThat(faults(GOOD.replace("level >= 0.15", "level + 1.0")))
                .singleElement()
                .asString()
                .startsWith("A1.yaml:7:");
    }

    @Test
    void condition_without_a_metric_is_refused() {
        assertThat(faults(GOOD.replace("level >= 0.15", "1 > 0")))
                .containsExactly("A1.yaml:7:7: the condition reads no metric");
    }

    @Test
    void syntax_error_is_found_at_load() {
        assertThat(faults(GOOD.replace("level >= 0.15", "level >=")))
                .isNotEmpty()
                .allMatch(fault -> fault.startsWith("A1.yaml:7:"));
    }

    @Test
    void duration_without_unit_is_refused() {
        assertThat(faults(GOOD.replace("for: 2m", "for: 120")))
                .containsExactly("A1.yaml:8:6: not a duration with a unit, such as 500ms, 30s, 2m, 24h");
    }

    @Test
    void window_without_unit_is_refused() {
        assertThat(faults(GOOD.replace("level >= 0.15", "'drop(\"level\", \"5\") > 0.1'")))
                .singleElement()
                .asString()
                .contains("A1.yaml:7:")
                .contains("drop needs a duration in quotes");
    }

    @Test
    void change_of_an_unknown_metric_is_refused() {
        assertThat(faults(GOOD.replace("level >= 0.15", "'rise(\"lewel\", \"5m\") > 0.1'")))
                .singleElement()
                .asString()
                .contains("rise needs the name of a numeric metric in quotes");
    }

    @Test
    void unknown_key_is_refused() {
        assertThat(faults(GOOD + "latchin: true\n")).containsExactly("A1.yaml:9:1: unknown key 'latchin'");
    }

    @Test
    void all_faults_of_all_files_are_named_at_once() {
        assertThatThrownBy(() -> RuleCatalogue.parse(
                        Map.of(
                                "A1.yaml",
                                GOOD.replace("level >=", "lewel >=")
                                        .replace("S2", "S9")
                                        .replace("2m", "2 minutes"),
                                "B1.yaml",
                                GOOD.replace("id: A1", "id: B1") + "colour: red\n"),
                        1))
                .isInstanceOfSatisfying(BadRulesException.class, e -> assertThat(e.faults())
                        .extracting(RuleFault::toString)
                        .containsExactlyInAnyOrder(
                                "A1.yaml:4:11: 'S9' is not one of s1 s2 s3 s4",
                                "A1.yaml:7:7: unknown metric 'lewel'",
                                "A1.yaml:8:6: not a duration with a unit, such as 500ms, 30s, 2m, 24h",
                                "B1.yaml:9:1: unknown key 'colour'"));
    }

    @Test
    void key_that_stands_twice_is_refused() {
        assertThat(faults(GOOD + "severity: S1\n")).singleElement().asString().startsWith("A1.yaml:9:");
    }

    @Test
    void rule_without_condition_is_refused() {
        assertThat(faults("id: A1\ntitle: { zh: a, en: a }\nscope: device\nseverity: S2\n"))
                .containsExactly("A1.yaml:1:1: a rule has exactly one of 'when', 'absent', 'count', 'chatter'");
    }

    @Test
    void second_rule_about_chatter_and_one_of_a_zone_are_refused() {
        String text = """
                id: %s
                title: { zh: a, en: a }
                scope: %s
                severity: S3
                chatter: { times: 3, within: 60s, quiet: 10m }
                """;
        assertThatThrownBy(() -> RuleCatalogue.parse(
                        new java.util.TreeMap<>(Map.of(
                                "D6.yaml", text.formatted("D6", "device"), "D7.yaml", text.formatted("D7", "device"))),
                        1))
                .hasMessageContaining("D7.yaml:5:10: rule D6 is about chatter already");
        assertThat(faults(text.formatted("A1", "zone"))).hasSize(1);
        assertThat(faults(text.formatted("A1", "device").replace("times: 3, ", "")))
                .isNotEmpty();
    }

    @Test
    void counted_rule_that_does_not_exist_is_refused() {
        String text = """
                id: A1
                title: { zh: a, en: a }
                scope: zone
                severity: S1
                count:
                  any:
                    - { rules: [F9], devices: 2 }
                """;
        assertThat(faults(text)).containsExactly("A1.yaml:7:17: counts rule F9, which does not exist");
    }
}
