package io.geshao.alerting.rule.operator;

import io.geshao.alerting.rule.Operand;

/**
 * Whether the value has changed in the window; with an amount, whether it has fallen by that much from one reading to the
 * next. "No" takes a whole window of watching: who has just begun to look knows nothing.
 */
final class Changed implements Memory {
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private final double fall; // 0 for any change
    private double sinceMillis = Double.NaN;
    private double eventMillis = NEVER;
    private double last = Double.NaN;
    private double changedMillis = NEVER;

    private Changed(double fall) {
        this.fall = fall;
    }

    static Changed byAnything() {
        return new Changed(0);
    }

    static Changed byFall(double amount) {
        return new Changed(amount);
    }

    @Override
    public void add(double value, long event) {
        if (Double.isNaN(sinceMillis)) {
            sinceMillis = event;
        } else if (event < eventMillis) {
            // It was overtaken: between it and what is last there was a change, if they differ.
            if (fall == 0 && value != last) {
                changedMillis = Math.max(changedMillis, event);
            }
            return;
        } else if (fall == 0 ? value != last : value <= last - fall) {
            changedMillis = event;
        }
        last = value;
        eventMillis = event;
    }

    @Override
    public double value(Operand operand, long nowMillis) {
        if (nowMillis - changedMillis < operand.windowMillis()) {
            return 1;
        }
        return nowMillis - sinceMillis >= operand.windowMillis() ? 0 : Double.NaN;
    }

    @Override
    public double[] state() {
        return new double[] {sinceMillis, eventMillis, last, changedMillis};
    }

    @Override
    public void restore(double[] state) {
        if (state.length == 4) {
            sinceMillis = state[0];
            eventMillis = state[1];
            last = state[2];
            changedMillis = state[3];
        }
    }
}
