package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.tool.RuleTests;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Alerting's scenarios once more where readings go through ingest and a real database, on virtual time. By default those
 * that hang on what is stored, on restarts and on orders; {@code -Dgeshao.scenarios.all=true} plays all of them. Others of
 * them are {@link StoriesIT}'s, with their cases, and {@link ScenariosProcessIT}'s.
 */
class ScenariosIT {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    /** Ingest and alerting each take a few virtual milliseconds for a step; a backlog waits up to a second. */
    private static final long SLACK_MILLIS = 3_000;

    private static final Set<String> USUAL = Set.of("T02", "T05", "T06", "T07", "T09", "T13", "T24");

    private static final Path RULES = Path.of(System.getProperty("geshao.root", ".."), "rules");
    private static final Pattern NAME = Pattern.compile("(?m)^  - name: (.*)$");

    @TestFactory
    Stream<DynamicTest> scenarios_hold_on_a_real_database() throws IOException {
        List<Rule> rules = RuleCatalogue.read(RULES, 1);
        String text = Files.readString(RULES.resolve("tests/scenarios.test.yaml"), StandardCharsets.UTF_8)
                .replace("0.20x780", "0.20x100"); // a commit per second of it: a hundred show the same
        String head = text.substring(0, text.indexOf("\ntests:") + 1) + "tests:\n";
        assertThat(NAME.matcher(text).results()).hasSizeGreaterThan(10);
        return NAME.matcher(text)
                .results()
                .filter(found -> Boolean.getBoolean("geshao.scenarios.all")
                        || USUAL.contains(found.group(1).substring(0, 3)))
                .map(found ->
                        DynamicTest.dynamicTest(found.group(1), () -> play(head + story(text, found.start()), rules)));
    }

    private static String story(String text, int from) {
        Matcher next = NAME.matcher(text);
        return text.substring(from, next.find(from + 1) ? next.start() : text.length());
    }

    private static void play(String story, List<Rule> rules) {
        RuleTests.FileResult result = RuleTests.run(
                "scenario",
                story,
                rules,
                (registry, start) -> new StoredStand(db.fresh(), registry, start),
                SLACK_MILLIS);
        assertThat(result.faults()).isEmpty();
        assertThat(result.cases()).hasSize(1).allSatisfy(one -> assertThat(one.differences())
                .as(String.join("\n", one.timeline()))
                .isEmpty());
    }
}
