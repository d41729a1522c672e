package io.geshao.alerting.rule.operator;

import io.geshao.alerting.rule.Operand;
import java.util.Arrays;

/** Which flags the last reading carried, and when one of them was carried before. The values are sets of flags. */
final class Flags implements Memory {
    /** More flagged readings than this in a window count as this many. */
    private static final int LIMIT = 256;

    private final long bit;
    private final long windowMillis;
    private double last = Double.NaN;
    private double[] times = new double[0]; // oldest first, none older than the window

    Flags(long bit, long windowMillis) {
        this.bit = bit;
        this.windowMillis = windowMillis;
    }

    @Override
    public void add(double flags, long eventMillis) {
        last = flags;
        if (windowMillis == 0 || ((long) flags & bit) == 0) {
            return;
        }
        double[] kept = Arrays.stream(times)
                .filter(time -> time > eventMillis - (double) windowMillis)
                .sorted()
                .toArray();
        int from = Math.max(0, kept.length - LIMIT + 1);
        times = Arrays.copyOfRange(kept, from, kept.length + 1);
        times[times.length - 1] = eventMillis;
    }

    @Override
    public double value(Operand operand, long nowMillis) {
        if (Double.isNaN(last)) {
            return Double.NaN;
        }
        if (operand.kind() == Operand.Kind.FLAG) {
            return ((long) last & bit) != 0 ? 1 : 0;
        }
        int found = 0;
        for (double time : times) {
            if (time > nowMillis - (double) windowMillis) {
                found++;
            }
        }
        return found;
    }

    @Override
    public double[] state() {
        double[] state = Arrays.copyOf(times, times.length + 1);
        state[times.length] = last;
        return state;
    }

    @Override
    public void restore(double[] state) {
        if (state.length > 0) {
            last = state[state.length - 1];
            times = Arrays.copyOf(state, state.length - 1);
        }
    }
}
