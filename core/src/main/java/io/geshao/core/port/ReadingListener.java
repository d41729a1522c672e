package io.geshao.core.port;

import io.geshao.core.StoredBatch;

/**
 * Hears of readings the moment they are committed, in commit order, from one thread. A listener must not block; what it
 * misses it finds in the {@link ReadingLog}.
 */
@FunctionalInterface
public interface ReadingListener {
    void onStored(StoredBatch batch);
}
