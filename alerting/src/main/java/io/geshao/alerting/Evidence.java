package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.core.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The values that decided, by {@code device/metric}. */
final class Evidence {
    private Evidence() {}

    static Map<String, Double> of(Rule rule, DeviceMemory memory, boolean drill) {
        Map<String, Double> values = new LinkedHashMap<>();
        add(values, rule, memory, drill);
        return values;
    }

    static Map<String, Double> ofMembers(Watch watch) {
        Map<String, Double> values = new LinkedHashMap<>();
        watch.members.values().forEach(member -> add(values, watch.rule, member.device(), watch.key.drill()));
        return values;
    }

    static Map<String, Double> ofAll(Set<Watch> sources) {
        Map<String, Double> values = new LinkedHashMap<>();
        sources.forEach(source -> add(values, source.rule, source.device, source.key.drill()));
        return values;
    }

    private static void add(Map<String, Double> values, Rule rule, DeviceMemory memory, boolean drill) {
        for (Map.Entry<Metric, Cell> entry : memory.world(drill).cells.entrySet()) {
            if (rule.reads(entry.getKey()) && entry.getValue().eventMillis != Cell.NEVER) {
                values.put(memory.device.id() + "/" + entry.getKey(), entry.getValue().value);
            }
        }
    }
}
