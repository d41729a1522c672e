package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import io.geshao.core.time.Ticker;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether more arrives than the centre takes. While it answers, what is on its way to it is kept short by taking less
 * from the devices: a queue that only grows makes every reading late and costs the processor time that the centre lacks.
 * While it does not answer, everything is taken, up to the spool's quota. Any thread.
 */
final class Pressure {
    /** Readings of the live flow, of all lanes: less than half a second at full speed, and all of it still in memory. */
    static final long LIVE_LIMIT = 65_536;
    /** A centre that has confirmed nothing for so long does not count as answering. */
    static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<Lane, LaneReader> readers;
    private final Ticker ticker;
    private volatile long confirmedNanos;

    Pressure(Map<Lane, LaneReader> readers, Ticker ticker) {
        this.readers = new EnumMap<>(readers);
        this.ticker = ticker;
        this.confirmedNanos = ticker.nanos() - SILENT_NANOS;
    }

    /** The centre has confirmed a batch. */
    void confirmed() {
        confirmedNanos = ticker.nanos();
    }

    /** Whether what is not life safety has to wait. */
    boolean holdsBack() {
        long live = 0;
        for (LaneReader reader : readers.values()) {
            live += reader.waitingLive();
        }
        return live > LIVE_LIMIT && ticker.nanos() - confirmedNanos < SILENT_NANOS;
    }
}
