package io.geshao.alerting.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.rule.RuleFault;
import io.geshao.alerting.rule.RuleTexts;
import io.geshao.core.AlertTransition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/rules.md says is so: its rules load, its tests pass, its output is what comes out. */
class RulesPageTest {
    private static final Path PAGE = Path.of(System.getProperty("geshao.root", ".."), "docs/rules.md");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(yaml|text)\\n(.*?)^```$");

    private static final Map<String, String> FILES = new LinkedHashMap<>();
    private static final List<String> TESTS = new ArrayList<>();
    private static final List<String> OUTPUT = new ArrayList<>();
    private static List<Rule> catalogue = List.of();
    private static String failing = "";

    @BeforeAll
    static void read() throws IOException {
        Matcher blocks = FENCE.matcher(Files.readString(PAGE, StandardCharsets.UTF_8));
        while (blocks.find()) {
            String text = blocks.group(2);
            if (blocks.group(1).equals("text")) {
                OUTPUT.add(text);
            } else if (text.startsWith("# fails")) {
                failing = text;
            } else if (text.contains("\ntests:")) {
                TESTS.add(text);
            } else {
                FILES.put(RuleTexts.idIn(text).map(id -> id + ".yaml").orElse("overrides.yaml"), text);
            }
        }
        catalogue = RuleCatalogue.parse(FILES, 1);
    }

    @Test
    void page_every_test_passes_and_every_rule_is_tested() {
        Set<String> tested = new LinkedHashSet<>();
        for (String text : TESTS) {
            RuleTests.FileResult result = RuleTests.run("rules.md", text, catalogue);
            assertThat(result.faults()).isEmpty();
            assertThat(result.cases()).isNotEmpty();
            for (RuleTests.CaseResult one : result.cases()) {
                assertThat(one.differences()).as(one.name()).isEmpty();
            }
            tested.addAll(parsed(text).rules());
        }
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(
                        catalogue.stream().map(Rule::id).toList());
    }

    @Test
    void page_failing_test_fails_as_shown() {
        RuleTests.FileResult result = RuleTests.run("rules.md", failing, catalogue);
        assertThat(result.faults()).isEmpty();
        assertThat(result.cases().get(0).differences())
                .containsExactlyElementsOf(OUTPUT.get(0).lines().toList());
    }

    @Test
    void page_explanation_is_what_comes_out() {
        String text = TESTS.stream()
                .filter(test -> parsed(test).rules().equals(Set.of("A7")))
                .findFirst()
                .orElseThrow();
        TestFile.Case test = parsed(text).cases().get(0);
        List<AlertTransition> told = TestRun.play(test, catalogue, Set.of("A7")).told();
        Rule rule = catalogue.stream()
                .filter(one -> one.id().equals("A7"))
                .findFirst()
                .orElseThrow();
        List<String> lines = Explanation.of(
                new Explanation.Facts(
                        told.get(told.size() - 1).alert(),
                        told,
                        rule,
                        FILES.getOrDefault("A7.yaml", ""),
                        Optional.of(rule.version()),
                        test.registry()),
                TestTime.ZONE);
        assertThat(String.join("\n", lines)).startsWith(OUTPUT.get(1).strip());
    }

    private static TestFile parsed(String text) {
        List<RuleFault> faults = new ArrayList<>();
        TestFile file = TestFileReader.read("rules.md", text, faults);
        assertThat(faults).isEmpty();
        return file;
    }
}
