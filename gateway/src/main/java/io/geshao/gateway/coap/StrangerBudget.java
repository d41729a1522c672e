package io.geshao.gateway.coap;

import io.geshao.core.time.Ticker;

/**
 * How many messages without a valid token are kept as rejections: anyone on the network can send them, and the spool's
 * room belongs to the devices. A token bucket; any thread.
 */
final class StrangerBudget {
    /** Enough for a person who sets up a device and gets it wrong. */
    static final int BURST = 100;

    static final int PER_SECOND = 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Ticker ticker;
    private double left = BURST; // guarded by this
    private long filledNanos; // guarded by this

    StrangerBudget(Ticker ticker) {
        this.ticker = ticker;
        this.filledNanos = ticker.nanos();
    }

    /** What is to be done with one more of them. */
    enum Decision {
        KEEP,
        COUNT_ONLY
    }

    synchronized Decision judge() {
        long now = ticker.nanos();
        left = Math.min(BURST, left + (now - filledNanos) / NANOS_PER_SECOND * PER_SECOND);
        filledNanos = now;
        if (left < 1) {
            return Decision.COUNT_ONLY;
        }
        left--;
        return Decision.KEEP;
    }
}
