package io.geshao.core.port;

import io.geshao.core.StoredBatch;
import java.util.List;

/** All committed readings in one total order, to be read from a remembered position. Blocking; any thread. */
public interface ReadingLog {
    /** Number of the newest committed batch; 0 if there is none. */
    long head();

    /**
     * Batches after a position in ascending order; once a batch is returned, no lower number appears later.
     *
     * @param maxBatches at most this many, at least 1
     */
    List<StoredBatch> after(long number, int maxBatches);
}
