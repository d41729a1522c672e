package io.geshao.alerting.rule;

import io.geshao.alerting.rule.FileReader.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code overrides.yaml}: other numbers of some rules for some places and devices. */
final class OverrideReader {
    static final String FILE = "overrides.yaml";

    private final FileReader file;
    private final Map<String, Rule> rules;
    private final Map<String, List<Variants.Override>> found = new LinkedHashMap<>();

    OverrideReader(FileReader file, Map<String, Rule> rules) {
        this.file = file;
        this.rules = rules;
    }

    /** Overrides by rule. */
    Map<String, List<Variants.Override>> read(Block top) {
        for (Block block : top.blocks("overrides")) {
            one(block);
            block.finish();
        }
        top.finish();
        return found;
    }

    private void one(Block block) {
        String id = block.text("rule", null);
        String place = block.text("place", "");
        String device = block.text("device", "");
        Rule rule = rules.get(id);
        if (rule == null && !id.isEmpty()) {
            file.fault(block.entry("rule"), "there is no rule " + id);
        }
        if (place.isEmpty() == device.isEmpty()) {
            file.fault(block.at(), "an override names a place or a device");
        }
        Map<String, Parameter> set = new LinkedHashMap<>();
        Block values = block.block("set");
        if (values == null) {
            block.required("set");
            return;
        }
        for (String name : values.names()) {
            Parameter value = values.parameter(name);
            Parameter known = rule == null ? null : rule.variants().defaults().get(name);
            if (rule != null && known == null) {
                file.fault(values.entry(name), "rule " + id + " has no parameter '" + name + "'");
            } else if (known != null && Units.factor(value.unit(), known.unit()).isEmpty()) {
                file.fault(values.entry(name), "'" + name + "' is in " + known.unit() + ", not in " + value.unit());
            } else {
                set.put(name, value);
            }
        }
        if (rule == null || set.isEmpty()) {
            return;
        }
        Variants.Override override =
                new Variants.Override(place, device, set, file.at(block.at(), "names no device of rule " + id));
        String conflict = RuleCheck.conflict(rule.variants().with(rule, override));
        if (conflict != null) {
            file.fault(values.at(), conflict);
        }
        found.computeIfAbsent(id, absent -> new ArrayList<>()).add(override);
    }
}
