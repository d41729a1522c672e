package io.geshao.gateway.uplink;

import io.geshao.core.port.BatchSink;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.spool.Spool;
import io.micrometer.core.instrument.MeterRegistry;

/** Carries batches from the spool to the centre. */
public final class Uplink implements AutoCloseable {
    private Uplink() {}

    /** Starts sending; registers itself as the spool's commit listener. */
    public static Uplink start(Spool spool, BatchSink sink, Ticker ticker, MeterRegistry meters) {
        throw new UnsupportedOperationException(spool.toString() + sink + ticker + meters);
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return "up";
    }

    /** Stops sending; what is under way is sent again at the next start. */
    @Override
    public void close() {}
}
