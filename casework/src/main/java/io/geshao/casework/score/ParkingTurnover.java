package io.geshao.casework.score;

import org.jspecify.annotations.Nullable;

/**
 * How often bays were taken (车位周转率).
 *
 * @param bays with a sensor in the scope
 * @param arrivals times a bay became occupied; the first value of a sensor is nobody's arrival
 * @param free bays whose last value is free, {@code occupied} those with a car, {@code unknown} those never heard
 */
public record ParkingTurnover(
        String place, Span span, long bays, long arrivals, long free, long occupied, long unknown) {
    /** Arrivals per bay and day; null without bays or time. */
    public @Nullable Double turnover() {
        return bays == 0 || span.days() == 0 ? null : arrivals / (bays * span.days());
    }
}
