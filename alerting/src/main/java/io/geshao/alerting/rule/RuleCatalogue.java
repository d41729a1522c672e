package io.geshao.alerting.rule;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.geshao.alerting.rule.FileReader.Block;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The rules of a folder, one per YAML file, checked and compiled, with the overrides of {@code overrides.yaml}. */
public final class RuleCatalogue {
    /** Where wall-clock times of rules are read, if nobody says otherwise. */
    public static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");

    private final double delayScale;
    private final ZoneId zone;
    private final List<RuleFault> faults = new ArrayList<>();
    private final TermCompiler compiler = new TermCompiler();
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final Map<String, String> fileOf = new LinkedHashMap<>();
    private final Map<String, Block> tops = new LinkedHashMap<>();

    private RuleCatalogue(double delayScale, ZoneId zone) {
        this.delayScale = delayScale;
        this.zone = zone;
    }

    /**
     * Reads all {@code *.yaml} files of a folder, in the order of their names, and none of its folders.
     *
     * @param delayScale multiplies every delay of every rule; windows of change and expected intervals stay
     * @throws BadRulesException naming everything that is wrong in any file
     * @throws IOException if the folder or a file cannot be read
     */
    public static List<Rule> read(Path folder, double delayScale) throws IOException {
        return read(folder, delayScale, DEFAULT_ZONE);
    }

    /** As {@link #read(Path, double)}, with schedules and nights on the clock of that zone. */
    public static List<Rule> read(Path folder, double delayScale, ZoneId zone) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".yaml"))::iterator) {
                texts.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return parse(texts, delayScale, zone);
    }

    /** As {@link #read}, from texts by file name. */
    public static List<Rule> parse(Map<String, String> texts, double delayScale) {
        return parse(texts, delayScale, DEFAULT_ZONE);
    }

    /** As {@link #read}, from texts by file name. */
    public static List<Rule> parse(Map<String, String> texts, double delayScale, ZoneId zone) {
        RuleCatalogue catalogue = new RuleCatalogue(delayScale, zone);
        texts.forEach((file, text) -> {
            if (!file.equals(OverrideReader.FILE)) {
                catalogue.open(file, text, catalogue::take);
            }
        });
        catalogue.checkReferences();
        String overrides = texts.get(OverrideReader.FILE);
        if (overrides != null) {
            catalogue.open(OverrideReader.FILE, overrides, catalogue::override);
        }
        if (!catalogue.faults.isEmpty()) {
            throw new BadRulesException(catalogue.faults);
        }
        return List.copyOf(catalogue.rules.values());
    }

    /** What is wrong with the rules in that world: overrides that name no device their rule is about. */
    public static List<RuleFault> faultsIn(List<Rule> rules, Registry registry) {
        return rules.stream()
                .flatMap(rule -> rule.variants().unmatched(rule, registry.devices()).stream())
                .map(Variants.Override::at)
                .toList();
    }

    /** A mapping with the reader of its file. */
    private record Opened(FileReader reader, Block top) {}

    private void open(String file, String text, Consumer<Opened> reading) {
        try {
            FileReader reader = new FileReader(file, delayScale, zone, compiler, faults);
            Block top = reader.block(Yaml.parse(text), "a rule file");
            if (top != null) {
                reading.accept(new Opened(reader, top));
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
    }

    private void take(Opened opened) {
        Block top = opened.top();
        Rule rule = new RuleReader(opened.reader()).read(top);
        String other = fileOf.putIfAbsent(rule.id(), opened.reader().file());
        if (other != null) {
            opened.reader().fault(top.entry("id"), "rule " + rule.id() + " stands in " + other + " too");
            return;
        }
        rules.put(rule.id(), rule);
        tops.put(rule.id(), top);
    }

    private void override(Opened opened) {
        new OverrideReader(opened.reader(), rules)
                .read(opened.top())
                .forEach((id, overrides) -> rules.computeIfPresent(id, (same, rule) -> rule.with(overrides)));
    }

    private void checkReferences() {
        String ofChatter = null;
        for (Rule rule : rules.values()) {
            Block top = tops.get(rule.id());
            if (top == null) {
                continue;
            }
            if (rule.chatter() != null && ofChatter != null) {
                top.fault(top.entry("chatter"), "rule " + ofChatter + " is about chatter already");
            } else if (rule.chatter() != null) {
                ofChatter = rule.id();
            }
            if (rule.count() != null) {
                top.scalars("count", "rules").forEach(item -> checkCounted(top, item));
            }
            top.scalars("inhibits", "").forEach(item -> {
                if (!rules.containsKey(item.text)) {
                    top.fault(item, "inhibits rule " + item.text + ", which does not exist");
                } else if (item.text.equals(rule.id())) {
                    top.fault(item, "a rule does not inhibit itself");
                }
            });
        }
    }

    private void checkCounted(Block top, Yaml.Scalar item) {
        Rule other = rules.get(item.text);
        if (other == null) {
            top.fault(item, "counts rule " + item.text + ", which does not exist");
        } else if (other.count() != null || other.scope() != Scope.DEVICE) {
            top.fault(item, "counts rule " + item.text + ", which is not about devices");
        }
    }
}
