package io.geshao.alerting.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every test file beside the shipped catalogue. */
class ShippedRuleTestsTest {
    private static final Path RULES = Path.of(System.getProperty("geshao.root", ".."), "rules");

    @TestFactory
    Stream<DynamicContainer> shipped_rules_every_expectation_holds() throws IOException {
        RuleTests tests = new RuleTests();
        return RuleTests.find(List.of(RULES)).stream().map(file -> container(tests, file));
    }

    private static DynamicContainer container(RuleTests tests, Path file) {
        RuleTests.FileResult result;
        try {
            result = tests.run(file, RULES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Stream<DynamicTest> readable = Stream.of(DynamicTest.dynamicTest(
                "can be read", () -> assertThat(result.faults()).isEmpty()));
        Stream<DynamicTest> cases = result.cases().stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> assertThat(one.differences())
                        .as(String.join("\n", one.timeline()))
                        .isEmpty()));
        return DynamicContainer.dynamicContainer(String.valueOf(file.getFileName()), Stream.concat(readable, cases));
    }

    @Test
    void shipped_rules_and_tests_have_no_fault() throws IOException {
        CatalogueCheck.Report report = CatalogueCheck.check(List.of(RULES));
        assertThat(report.faults()).isEmpty();
        assertThat(report.ruleFiles()).isGreaterThan(10);
        assertThat(report.testFiles()).isPositive();
    }
}
