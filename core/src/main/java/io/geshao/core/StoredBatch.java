package io.geshao.core;

import java.util.List;

/**
 * Readings that are committed at the centre and were not there before: duplicates are left out. This is the input of
 * alerting, in one total order.
 *
 * @param number position in that order, ascending without reuse; numbers may have holes
 * @param committedMillis when the centre committed it
 */
public record StoredBatch(long number, long committedMillis, List<Reading> readings) {
    public StoredBatch {
        readings = List.copyOf(readings);
    }
}
