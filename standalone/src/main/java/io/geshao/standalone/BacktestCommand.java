package io.geshao.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.alerting.rule.BadRulesException;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.rule.RuleTexts;
import io.geshao.alerting.tool.Backtest;
import io.geshao.alerting.tool.RuleTests;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code geshao rules backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = "Puts stored history through rules: what they would have raised, how often in each place, and how"
                + " that compares with what was raised. Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no database, or a rule is wrong", "2:the command line is wrong"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  geshao rules backtest --rule=W2 --from=2026-11-20 --to=2026-11-21",
            "  geshao rules backtest --rule=my/A1.yaml --from=7d --db-url=jdbc:postgresql://db/geshao",
            "",
            "Nobody acknowledged in that history, so each alert is acknowledged when it is raised and reset when it",
            "latches: the first one of a place would otherwise stand for all that follow.",
        })
final class BacktestCommand implements Callable<Integer> {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZONE);
    private static final Pattern AGO = Pattern.compile("(\\d{1,5})(m|h|d)");
    private static final long PROGRESS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    @Option(
            names = "--rule",
            paramLabel = "ID|FILE",
            required = true,
            split = ",",
            description = "a rule of the catalogue by its id, or a file that stands in for the one of the same id")
    private List<String> rules = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            defaultValue = "1d",
            description = "2026-11-20, 2026-11-20T08:00 (Asia/Shanghai), or how long ago: 90m, 12h, 7d;"
                    + " default ${DEFAULT-VALUE}")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "likewise; default: now")
    private String to = "";

    @Option(
            names = "--warm-up",
            paramLabel = "HOURS",
            defaultValue = "24",
            description = "readings of so many hours before are heard without telling; default ${DEFAULT-VALUE}")
    private int warmUpHours;

    @Option(names = "--rules", paramLabel = "DIR", description = "the catalogue; default: the shipped one")
    private Path catalogue = Path.of("");

    @Option(
            names = "--delay-scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "multiplies every delay, as rules.delay.scale; the demo runs at 0.0833;"
                    + " default ${DEFAULT-VALUE}")
    private double scale;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    @ArgGroup(exclusive = false, heading = "%nThe platform whose history it is:%n")
    private RulesDatabase platform = new RulesDatabase();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Ticker ticker = Ticker.system();
        long now = ticker.epochMillis();
        Backtest.Request request;
        try {
            request = request(millis(from, now), to.isEmpty() ? now : millis(to, now));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return RulesCommand.unreadable(e);
        }
        Registry registry = platform.registry();
        try (HikariDataSource database = platform.open()) {
            PortProvider.Surroundings around = new PortProvider.Surroundings(database, registry, ticker);
            long[] told = {ticker.nanos()};
            Backtest.Report report = Backtest.run(
                    request,
                    registry,
                    PortProvider.find(ReadingLog.class, around),
                    PortProvider.find(AlertDesk.class, around),
                    progress -> {
                        if (ticker.nanos() - told[0] > PROGRESS_EVERY_NANOS) {
                            told[0] = ticker.nanos();
                            System.err.printf("… %s, %,d readings%n", clock(progress.atMillis()), progress.readings());
                        }
                    });
            System.out.print(json ? json(request, report) : text(request, report));
            return 0;
        } catch (RuntimeException e) { // the stores are other modules': whatever they throw means no answer
            if (e instanceof StartException) {
                throw e;
            }
            throw new StartException("the history cannot be read: " + rootOf(e), e);
        }
    }

    private static String rootOf(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private Backtest.Request request(long fromMillis, long toMillis) throws IOException {
        RuleTexts texts = RuleTexts.read(catalogue.toString().isEmpty() ? RunProgram.defaultRules() : catalogue);
        Set<String> tested = new LinkedHashSet<>();
        for (String rule : rules) {
            if (!rule.endsWith(".yaml")) {
                tested.add(rule);
                continue;
            }
            String text = Files.readString(Path.of(rule), StandardCharsets.UTF_8);
            texts = texts.with(rule, text);
            tested.add(RuleTexts.idIn(text).orElseThrow(() -> new IllegalArgumentException(rule + " has no rule id")));
        }
        try {
            List<Rule> parsed = RuleCatalogue.parse(texts.byFile(), scale);
            for (String id : tested) {
                if (parsed.stream().noneMatch(rule -> rule.id().equals(id))) {
                    throw new IllegalArgumentException("there is no rule '" + id + "'");
                }
            }
            return new Backtest.Request(
                    RuleTests.needed(parsed, tested),
                    tested,
                    fromMillis,
                    toMillis,
                    TimeUnit.HOURS.toMillis(warmUpHours));
        } catch (BadRulesException e) {
            throw new StartException("the rules are wrong:\n" + e.getMessage(), e);
        }
    }

    private static long millis(String text, long nowMillis) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            TimeUnit unit = Map.of("m", TimeUnit.MINUTES, "h", TimeUnit.HOURS, "d", TimeUnit.DAYS)
                    .getOrDefault(ago.group(2), TimeUnit.DAYS);
            return nowMillis - unit.toMillis(Long.parseLong(ago.group(1)));
        }
        try {
            LocalDateTime local = text.length() <= 10
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replace(' ', 'T'));
            return local.atZone(ZONE).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time: 2026-11-20, 2026-11-20T08:00, or 7d for seven days ago", e);
        }
    }

    private static String clock(long millis) {
        return CLOCK.format(Instant.ofEpochMilli(millis));
    }

    private static String text(Backtest.Request request, Backtest.Report report) {
        StringBuilder out = new StringBuilder();
        out.append("%s to %s: %,d batches, %,d readings%n"
                .formatted(
                        clock(request.fromMillis()), clock(request.toMillis()), report.batches(), report.readings()));
        for (Backtest.Raised one : report.raised()) {
            out.append(
                    "  %s  %-4s %s %s%n".formatted(clock(one.raisedMillis()), one.rule(), one.severity(), one.scope()));
        }
        if (report.total() > report.raised().size()) {
            out.append("  … and %,d more%n"
                    .formatted(report.total() - report.raised().size()));
        }
        if (!report.perPlace().isEmpty()) {
            out.append("by place\n");
            report.perPlace()
                    .forEach(tally ->
                            out.append("  %6d  %-4s %s%n".formatted(tally.count(), tally.rule(), tally.place())));
        }
        out.append("would be raised %d, was raised with the same onset %d, was raised and would not be %d%s%n"
                .formatted(
                        report.total(),
                        report.same(),
                        report.onlyThen().size(),
                        report.truncated() ? " (of the newest only)" : ""));
        report.onlyThen().stream()
                .limit(20)
                .forEach(id -> out.append("  not any more: ").append(id).append('\n'));
        return out.toString();
    }

    private static String json(Backtest.Request request, Backtest.Report report) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode top = mapper.createObjectNode();
        top.put("fromMillis", request.fromMillis()).put("toMillis", request.toMillis());
        top.put("batches", report.batches()).put("readings", report.readings());
        top.put("total", report.total()).put("same", report.same()).put("truncated", report.truncated());
        ArrayNode raised = top.putArray("raised");
        report.raised().forEach(one -> raised.addObject()
                .put("id", one.id())
                .put("rule", one.rule())
                .put("severity", one.severity())
                .put("scope", one.scope())
                .put("place", one.place())
                .put("raisedMillis", one.raisedMillis()));
        ArrayNode places = top.putArray("perPlace");
        report.perPlace().forEach(one -> places.addObject()
                .put("place", one.place())
                .put("rule", one.rule())
                .put("count", one.count())
                .put("firstMillis", one.firstMillis())
                .put("lastMillis", one.lastMillis()));
        ArrayNode only = top.putArray("onlyThen");
        report.onlyThen().forEach(only::add);
        return top.toPrettyString() + "\n";
    }
}
