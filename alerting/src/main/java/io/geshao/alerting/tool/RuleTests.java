package io.geshao.alerting.tool;

import io.geshao.alerting.rule.BadRulesException;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.rule.RuleFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs files of rule tests on the engine, on virtual time. {@code geshao rules test} and the build use it. */
public final class RuleTests {
    /** What a test file is called. */
    public static final String SUFFIX = ".test.yaml";

    private final Map<Path, List<Rule>> catalogues = new HashMap<>();

    /**
     * What became of one file.
     *
     * @param faults why it could not be run; empty if it could
     */
    public record FileResult(String file, List<CaseResult> cases, List<RuleFault> faults) {
        public boolean passed() {
            return faults.isEmpty() && cases.stream().allMatch(CaseResult::passed);
        }
    }

    /**
     * What became of one test.
     *
     * @param line where it stands in its file
     * @param differences between what was expected and what happened, as lines of one timeline; empty if it passed
     * @param timeline everything that happened
     */
    public record CaseResult(String name, int line, List<String> differences, List<String> timeline) {
        public boolean passed() {
            return differences.isEmpty();
        }
    }

    /** The test files among files and folders, folders searched to their bottom, in order of their paths. */
    public static List<Path> find(Collection<Path> given) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                            .sorted()
                            .forEach(found::add);
                }
            } else {
                found.add(path);
            }
        }
        return found;
    }

    /**
     * Runs a file against the rules of a folder.
     *
     * @param rules folder of the catalogue
     * @throws IOException if a file cannot be read
     */
    public FileResult run(Path file, Path rules) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        List<Rule> catalogue = catalogues.get(rules);
        if (catalogue == null) {
            try {
                catalogue = RuleCatalogue.read(rules, 1);
            } catch (BadRulesException e) {
                return new FileResult(file.toString(), List.of(), e.faults());
            }
            catalogues.put(rules, catalogue);
        }
        return run(file.toString(), text, catalogue);
    }

    /** Runs the tests in a text against rules at hand. */
    public static FileResult run(String name, String text, List<Rule> catalogue) {
        return run(name, text, catalogue, rules -> (registry, start) -> new EngineStand(registry, rules, start), 0);
    }

    /**
     * Plays the tests in a text somewhere else, where all rules of the catalogue run.
     *
     * @param slackMillis how far a step may lie from its time there, if the test allows less
     */
    public static FileResult run(
            String name, String text, List<Rule> catalogue, Stand.Factory stands, long slackMillis) {
        return run(name, text, catalogue, rules -> stands, slackMillis);
    }

    private static FileResult run(
            String name,
            String text,
            List<Rule> catalogue,
            Function<List<Rule>, Stand.Factory> stands,
            long slackMillis) {
        List<RuleFault> faults = new ArrayList<>();
        TestFile file = TestFileReader.read(name, text, faults);
        Set<String> known = new HashSet<>();
        catalogue.forEach(rule -> known.add(rule.id()));
        for (String id : file.rules()) {
            if (!known.contains(id)) {
                faults.add(new RuleFault(name, 1, 1, "there is no rule '" + id + "'"));
            }
        }
        if (!faults.isEmpty()) {
            return new FileResult(name, List.of(), List.copyOf(faults));
        }
        Stand.Factory factory = stands.apply(needed(catalogue, file.rules()));
        List<CaseResult> results = new ArrayList<>();
        for (TestFile.Case test : file.cases()) {
            TestRun.Happened happened = TestRun.play(test, factory, file.rules());
            results.add(new CaseResult(
                    test.name(),
                    test.line(),
                    Comparison.differences(test, happened, slackMillis),
                    Comparison.timeline(test, happened.told())));
        }
        return new FileResult(name, List.copyOf(results), List.of());
    }

    /** The rules under test, those they count, and those that inhibit any of these. */
    public static List<Rule> needed(List<Rule> catalogue, Set<String> tested) {
        if (tested.isEmpty()) {
            return catalogue;
        }
        Set<String> needed = new HashSet<>(tested);
        int before = 0;
        while (before != needed.size()) {
            before = needed.size();
            for (Rule rule : catalogue) {
                Rule.Count count = rule.count();
                if (needed.contains(rule.id()) && count != null) {
                    count.any().forEach(members -> needed.addAll(members.rules()));
                }
                if (rule.inhibits().stream().anyMatch(needed::contains)) {
                    needed.add(rule.id());
                }
            }
        }
        return catalogue.stream().filter(rule -> needed.contains(rule.id())).toList();
    }
}
