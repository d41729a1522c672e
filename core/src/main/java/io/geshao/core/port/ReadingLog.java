package io.geshao.core.port;

import io.geshao.core.StoredBatch;
import java.util.List;

/** All committed readings in one total order, to be read from a remembered position. Blocking; any thread. */
public interface ReadingLog {
    /** Number of the newest committed batch; 0 if there is none. */
    long head();

    /**
     * Batches after a position in ascending order; once a batch is returned, no lower number appears later. A page may be
     * shorter than asked for: only an empty one is the end of the log.
     *
     * @param maxBatches at most this many, at least 1
     */
    List<StoredBatch> after(long number, int maxBatches);

    /**
     * How far the log is complete: what gateways received before this time is in it, and listeners have heard of it, as
     * far as this process can know. Who decides on the passing of time (silence, delays) must not look beyond it, or a
     * slow store looks like a dead device. Never blocks, never later than {@code nowMillis}; it may go back.
     *
     * <p>The process that writes the log knows what waits to be written, and writes it down each second. A reader in its own
     * process learns of it with {@link #after}, and its time stands still while nobody writes.
     */
    default long completeUntilMillis(long nowMillis) {
        return nowMillis;
    }
}
