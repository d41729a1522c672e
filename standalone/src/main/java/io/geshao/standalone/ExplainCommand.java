package io.geshao.standalone;

import com.zaxxer.hikari.HikariDataSource;
import io.geshao.alerting.rule.BadRulesException;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.rule.RuleTexts;
import io.geshao.alerting.store.AlertArchive;
import io.geshao.alerting.store.StoreException;
import io.geshao.alerting.tool.Explanation;
import io.geshao.core.AlertView;
import io.geshao.core.config.Launcher.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code geshao rules explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Tells why an alert was raised: the rule of then, its conditions with the values that were kept as"
                        + " evidence, how long it had held, and what became of it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no such alert, or no database", "2:the command line is wrong"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  geshao rules explain 'A1|device:wl-07|1772445600000'",
            "  geshao rules explain A1 wl-07",
            "  geshao rules explain F2 zone:yuhua/b07-u1",
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ALERT",
            arity = "1..2",
            description = "its id; or rule and scope, or rule and device, for the newest one there")
    private List<String> alert = new ArrayList<>();

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "the catalogue that runs now; default: the shipped one")
    private Path catalogue = Path.of("");

    @ArgGroup(exclusive = false, heading = "%nThe platform whose alert it is:%n")
    private RulesDatabase platform = new RulesDatabase();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (alert.size() == 1 && !alert.get(0).contains("|")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + alert.get(0) + "' is no alert: an id, or rule and scope such as A1 wl-07");
        }
        try (HikariDataSource database = platform.open()) {
            AlertArchive archive = new AlertArchive(database);
            Optional<AlertView> found = alert.size() == 1
                    ? archive.find(alert.get(0))
                    : archive.newest(
                            alert.get(0), alert.get(1).contains(":") ? alert.get(1) : "device:" + alert.get(1));
            if (found.isEmpty()) {
                System.err.println("geshao: there is no alert " + String.join(" ", alert));
                return 1;
            }
            Explanation.of(facts(found.get(), archive), ZoneId.of("Asia/Shanghai"))
                    .forEach(System.out::println);
            return 0;
        } catch (StoreException e) {
            throw new StartException("the alerts cannot be read: " + e.getMessage(), e);
        }
    }

    private Explanation.Facts facts(AlertView view, AlertArchive archive) {
        Path folder = catalogue.toString().isEmpty() ? RunProgram.defaultRules() : catalogue;
        Optional<Rule> now = Optional.empty();
        try {
            now = RuleCatalogue.read(folder, 1).stream()
                    .filter(rule -> rule.id().equals(view.rule()))
                    .findFirst();
        } catch (IOException | BadRulesException e) {
            System.err.println("geshao: the rules in " + folder + " cannot be read: " + e.getMessage());
        }
        String text = archive.ruleText(view.rule(), view.ruleVersion()).orElse("");
        Rule rule =
                now.filter(current -> current.version() == view.ruleVersion()).orElseGet(() -> ruleOf(text));
        return new Explanation.Facts(
                view, archive.steps(view.id()), rule, text, now.map(Rule::version), platform.registry());
    }

    /** The rule of a kept text; one that names other rules cannot be read without them. */
    private static @org.jspecify.annotations.Nullable Rule ruleOf(String text) {
        if (RuleTexts.idIn(text).isEmpty()) {
            return null;
        }
        try {
            return RuleCatalogue.parse(Map.of("kept.yaml", text), 1).get(0);
        } catch (BadRulesException e) {
            return null;
        }
    }
}
