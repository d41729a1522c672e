package io.geshao.core;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * What a reading measures, always in one canonical unit (UCUM symbol). Canonical metrics are a closed list; a name that
 * starts with {@code x_} is a vendor metric: stored and charted, no range, no default rule. Instances are interned, so
 * {@code ==} and {@code equals} agree. Booleans are {@code true}/{@code false} on the wire and 1/0 as a value.
 */
public final class Metric implements Comparable<Metric> {
    private static final Map<String, Metric> CANONICAL = new LinkedHashMap<>();
    private static final Map<String, Metric> VENDOR = new ConcurrentHashMap<>();
    private static final Pattern VENDOR_SHAPE = Pattern.compile("x_[A-Za-z0-9_.-]{1,61}");
    /** Vendor names come from outside; past this many the rest share no entry and are made anew each time. */
    private static final int INTERNED_VENDOR_NAMES = 10_000;

    public static final Metric SMOKE_OBSCURATION = number("smoke_obscuration", "dB/m", 0, 20);
    public static final Metric SMOKE_ALARM = flag("smoke_alarm");
    public static final Metric HEAT_ALARM = flag("heat_alarm");
    public static final Metric CALL_POINT = flag("call_point");
    public static final Metric FIRE_ALARM = flag("fire_alarm");
    public static final Metric CO = number("co", "[ppm]", 0, 12_800);
    public static final Metric HYDRANT_PRESSURE = number("hydrant_pressure", "MPa", 0, 2.5);
    public static final Metric TAMPER = flag("tamper");
    public static final Metric FILL_LEVEL = number("fill_level", "%", 0, 100);
    public static final Metric DISTANCE = number("distance", "mm", 0, 60_000);
    public static final Metric TILT = flag("tilt");
    public static final Metric OCCUPIED = flag("occupied");
    public static final Metric DURATION = number("duration", "s", 0, 31_622_400);
    public static final Metric LEVEL = number("level", "m", -10, 100);
    public static final Metric FLOW = number("flow", "m3/h", -5_000, 5_000);
    public static final Metric PRESSURE = number("pressure", "MPa", -0.1, 2.5);
    public static final Metric VOLUME = number("volume", "m3", 0, 1e9);
    public static final Metric TURBIDITY = number("turbidity", "{NTU}", 0, 4_000);
    public static final Metric PH = number("ph", "[pH]", 0, 14);
    public static final Metric FREE_CHLORINE = number("free_chlorine", "mg/L", 0, 20);
    public static final Metric LEAK = flag("leak");
    public static final Metric MANHOLE_TILT = number("manhole_tilt", "deg", 0, 180);
    public static final Metric TEMPERATURE = number("temperature", "Cel", -40, 85);
    public static final Metric HUMIDITY = number("humidity", "%", 0, 100);
    public static final Metric BATTERY = number("battery", "%", 0, 100);
    public static final Metric BATTERY_VOLTAGE = number("battery_voltage", "V", 0, 30);
    public static final Metric RSSI = number("rssi", "dBm", -150, 0);
    public static final Metric SNR = number("snr", "dB", -35, 30);
    public static final Metric HEARTBEAT = flag("heartbeat");
    public static final Metric FAULT = flag("fault");
    public static final Metric SELF_TEST = flag("self_test");

    private static final AtomicInteger NEXT_INDEX = new AtomicInteger(CANONICAL.size());

    /** {@link #index} of a metric that is not interned. */
    public static final int NO_INDEX = -1;

    private final String name;
    private final int index;
    private final String unit;
    private final boolean isBoolean;
    private final double min;
    private final double max;

    private Metric(String name, int index, String unit, boolean isBoolean, double min, double max) {
        this.name = name;
        this.index = index;
        this.unit = unit;
        this.isBoolean = isBoolean;
        this.min = min;
        this.max = max;
    }

    private static Metric number(String name, String unit, double min, double max) {
        Metric metric = new Metric(name, CANONICAL.size(), unit, false, min, max);
        CANONICAL.put(name, metric);
        return metric;
    }

    private static Metric flag(String name) {
        Metric metric = new Metric(name, CANONICAL.size(), "", true, 0, 1);
        CANONICAL.put(name, metric);
        return metric;
    }

    /** The canonical or vendor metric of that name, or empty: that is {@link RejectionReason#UNKNOWN_METRIC}. */
    public static Optional<Metric> find(String name) {
        Metric canonical = CANONICAL.get(name);
        if (canonical != null) {
            return Optional.of(canonical);
        }
        Metric known = VENDOR.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (!VENDOR_SHAPE.matcher(name).matches()) {
            return Optional.empty();
        }
        if (VENDOR.size() >= INTERNED_VENDOR_NAMES) {
            return Optional.of(vendor(name, NO_INDEX));
        }
        return Optional.of(VENDOR.computeIfAbsent(name, key -> vendor(key, NEXT_INDEX.getAndIncrement())));
    }

    private static Metric vendor(String name, int index) {
        return new Metric(name, index, "", false, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** As {@link #find}, for names that must exist: an unknown one is an {@link IllegalArgumentException}. */
    public static Metric of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("unknown metric: '" + name + "'"));
    }

    /** All canonical metrics, in the order of the payload reference. */
    public static Collection<Metric> canonical() {
        return Collections.unmodifiableCollection(CANONICAL.values());
    }

    public String name() {
        return name;
    }

    /**
     * A small number of its own in this process, for tables by metric: canonical metrics count from 0, vendor metrics
     * follow in the order in which they are met. {@link #NO_INDEX} if there have been too many. Never stored.
     */
    public int index() {
        return index;
    }

    /** UCUM symbol of the canonical unit, empty for booleans and vendor metrics. */
    public String unit() {
        return unit;
    }

    /** Whether only {@code true} and {@code false} are values. A vendor metric takes numbers and booleans. */
    public boolean isBoolean() {
        return isBoolean;
    }

    public boolean isVendor() {
        return name.startsWith("x_");
    }

    /**
     * Whether a device of that kind can honestly measure this value. Only the air temperature depends on the kind: a
     * fire detector sees −40…200 °C, a bin −40…150 °C, anything else −40…85 °C.
     */
    public boolean plausible(DeviceKind kind, double value) {
        double upper = this == TEMPERATURE
                ? switch (kind) {
                    case FIRE -> 200;
                    case WASTE_BIN -> 150;
                    case PARKING, WATER -> max;
                }
                : max;
        return value >= min && value <= upper;
    }

    @Override
    public int compareTo(Metric other) {
        return name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metric that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
