package io.geshao.testkit;

import io.geshao.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks of a test, advanced by hand. Any thread. */
public final class FakeTicker implements Ticker {
    private final AtomicLong epochMillis;
    private final AtomicLong nanos = new AtomicLong();

    private FakeTicker(long epochMillis) {
        this.epochMillis = new AtomicLong(epochMillis);
    }

    public static FakeTicker at(long epochMillis) {
        return new FakeTicker(epochMillis);
    }

    /** @param instant ISO-8601, such as {@code 2026-03-02T10:00:00Z} */
    public static FakeTicker at(String instant) {
        return new FakeTicker(Instant.parse(instant).toEpochMilli());
    }

    @Override
    public long epochMillis() {
        return epochMillis.get();
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Lets both clocks go on; a negative duration is an {@link IllegalArgumentException}. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + duration);
        }
        epochMillis.addAndGet(duration.toMillis());
        nanos.addAndGet(duration.toNanos());
    }

    /** Sets the wall clock alone, as an NTP step does. */
    public void jumpTo(long newEpochMillis) {
        epochMillis.set(newEpochMillis);
    }
}
