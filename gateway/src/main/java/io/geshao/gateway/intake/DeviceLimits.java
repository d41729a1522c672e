package io.geshao.gateway.intake;

import io.geshao.core.DeviceId;
import io.geshao.core.time.Ticker;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many messages a device may send, through whatever door: one token bucket per device, so that a device that floods
 * is throttled alone. Any thread; no lock, and nothing is allocated for a device that is known.
 *
 * <p>A door asks once per message, for a device that is registered and whose publisher may speak for it: a stranger must not use up the share of
 * a device.
 */
public final class DeviceLimits {
    /** Bound of what is remembered; far above what one gateway serves. */
    static final int MAX_DEVICES = 100_000;

    /** A flood is told once in this time per device, not once per message: the spool's room belongs to readings. */
    static final long REPORT_NANOS = 60_000_000_000L;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Ticker ticker;
    private final long intervalNanos;
    private final long burstNanos;
    private final int maxDevices;
    private final ConcurrentHashMap<DeviceId, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket rest;

    /** What becomes of one more message. */
    public enum Decision {
        PASS,
        /** Refuse it. */
        LIMITED,
        /** Refuse it, and keep a {@code RATE_LIMITED} rejection: the first of a flood, and again every minute. */
        LIMITED_AND_REPORT
    }

    /**
     * @param perSecond messages a device may send in the long run; 0 for no limit at all
     * @param burst messages it may send at once after a pause
     */
    public DeviceLimits(double perSecond, int burst, Ticker ticker) {
        this(perSecond, burst, MAX_DEVICES, ticker);
    }

    DeviceLimits(double perSecond, int burst, int maxDevices, Ticker ticker) {
        if (!(perSecond >= 0) || burst < 1) {
            throw new IllegalArgumentException("no such limit: " + perSecond + "/s, burst " + burst);
        }
        this.ticker = ticker;
        this.intervalNanos = perSecond == 0 ? 0 : Math.max(1, Math.round(NANOS_PER_SECOND / perSecond));
        this.burstNanos = (burst - 1L) * intervalNanos;
        this.maxDevices = maxDevices;
        this.rest = new Bucket(ticker.nanos());
    }

    /** Judges one message of the device and takes its token, if there is one. */
    public Decision judge(DeviceId device) {
        if (intervalNanos == 0) {
            return Decision.PASS;
        }
        long now = ticker.nanos();
        Bucket bucket = buckets.get(device);
        return (bucket == null ? bucketOf(device, now) : bucket).judge(now);
    }

    /** What the due report says, in a sentence; the next one counts anew. */
    public String report(DeviceId device) {
        Bucket bucket = buckets.get(device);
        long count = (bucket == null ? rest : bucket).refused.getAndSet(0);
        return count <= 1
                ? "more messages than one device may send"
                : count + " messages more than one device may send";
    }

    /** Whole seconds after which a refused device may try again. */
    public long retrySeconds() {
        return Math.max(1, (long) Math.ceil(intervalNanos / NANOS_PER_SECOND));
    }

    int size() {
        return buckets.size();
    }

    private Bucket bucketOf(DeviceId device, long now) {
        if (buckets.size() >= maxDevices) {
            // A bucket that is full again says no more than none at all.
            buckets.values().removeIf(bucket -> bucket.isFull(now));
            if (buckets.size() >= maxDevices) {
                return rest; // the devices beyond the bound share one
            }
        }
        Bucket made = new Bucket(now);
        @Nullable Bucket other = buckets.putIfAbsent(device, made);
        return other == null ? made : other;
    }

    /*
     * One number instead of a level and a time: when the bucket will be full again. A message moves it by one interval,
     * and is refused if that would put it further away than a burst takes to refill (the generic cell rate algorithm,
     * ITU-T I.371, annex A).
     */
    private final class Bucket {
        private final AtomicLong fullAt;
        private final AtomicLong reportFrom;
        private final AtomicLong refused = new AtomicLong(); // since the last report

        Bucket(long now) {
            fullAt = new AtomicLong(now);
            reportFrom = new AtomicLong(now);
        }

        Decision judge(long now) {
            while (true) {
                long known = fullAt.get();
                long ahead = Math.max(0, known - now); // a difference: nanos have no origin
                if (ahead > burstNanos) {
                    return refused(now);
                }
                if (fullAt.compareAndSet(known, now + ahead + intervalNanos)) {
                    return Decision.PASS;
                }
            }
        }

        private Decision refused(long now) {
            refused.incrementAndGet();
            long from = reportFrom.get();
            return now - from >= 0 && reportFrom.compareAndSet(from, now + REPORT_NANOS)
                    ? Decision.LIMITED_AND_REPORT
                    : Decision.LIMITED;
        }

        boolean isFull(long now) {
            return fullAt.get() - now <= 0 && reportFrom.get() - now <= 0;
        }
    }
}
