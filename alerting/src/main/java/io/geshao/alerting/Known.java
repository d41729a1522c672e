package io.geshao.alerting;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Values;
import io.geshao.core.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What a rule may know about one device while it is asked. One of these is used again and again, since it is needed for
 * every reading. Owner: the partition thread.
 */
final class Known implements Values {
    private @Nullable World world;
    private @Nullable Member member;
    private @Nullable Rule asked;

    private @Nullable Metric replaced;
    private double replacement;

    Known of(World of, Rule rule) {
        return of(of, rule, null);
    }

    /** @param met answers what held before the device met the condition, or null */
    Known of(World of, Rule rule, @Nullable Member met) {
        world = of;
        member = met;
        asked = rule;
        replaced = null;
        return this;
    }

    /** As if the metric had had this value: how it changed around that time is not known any more. */
    Known with(Metric metric, double value) {
        replaced = metric;
        replacement = value;
        return this;
    }

    @Override
    public double get(Operand operand) {
        if (replaced != null && operand.metric().equals(replaced)) {
            return operand.kind() == Operand.Kind.LAST ? replacement : Double.NaN;
        }
        Cell cell = world == null ? null : world.find(operand.metric());
        if (cell == null || cell.eventMillis == Cell.NEVER || (cell.overdue && !isLifeSafety())) {
            return Double.NaN;
        }
        if (operand.kind() == Operand.Kind.BEFORE) {
            return member == null ? Double.NaN : member.before(operand.metric());
        }
        return cell.get(operand);
    }

    /** To life safety a value counts however late it came. */
    private boolean isLifeSafety() {
        return asked != null && asked.isLifeSafety();
    }
}
