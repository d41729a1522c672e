package io.geshao.alerting.rule.operator;

import io.geshao.alerting.rule.Operand;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * How far the last value lies from what this hour of the day has been on the days before, in standard deviations. Nothing
 * is said before half of the days are known. A deviation of less than 1 % of the mean counts as 1 %: a flow that never
 * varied is not a burst when it does by a litre. Source: catalogue rule A7.
 */
final class HourProfile implements Memory {
    private static final int HOURS = 24;
    private static final int FIELDS = 3; // count, sum, sum of squares
    private static final long HOUR_MILLIS = 3_600_000;
    private static final double LEAST_SPREAD = 0.01;

    private final int days;
    private final ZoneId zone;
    private final double[] sums; // by day modulo days + 1, hour, field
    private final double[] dayOf; // which day a place holds, since the epoch
    private double last = Double.NaN;
    private double lastMillis = Double.NEGATIVE_INFINITY;

    private long offsetHour = Long.MIN_VALUE; // the UTC hour for which the offset is known
    private long offsetMillis;

    HourProfile(int days, ZoneId zone) {
        this.days = days;
        this.zone = zone;
        this.sums = new double[(days + 1) * HOURS * FIELDS];
        this.dayOf = new double[days + 1];
        Arrays.fill(dayOf, Double.NaN);
    }

    @Override
    public void add(double value, long eventMillis) {
        long hour = hourOf(eventMillis);
        long day = Math.floorDiv(hour, HOURS);
        int place = (int) Math.floorMod(day, (long) days + 1);
        if (dayOf[place] != day) {
            if (dayOf[place] > day) {
                return; // older than anything that is compared
            }
            dayOf[place] = day;
            Arrays.fill(sums, place * HOURS * FIELDS, (place + 1) * HOURS * FIELDS, 0);
        }
        int at = (place * HOURS + (int) Math.floorMod(hour, (long) HOURS)) * FIELDS;
        sums[at]++;
        sums[at + 1] += value;
        sums[at + 2] += value * value;
        if (eventMillis >= lastMillis) {
            last = value;
            lastMillis = eventMillis;
        }
    }

    @Override
    public double value(Operand operand, long nowMillis) {
        long hour = hourOf(nowMillis);
        long day = Math.floorDiv(hour, HOURS);
        double count = 0;
        double sum = 0;
        double squares = 0;
        int known = 0;
        for (int place = 0; place <= days; place++) {
            int at = (place * HOURS + (int) Math.floorMod(hour, (long) HOURS)) * FIELDS;
            if (dayOf[place] < day && dayOf[place] >= day - days && sums[at] > 0) {
                known++;
                count += sums[at];
                sum += sums[at + 1];
                squares += sums[at + 2];
            }
        }
        if (known * 2 < days || count < 2) {
            return Double.NaN;
        }
        double mean = sum / count;
        double spread = Math.sqrt(Math.max(0, (squares - sum * mean) / (count - 1)));
        return (last - mean) / Math.max(spread, LEAST_SPREAD * Math.abs(mean));
    }

    private long hourOf(long millis) {
        long utcHour = Math.floorDiv(millis, HOUR_MILLIS);
        if (utcHour != offsetHour) {
            offsetHour = utcHour;
            offsetMillis =
                    zone.getRules().getOffset(Instant.ofEpochMilli(millis)).getTotalSeconds() * 1_000L;
        }
        return Math.floorDiv(millis + offsetMillis, HOUR_MILLIS);
    }

    @Override
    public double[] state() {
        double[] state = Arrays.copyOf(sums, sums.length + dayOf.length + 2);
        System.arraycopy(dayOf, 0, state, sums.length, dayOf.length);
        state[state.length - 2] = last;
        state[state.length - 1] = lastMillis;
        return state;
    }

    @Override
    public void restore(double[] state) {
        if (state.length == sums.length + dayOf.length + 2) {
            System.arraycopy(state, 0, sums, 0, sums.length);
            System.arraycopy(state, sums.length, dayOf, 0, dayOf.length);
            last = state[state.length - 2];
            lastMillis = state[state.length - 1];
        }
    }
}
