package io.geshao.core;

import java.util.Locale;

/**
 * How urgent a reading is on its way to the centre, most urgent first. The device's profile gives it; a reading whose
 * value is already an alarm moves up. The two urgent lanes never drop anything.
 */
public enum Lane {
    LIFE_SAFETY,
    URGENT,
    ROUTINE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Lane of(String wireName) {
        for (Lane lane : values()) {
            if (lane.wireName().equals(wireName)) {
                return lane;
            }
        }
        throw new IllegalArgumentException("not a lane: '" + wireName + "'");
    }

    /** The more urgent of the two. */
    public Lane atLeast(Lane other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
