package io.geshao.alerting.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scenarios of the shipped catalogue must be able to fail: each is spoiled, as the platform it was learned from had
 * spoiled it, and then must not pass. That they hold as they are is {@link ShippedRuleTestsTest}'s.
 */
class ScenarioTest {
    private static final Path RULES = Path.of(System.getProperty("geshao.root", ".."), "rules");
    private static final Pattern NAME = Pattern.compile("(?m)^  - name: (T\\d\\d) ");

    private static String text = "";
    private static List<Rule> catalogue = List.of();

    @BeforeAll
    static void read() throws IOException {
        text = Files.readString(RULES.resolve("tests/scenarios.test.yaml"), StandardCharsets.UTF_8);
        catalogue = RuleCatalogue.read(RULES, 1);
    }

    /** One scenario as a file of its own. */
    private static String story(String id) {
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            if (names.group(1).equals(id)) {
                int from = names.start();
                int to = names.find() ? names.start() : text.length();
                return text.substring(0, text.indexOf("tests:")) + "tests:\n" + text.substring(from, to);
            }
        }
        throw new AssertionError("no scenario " + id);
    }

    /** Scenario, what it says, what it says when it is spoiled. */
    static Stream<Arguments> spoiled() {
        return Stream.of(
                Arguments.of("T01", "0.20x6", "0.20x6 0.02x6"),
                Arguments.of("T02", "0.12 0.12 _ 0.12", "0.12 0.12 0.18 0.12"),
                Arguments.of("T03", "1:58, f1/occupied: false", "1:58, f1/occupied: true"),
                Arguments.of("T04", "0:10.000, s1/smoke_alarm: true", "0:09.000, s1/smoke_alarm: true"),
                Arguments.of("T05", "restart: 20m", "restart: 1s"),
                Arguments.of("T06", "restart: 2m }", "b40/fill_level: 20 }"),
                Arguments.of("T07", "45m, \"b{1..37}/", "45m, \"b{1..1}/"),
                Arguments.of("T08", "interval: 10m", "interval: 60m"),
                Arguments.of("T09", "at: 17m, w1", "at: 16m59s, w1"),
                Arguments.of("T10", "0.20x780", "0.20x60 0.02 0.20x719"),
                Arguments.of("T13", "at: 13:00.300, ack", "at: 12:59.700, ack"),
                Arguments.of("T19", "true!test", "true"),
                Arguments.of("T20", "90x25", "90x10 _x3 90x12"),
                Arguments.of(
                        "T21",
                        "s2: { kind: fire, interval: 1h, zone: b07-u1 }",
                        "s2: { kind: fire, interval: 1h, zone: b07-u2 }"),
                Arguments.of("T22", "reset: F1 s1, cause: cooking }", "s1/battery: 90 }"),
                Arguments.of("T23", "bay-lora", "fire-lane-bay"),
                Arguments.of("T24", "1h55m, p1/heartbeat: true", "1h55m, p1/occupied: false"),
                Arguments.of("T25", "96 null 96", "96 0 96"));
    }

    @ParameterizedTest(name = "{0}: {1} becomes {2}")
    @MethodSource("spoiled")
    void scenario_that_is_spoiled_fails(String id, String good, String spoiled) {
        String story = story(id);
        assertThat(story).contains(good);
        RuleTests.FileResult result = RuleTests.run(id, story.replace(good, spoiled), catalogue);
        assertThat(result.faults()).isEmpty();
        assertThat(result.cases()).hasSize(1).noneMatch(RuleTests.CaseResult::passed);
    }

    @Test
    void scenarios_each_is_spoiled_by_a_test() {
        TreeSet<String> written = new TreeSet<>();
        NAME.matcher(text).results().forEach(name -> written.add(name.group(1)));
        assertThat(spoiled().map(each -> each.get()[0])).containsExactlyElementsOf(written);
    }
}
