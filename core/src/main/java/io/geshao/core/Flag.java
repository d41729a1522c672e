package io.geshao.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is known about the circumstances of a reading. A set of flags is stored and carried as one {@code int} of
 * {@link #bit()}s: bit positions are part of the stored format, so new flags go at the end.
 */
public enum Flag {
    /** Event time older than the profile's bound when the gateway got it; stored, and judged late. */
    LATE,
    /** No time in the payload: the event time is the gateway's receive time. */
    NO_TS,
    /** The device's time was impossible; the event time is the receive time and the raw time is kept. */
    BAD_CLOCK,
    /** Test button or self-test; never opens a live incident. */
    TEST,
    /** Marked as simulated by its network server; never opens a live incident. */
    SIMULATED,
    /** The rest of the frame could not be read. */
    PARTIAL,
    /** The device's own threshold says alarm. */
    DEV_ALARM,
    /** The device's own threshold says all clear. */
    DEV_CLEAR,
    /** Part of an exercise; never pages real channels, never counts in indicators. */
    DRILL,
    /** Waited in the gateway's spool through an outage; set by the spool, never by a payload. */
    BACKFILL,
    /** Inside what the metric can be, outside what the device's profile calls plausible. */
    OUT_OF_RANGE,
    /** The device's clock disagrees with the gateway's by more than the profile allows; the device's time is kept. */
    CLOCK_SKEW;

    public int bit() {
        return 1 << ordinal();
    }

    public boolean in(int flags) {
        return (flags & bit()) != 0;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The wire names of the flags that are set, in declaration order. */
    public static List<String> names(int flags) {
        List<String> names = new ArrayList<>(2);
        for (Flag flag : values()) {
            if (flag.in(flags)) {
                names.add(flag.wireName());
            }
        }
        return names;
    }

    /** The bits of the given flags. */
    public static int bits(Flag... flags) {
        int bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bit();
        }
        return bits;
    }
}
