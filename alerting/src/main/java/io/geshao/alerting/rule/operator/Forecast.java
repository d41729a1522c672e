package io.geshao.alerting.rule.operator;

import io.geshao.alerting.rule.Operand;
import java.util.Arrays;

/**
 * Where the straight line through the values of the window (least squares) will be some time from now. Nothing is said
 * before three values span a quarter of the window.
 */
final class Forecast implements Memory {
    private static final int LIMIT = 128;
    private static final int FEWEST = 3;

    private final long windowMillis;
    private double[] pairs = new double[0]; // time and value, oldest first

    Forecast(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    @Override
    public void add(double value, long eventMillis) {
        int size = pairs.length / 2;
        int at = size;
        while (at > 0 && pairs[2 * at - 2] > eventMillis) {
            at--;
        }
        double newest = at == size ? eventMillis : pairs[2 * size - 2];
        int from = 0;
        while (from < at && (pairs[2 * from] < newest - windowMillis || size - from >= LIMIT)) {
            from++;
        }
        double[] more = new double[2 * (size - from) + 2];
        System.arraycopy(pairs, 2 * from, more, 0, 2 * (at - from));
        more[2 * (at - from)] = eventMillis;
        more[2 * (at - from) + 1] = value;
        System.arraycopy(pairs, 2 * at, more, 2 * (at - from) + 2, 2 * (size - at));
        pairs = more;
    }

    @Override
    public double value(Operand operand, long nowMillis) {
        int from = 0;
        int size = pairs.length / 2;
        while (from < size && pairs[2 * from] < nowMillis - (double) windowMillis) {
            from++;
        }
        int count = size - from;
        if (count < FEWEST || pairs[2 * size - 2] - pairs[2 * from] < windowMillis / 4.0) {
            return Double.NaN;
        }
        double meanTime = 0;
        double meanValue = 0;
        for (int i = from; i < size; i++) {
            meanTime += (pairs[2 * i] - nowMillis) / count;
            meanValue += pairs[2 * i + 1] / count;
        }
        double along = 0;
        double across = 0;
        for (int i = from; i < size; i++) {
            double time = pairs[2 * i] - nowMillis - meanTime;
            along += time * time;
            across += time * (pairs[2 * i + 1] - meanValue);
        }
        return meanValue + across / along * (operand.detail().other() - meanTime);
    }

    @Override
    public double[] state() {
        return pairs.clone();
    }

    @Override
    public void restore(double[] state) {
        pairs = Arrays.copyOf(state, state.length / 2 * 2);
    }
}
