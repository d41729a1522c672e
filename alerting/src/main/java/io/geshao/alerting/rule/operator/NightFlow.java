package io.geshao.alerting.rule.operator;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Operand.Nights;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Arrays;

/**
 * The lowest value of each night, and those of the nights before that were not found wrong. A night is closed when it is
 * judged and settled when the verdict is known: a night that is found wrong is not what later ones are compared with. A
 * night with fewer than three values says nothing. Source: minimum-night-flow method of KIOS-Research/LeakDB.
 */
final class NightFlow implements Memory {
    private static final int FEWEST = 3;
    private static final int FEWEST_NIGHTS = 3;
    /** Fields in front of the history in the snapshot. */
    private static final int FIELDS = 8;

    private final Nights nights;
    private double nightDay = Double.NaN; // the day whose window is being watched, since the epoch
    private double nightMin = Double.POSITIVE_INFINITY;
    private double nightCount;
    private double daySum;
    private double dayCount;

    private double daily = Double.NaN;
    private double baseline = Double.NaN;
    private double dayMean = Double.NaN;
    private double[] history = new double[0]; // oldest first

    NightFlow(Nights nights) {
        this.nights = nights;
    }

    @Override
    public void add(double value, long eventMillis) {
        ZonedDateTime at = Instant.ofEpochMilli(eventMillis).atZone(nights.zone());
        daySum += value;
        dayCount++;
        LocalTime time = at.toLocalTime();
        if (time.isBefore(nights.from()) || !time.isBefore(nights.to())) {
            return;
        }
        long day = at.toLocalDate().toEpochDay();
        if (Double.isNaN(nightDay) || day > nightDay) {
            nightDay = day;
            nightMin = value;
            nightCount = 1;
        } else if (day == nightDay) {
            nightMin = Math.min(nightMin, value);
            nightCount++;
        }
    }

    /** The night of that day is over: from now on it is what {@code daily} speaks of. */
    void close(LocalDate day) {
        boolean isKnown = nightDay == day.toEpochDay() && nightCount >= FEWEST;
        daily = isKnown ? nightMin : Double.NaN;
        baseline = history.length < FEWEST_NIGHTS
                ? Double.NaN
                : Arrays.stream(history).min().orElse(Double.NaN);
        dayMean = dayCount < FEWEST ? Double.NaN : daySum / dayCount;
        daySum = 0;
        dayCount = 0;
        nightCount = 0;
        nightMin = Double.POSITIVE_INFINITY;
    }

    /** The verdict about the night that was closed is known. */
    void settle(boolean wrong) {
        if (wrong || Double.isNaN(daily)) {
            return;
        }
        int kept = Math.min(history.length, nights.days() - 1);
        double[] longer = Arrays.copyOfRange(history, history.length - kept, history.length + 1);
        longer[kept] = daily;
        history = longer;
    }

    @Override
    public double value(Operand operand, long nowMillis) {
        return switch (operand.kind()) {
            case DAILY -> daily;
            case BASELINE -> baseline;
            case DAY_MEAN -> dayMean;
            default -> Double.NaN;
        };
    }

    @Override
    public double[] state() {
        double[] state = new double[FIELDS + history.length];
        double[] fields = {nightDay, nightMin, nightCount, daySum, dayCount, daily, baseline, dayMean};
        System.arraycopy(fields, 0, state, 0, FIELDS);
        System.arraycopy(history, 0, state, FIELDS, history.length);
        return state;
    }

    @Override
    public void restore(double[] state) {
        if (state.length < FIELDS) {
            return;
        }
        nightDay = state[0];
        nightMin = state[1];
        nightCount = state[2];
        daySum = state[3];
        dayCount = state[4];
        daily = state[5];
        baseline = state[6];
        dayMean = state[7];
        history = Arrays.copyOfRange(state, FIELDS, state.length);
    }
}
