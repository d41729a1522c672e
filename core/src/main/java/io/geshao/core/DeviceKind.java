package io.geshao.core;

import java.util.Locale;

/** The four kinds of sensor. The kind gives plausible ranges and default rules; any device may send any metric. */
public enum DeviceKind {
    PARKING,
    WASTE_BIN,
    FIRE,
    WATER;

    /** The name on the wire and in files: {@code parking}, {@code waste_bin}, {@code fire}, {@code water}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #wireName()}; anything else is an {@link IllegalArgumentException}. */
    public static DeviceKind of(String wireName) {
        for (DeviceKind kind : values()) {
            if (kind.wireName().equals(wireName)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not a device kind: '" + wireName + "'");
    }
}
