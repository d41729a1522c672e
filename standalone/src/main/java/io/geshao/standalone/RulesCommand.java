package io.geshao.standalone;

import io.geshao.alerting.tool.CatalogueCheck;
import io.geshao.alerting.tool.RuleTests;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code geshao rules}: for people who write rules. Check and test need no running platform. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Checks and tests rules, tries them on stored history, and explains alerts.",
        subcommands = {RulesCommand.Check.class, RulesCommand.Test.class, BacktestCommand.class, ExplainCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "docs/rules.md teaches the language of rules and of their tests in one page."})
final class RulesCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine.usage(spec.commandLine(), System.out);
    }

    /** A file that is not there, in the words of the other commands. */
    static int unreadable(IOException e) {
        System.err.println("geshao: "
                + (e instanceof NoSuchFileException ? e.getMessage() + " is not there" : "cannot be read: " + e));
        return 1;
    }

    /** {@code geshao rules check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Reads rules and their tests as the platform would and says everything that is wrong with"
                    + " them, one fault a line: file:line:column: reason.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:nothing is wrong", "1:something is", "2:the command line is wrong"},
            footerHeading = "%nExamples:%n",
            footer = {"  geshao rules check", "  geshao rules check rules/A1.yaml rules/tests/A1.test.yaml"})
    static final class Check implements Callable<Integer> {
        @Parameters(
                paramLabel = "DIR|FILE",
                arity = "0..*",
                description = "folders of rules, rule files, test files; default: the shipped catalogue")
        private List<Path> paths = new ArrayList<>();

        @Override
        public Integer call() {
            try {
                CatalogueCheck.Report report =
                        CatalogueCheck.check(paths.isEmpty() ? List.of(RunProgram.defaultRules()) : paths);
                report.faults().forEach(System.out::println);
                System.out.printf(
                        "%d rule files, %d test files: %s%n",
                        report.ruleFiles(),
                        report.testFiles(),
                        report.faults().isEmpty()
                                ? "nothing is wrong"
                                : report.faults().size() + " faults");
                return report.faults().isEmpty() ? 0 : 1;
            } catch (IOException e) {
                return unreadable(e);
            }
        }
    }

    /** {@code geshao rules test}. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Runs rule tests: what devices report on a timeline, and the alerts that must follow. The"
                    + " platform's own engine runs them, on virtual time.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:every test passed", "1:a test failed or cannot be read", "2:the command line is wrong"},
            footerHeading = "%nExamples:%n",
            footer = {
                "  geshao rules test",
                "  geshao rules test --rules=/etc/geshao/rules /etc/geshao/rules/tests/A1.test.yaml",
                "  geshao rules test --timeline rules/tests/F2.test.yaml",
                "",
                "In a difference - was wanted and did not happen, + happened and was not wanted, ! differs.",
            })
    static final class Test implements Callable<Integer> {
        @Parameters(
                paramLabel = "DIR|FILE",
                arity = "0..*",
                description = "test files, or folders with *.test.yaml below; default: those of the catalogue")
        private List<Path> paths = new ArrayList<>();

        @Option(
                names = "--rules",
                paramLabel = "DIR",
                description = "the catalogue under test; default: the folder above a file's 'tests' folder")
        private @Nullable Path rules;

        @Option(names = "--timeline", description = "show what happened in tests that passed, too")
        private boolean timeline;

        @Option(names = "--json", description = "print JSON instead of text")
        private boolean json;

        @Override
        public Integer call() {
            Ticker ticker = Ticker.system();
            long began = ticker.nanos();
            List<RuleTests.FileResult> results = new ArrayList<>();
            try {
                RuleTests tests = new RuleTests();
                List<Path> files = RuleTests.find(
                        paths.isEmpty() ? List.of(rules == null ? RunProgram.defaultRules() : rules) : paths);
                for (Path file : files) {
                    results.add(tests.run(file, rules == null ? catalogueOf(file) : rules));
                }
            } catch (IOException e) {
                return unreadable(e);
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - began);
            System.out.print(json ? RuleTestReport.json(results, millis) : text(results, millis));
            return results.stream().allMatch(RuleTests.FileResult::passed) ? 0 : 1;
        }

        private String text(List<RuleTests.FileResult> results, long millis) {
            return RuleTestReport.text(results, timeline, millis);
        }

        /** The rules that a test file stands beside. */
        private static Path catalogueOf(Path file) {
            for (Path folder = file.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
                if (!folder.endsWith("tests") && Files.isDirectory(folder)) {
                    return folder;
                }
            }
            return RunProgram.defaultRules();
        }
    }
}
