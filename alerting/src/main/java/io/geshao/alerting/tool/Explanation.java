package io.geshao.alerting.tool;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Term;
import io.geshao.alerting.rule.Values;
import io.geshao.alerting.rule.Verdict;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why an alert was raised, in words: the rule of then, its conditions with the values that were kept as evidence when it
 * was raised, how long it had held, and what became of it.
 */
public final class Explanation {
    private final Facts facts;
    private final DateTimeFormatter clock;
    private final List<String> lines = new ArrayList<>();

    /**
     * What is known.
     *
     * @param alert as it is now
     * @param steps all it went through, oldest first
     * @param rule the rule of the version that raised it, or null if it cannot be had
     * @param text the file of that rule, or empty
     * @param current version of the rule that runs now, or empty if none does
     * @param registry places of devices; an unknown device has none
     */
    public record Facts(
            AlertView alert,
            List<AlertTransition> steps,
            @Nullable Rule rule,
            String text,
            Optional<Integer> current,
            Registry registry) {
        public Facts {
            steps = List.copyOf(steps);
        }
    }

    private Explanation(Facts facts, ZoneId zone) {
        this.facts = facts;
        this.clock = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
    }

    /** The explanation as lines of text; times on the clock of a zone. */
    public static List<String> of(Facts facts, ZoneId zone) {
        return new Explanation(facts, zone).write();
    }

    private List<String> write() {
        head();
        why();
        steps();
        if (!facts.text().isEmpty()) {
            lines.add("");
            lines.add("The rule that raised it");
            facts.text().stripTrailing().lines().forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    /** The alert at its raise: what came later may have other evidence. */
    private AlertView raised() {
        return facts.steps().stream()
                .filter(step -> step.kind() == AlertTransition.Kind.RAISED)
                .map(AlertTransition::alert)
                .findFirst()
                .orElse(facts.alert());
    }

    private void head() {
        AlertView alert = facts.alert();
        lines.add("%s %s %s, %s, %s"
                .formatted(
                        alert.rule(),
                        alert.title().getOrDefault("zh", ""),
                        alert.title().getOrDefault("en", ""),
                        alert.severity(),
                        alert.state().name().toLowerCase(Locale.ROOT)));
        entry("alert", alert.id());
        entry("about", alert.scope() + " in " + alert.place() + (alert.drill() ? ", a drill" : ""));
        entry("onset", at(alert.onsetMillis()) + "  the condition became true");
        entry(
                "raised",
                at(alert.raisedMillis()) + "  " + TestTime.text(alert.raisedMillis() - alert.onsetMillis()) + " later"
                        + held());
        String version = "%07x".formatted(alert.ruleVersion());
        entry(
                "version",
                version
                        + facts.current()
                                .map(now -> now == alert.ruleVersion()
                                        ? ", which runs now"
                                        : ", not the one that runs now (%07x)".formatted(now))
                                .orElse(", the rule runs no more"));
        if (alert.caseHint().opensCase()) {
            entry(
                    "case",
                    alert.caseHint().classCode() + " in " + alert.caseHint().caseScope());
        }
    }

    private void entry(String name, String value) {
        lines.add("  %-8s %s".formatted(name, value));
    }

    private String at(long millis) {
        return clock.format(Instant.ofEpochMilli(millis));
    }

    private String held() {
        Rule rule = facts.rule();
        if (rule == null) {
            return "";
        }
        Rule.Hold hold = level(rule).hold();
        if (hold.readings() > 0) {
            return ": it had to hold for " + hold.readings() + " readings";
        }
        return hold.millis() > 0
                ? ": it had to hold for " + TestTime.text(hold.millis())
                : ": nothing had to be waited for";
    }

    /** The level it was raised at: the last one of that severity whose condition the evidence meets, else the first. */
    private Rule.Level level(Rule rule) {
        AlertView alert = raised();
        List<Rule.Level> same = rule.levels().stream()
                .filter(level -> level.severity() == alert.severity())
                .toList();
        for (int i = same.size() - 1; i >= 0; i--) {
            Rule.Level level = same.get(i);
            if (devices().stream().anyMatch(device -> Term.any(level.any(), values(device)) == Verdict.TRUE)) {
                return level;
            }
        }
        return same.isEmpty() ? rule.levels().get(0) : same.get(0);
    }

    private Set<String> devices() {
        Set<String> devices = new TreeSet<>();
        for (String key : raised().evidence().keySet()) {
            devices.add(key.substring(0, key.indexOf('/')));
        }
        return devices;
    }

    /** What was known of a device when the alert was raised. */
    private Values values(String device) {
        Map<String, Double> evidence = raised().evidence();
        return operand -> evidence.getOrDefault(device + "/" + operand.text(), Double.NaN);
    }

    private void why() {
        lines.add("");
        Rule rule = facts.rule();
        AlertView alert = raised();
        if (rule == null) {
            lines.add("Why: the values that were kept as evidence");
            values(alert.evidence());
            return;
        }
        if (rule.absent() != null) {
            silence(rule, rule.absent());
        } else if (rule.count() != null) {
            lines.add("Why: alerts of other rules in " + alert.scope() + " were open, enough for one of");
            rule.count().any().forEach(members -> lines.add("  " + needed(members)));
            lines.add("What those alerts rested on");
            values(alert.evidence());
        } else if (rule.chatter() != null) {
            lines.add("Why: the condition of another rule about " + alert.scope() + " came and went too often: "
                    + rule.chatter().times() + " times within " + rule.chatter().withinMillis() / 1_000 + " s");
        } else {
            conditions(rule, alert);
        }
    }

    private static String needed(Rule.Count.Members members) {
        String rules = members.rules().stream().sorted().collect(Collectors.joining(", "));
        if (members.share() > 0) {
            return Math.round(members.share() * 100) + " % of the devices with " + rules;
        }
        return members.zones() > 0
                ? members.zones() + " zones with " + rules
                : members.devices() + (members.devices() == 1 ? " device with " : " devices with ") + rules;
    }

    private void silence(Rule rule, Rule.Absent absent) {
        AlertView alert = facts.alert();
        Optional<Device> device = Optional.ofNullable(alert.device()).flatMap(facts.registry()::device);
        if (absent.ofGateway()) {
            lines.add("Why: at least " + Math.round(absent.share() * 100) + " % of the devices heard through "
                    + alert.scope() + " were silent");
        } else if (device.isPresent()) {
            long silent = absent.silentAfter(device.get());
            lines.add("Why: nothing was heard of " + device.get().id() + " since " + at(alert.onsetMillis() - silent)
                    + ", for " + TestTime.text(silent) + ": it is expected every "
                    + TestTime.text(device.get().profile().intervalMillis()));
        } else {
            lines.add("Why: nothing was heard of " + alert.scope() + " (rule " + rule.id() + ")");
        }
    }

    private void conditions(Rule rule, AlertView alert) {
        Rule.Level level = level(rule);
        String members = rule.group() == null
                ? ""
                : ", of " + Math.max(1, rule.group().devices()) + " devices or more"
                        + (rule.group().withinMillis() > 0
                                ? " within " + TestTime.text(rule.group().withinMillis())
                                : "");
        lines.add("Why: any of these was true" + members);
        for (String device : devices()) {
            Rule own =
                    facts.registry().device(new DeviceId(device)).map(rule::at).orElse(rule);
            Rule.Level here = own.levels().get(rule.levels().indexOf(level));
            for (Term term : here.any()) {
                Verdict verdict = Term.any(List.of(term), values(device));
                lines.add("  %-7s %-44s %s"
                        .formatted(
                                verdict.name().toLowerCase(Locale.ROOT),
                                device + ": " + term.text(),
                                known(term, device, alert))
                        .stripTrailing());
            }
        }
        Rule.Neighbours neighbours = rule.neighbours();
        if (neighbours != null) {
            lines.add("  and at least " + neighbours.devices() + " others of the same "
                    + neighbours.scope().wireName() + " met any of " + neighbours.any());
        }
    }

    /** The values a condition asked for, with their units. */
    private static String known(Term term, String device, AlertView alert) {
        Map<String, String> found = new TreeMap<>();
        for (Operand operand : term.operands()) {
            Double value = alert.evidence().get(device + "/" + operand.text());
            found.put(operand.text(), value == null ? "not known" : shown(value, operand.isBoolean()) + unit(operand));
        }
        return found.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String unit(Operand operand) {
        String unit =
                switch (operand.kind()) {
                    case LAST, PREVIOUS, DROP, RISE, BEFORE, AVG, MIN, MAX, DELTA, FORECAST ->
                        operand.metric().unit();
                    default -> "";
                };
        return unit.isEmpty() ? "" : " " + unit;
    }

    private static String shown(double value, boolean isTruth) {
        if (isTruth) {
            return value != 0 ? "true" : "false";
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(4)).stripTrailingZeros();
        return rounded.toPlainString();
    }

    private void values(Map<String, Double> evidence) {
        new TreeMap<>(evidence).forEach((key, value) -> lines.add("  " + key + " = " + shown(value, false)));
        if (evidence.isEmpty()) {
            lines.add("  none: it is not about values");
        }
    }

    private void steps() {
        lines.add("");
        lines.add("What became of it");
        for (AlertTransition step : facts.steps()) {
            lines.add("  %s  %-16s %s%s%s"
                    .formatted(
                            at(step.atMillis()),
                            step.kind().name().toLowerCase(Locale.ROOT),
                            step.alert().severity(),
                            step.actor() == null ? "" : ", by " + step.actor(),
                            step.kind() == AlertTransition.Kind.RESET
                                            && step.alert().cause() != null
                                    ? ", cause: " + step.alert().cause()
                                    : ""));
        }
    }
}
