package io.geshao.alerting.tool;

import io.geshao.alerting.rule.BadRulesException;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.rule.RuleFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads rule files and their tests as the platform would, and says everything that is wrong with any of them. */
public final class CatalogueCheck {
    private CatalogueCheck() {}

    /**
     * What was looked at and what is wrong.
     *
     * @param ruleFiles how many files of rules
     * @param testFiles how many files of tests
     * @param faults in the order of files, with paths as given
     */
    public record Report(int ruleFiles, int testFiles, List<RuleFault> faults) {}

    /**
     * Checks folders, with the test files below them, and single files. A rule file is read together with the others of
     * its folder, since rules name each other; only the faults of the given file are told.
     *
     * @throws IOException if a file or folder cannot be read
     */
    public static Report check(Collection<Path> given) throws IOException {
        Set<Path> rules = new LinkedHashSet<>();
        Set<Path> tests = new LinkedHashSet<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                rules.addAll(rulesIn(path));
                tests.addAll(RuleTests.find(List.of(path)));
            } else if (path.toString().endsWith(RuleTests.SUFFIX)) {
                tests.add(path);
            } else {
                rules.add(path);
            }
        }
        List<RuleFault> faults = new ArrayList<>(faultsOfRules(rules));
        for (Path test : tests) {
            TestFileReader.read(test.toString(), Files.readString(test, StandardCharsets.UTF_8), faults);
        }
        return new Report(rules.size(), tests.size(), List.copyOf(faults));
    }

    private static List<Path> rulesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")
                            && !file.toString().endsWith(RuleTests.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static List<RuleFault> faultsOfRules(Set<Path> rules) throws IOException {
        Set<Path> folders = new TreeSet<>();
        for (Path rule : rules) {
            Files.readString(rule, StandardCharsets.UTF_8); // one that is not there is not the folder's fault
            folders.add(folderOf(rule));
        }
        List<RuleFault> faults = new ArrayList<>();
        for (Path folder : folders) {
            try {
                RuleCatalogue.read(folder, 1);
            } catch (BadRulesException e) {
                for (RuleFault fault : e.faults()) {
                    rules.stream()
                            .filter(rule -> folderOf(rule).equals(folder)
                                    && String.valueOf(rule.getFileName()).equals(fault.file()))
                            .forEach(rule -> faults.add(
                                    new RuleFault(rule.toString(), fault.line(), fault.column(), fault.message())));
                }
            }
        }
        return faults;
    }

    private static Path folderOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of(".") : parent;
    }
}
