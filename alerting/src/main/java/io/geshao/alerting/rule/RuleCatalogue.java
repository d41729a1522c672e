package io.geshao.alerting.rule;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rules of a folder, one per YAML file, checked and compiled. */
public final class RuleCatalogue {
    private RuleCatalogue() {}

    /**
     * Reads all {@code *.yaml} files of a folder, in the order of their names.
     *
     * @param delayScale multiplies every delay of every rule; windows of change and expected intervals stay
     * @throws BadRulesException naming everything that is wrong in any file
     * @throws IOException if the folder or a file cannot be read
     */
    public static List<Rule> read(Path folder, double delayScale) throws IOException {
        Map<String, String> texts = new java.util.TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".yaml"))::iterator) {
                texts.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return parse(texts, delayScale);
    }

    /** As {@link #read}, from texts by file name. */
    public static List<Rule> parse(Map<String, String> texts, double delayScale) {
        List<RuleFault> faults = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        Map<String, String> fileOf = new HashMap<>();
        TermCompiler compiler = new TermCompiler();
        texts.forEach((file, text) -> {
            try {
                FileReader reader = new FileReader(file, delayScale, compiler, faults);
                FileReader.Block top = reader.block(Yaml.parse(text), "a rule");
                if (top != null) {
                    Rule rule = new RuleReader(reader).read(top);
                    String other = fileOf.put(rule.id(), file);
                    if (other != null) {
                        faults.add(new RuleFault(file, 1, 1, "rule " + rule.id() + " stands in " + other + " too"));
                    }
                    rules.add(rule);
                }
            } catch (JsonProcessingException e) {
                JsonLocation at = e.getLocation();
                faults.add(new RuleFault(
                        file,
                        at == null ? 1 : at.getLineNr(),
                        at == null ? 1 : at.getColumnNr(),
                        e.getOriginalMessage().lines().findFirst().orElse("not YAML")));
            } catch (IOException e) {
                faults.add(new RuleFault(file, 1, 1, "cannot be read: " + e.getMessage()));
            }
        });
        checkReferences(rules, fileOf, faults);
        if (!faults.isEmpty()) {
            throw new BadRulesException(faults);
        }
        return List.copyOf(rules);
    }

    private static void checkReferences(List<Rule> rules, Map<String, String> fileOf, List<RuleFault> faults) {
        Map<String, Rule> byId = new HashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        for (Rule rule : rules) {
            String file = fileOf.getOrDefault(rule.id(), rule.id());
            List<String> counted = rule.count() == null
                    ? List.of()
                    : rule.count().any().stream()
                            .flatMap(members -> members.rules().stream())
                            .toList();
            for (String id : counted) {
                Rule other = byId.get(id);
                if (other == null) {
                    faults.add(new RuleFault(file, 1, 1, "counts rule " + id + ", which does not exist"));
                } else if (other.count() != null || other.scope() != Scope.DEVICE) {
                    faults.add(new RuleFault(file, 1, 1, "counts rule " + id + ", which is not about devices"));
                }
            }
            for (String id : rule.inhibits()) {
                Rule other = byId.get(id);
                if (other == null || other.absent() == null || other.absent().ofGateway()) {
                    faults.add(new RuleFault(
                            file, 1, 1, "inhibits rule " + id + ", which is no rule about the absence of devices"));
                }
            }
        }
    }
}
