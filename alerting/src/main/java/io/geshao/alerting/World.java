package io.geshao.alerting;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Values;
import io.geshao.core.Metric;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one device has said, either really or in a drill: the two never mix. Owner: the partition thread.
 */
final class World {
    final boolean drill;
    final Map<Metric, Cell> cells = new HashMap<>();
    /** What stands per rule of the device, by the rule's place in its list; null where nothing does. */
    final @Nullable Watch[] watches;

    World(boolean drill, int rules) {
        this.drill = drill;
        this.watches = new Watch[rules];
    }

    /** The values a rule may use; {@code before} answers what held before the device met the condition. */
    Values values(Rule rule, @Nullable Member member) {
        return operand -> get(operand, rule, member);
    }

    private double get(Operand operand, Rule rule, @Nullable Member member) {
        Cell cell = cells.get(operand.metric());
        if (cell == null || (cell.overdue && !rule.isLifeSafety())) {
            return Double.NaN;
        }
        return switch (operand.kind()) {
            case LAST -> cell.value;
            case DROP -> cell.highest(operand.windowMillis()) - cell.value;
            case RISE -> cell.value - cell.lowest(operand.windowMillis());
            case BEFORE -> member == null ? Double.NaN : member.before(operand.metric());
        };
    }
}
