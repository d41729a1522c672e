package io.geshao.alerting;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a step is shown by. It is put together only when a transition is written. */
enum Evidence {
    /** Nothing that was measured: silence, or a person. */
    NONE,
    /**
     * The last values of those it is about, by {@code device/metric}, and what else its conditions asked for, such as
     * {@code device/drop("pressure", "5m")}.
     */
    VALUES;

    Map<String, Double> of(Watch watch, Set<Watch> sources) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (this == NONE || watch.rule.absent() != null || watch.rule.chatter() != null) {
            return values;
        }
        boolean drill = watch.key.drill();
        if (watch.rule.count() != null) {
            sources.forEach(source -> add(values, source.rule, source.device, drill));
        } else if (watch.rule.together() > 0) {
            watch.members.values().forEach(member -> add(values, watch.rule, member.device(), drill));
        } else {
            add(values, watch.rule, watch.device, drill);
        }
        return values;
    }

    private static void add(Map<String, Double> values, Rule rule, DeviceMemory memory, boolean drill) {
        for (Cell cell : memory.world(drill).cells()) {
            if (cell != null && cell.eventMillis != Cell.NEVER && rule.reads(cell.metric)) {
                values.put(memory.device.id() + "/" + cell.metric, cell.value);
            }
        }
        Known known = new Known().of(memory.world(drill), rule);
        for (Operand operand : rule.operands()) {
            double value = operand.kind() == Operand.Kind.LAST ? Double.NaN : known.get(operand);
            if (Double.isFinite(value)) {
                values.put(memory.device.id() + "/" + operand.text(), value);
            }
        }
    }
}
