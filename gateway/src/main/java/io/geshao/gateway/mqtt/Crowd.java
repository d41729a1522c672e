package io.geshao.gateway.mqtt;

import io.geshao.core.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many connections there are, and how fast new ones come. After an outage all devices come at once: those beyond what
 * the door can greet are sent away at once and come back later, instead of all of them waiting and giving up. Any thread.
 */
final class Crowd {
    private static final long BURST_SECONDS = 2;

    private final int max;
    private final long intervalNanos;
    private final long burstNanos = TimeUnit.SECONDS.toNanos(BURST_SECONDS);
    private final Ticker ticker;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong fullAt; // as in DeviceLimits: when the bucket will be full again

    /** What becomes of one more connection. */
    enum Admission {
        WELCOME,
        /** There are too many: closed without a word. */
        FULL,
        /** They come too fast: told so, if it asks to be let in. */
        TOO_FAST
    }

    Crowd(int max, int perSecond, Ticker ticker) {
        this.max = max;
        this.intervalNanos = perSecond == 0 ? 0 : Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
        this.ticker = ticker;
        this.fullAt = new AtomicLong(ticker.nanos());
    }

    /** Counts a connection in, unless it is {@link Admission#FULL}. */
    Admission admit() {
        if (inside.incrementAndGet() > max) {
            inside.decrementAndGet();
            return Admission.FULL;
        }
        return intervalNanos == 0 || takesToken() ? Admission.WELCOME : Admission.TOO_FAST;
    }

    private boolean takesToken() {
        long now = ticker.nanos();
        while (true) {
            long known = fullAt.get();
            long ahead = Math.max(0, known - now);
            if (ahead > burstNanos - intervalNanos && ahead > 0) {
                return false;
            }
            if (fullAt.compareAndSet(known, now + ahead + intervalNanos)) {
                return true;
            }
        }
    }

    /** A connection that was counted in is gone. */
    void left() {
        inside.decrementAndGet();
    }
}
