package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import io.geshao.core.port.BatchSink.LaneCount;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The books of all lanes. Owner: the spool's writer thread; after a failed commit they are read back. */
final class Books {
    private final SpoolStore store;
    private final Map<Lane, LaneBook> lanes = new EnumMap<>(Lane.class);

    Books(SpoolStore store) {
        this.store = store;
    }

    void load(long nowMillis) throws SQLException {
        for (Lane lane : Lane.values()) {
            lanes.put(lane, store.load(lane, nowMillis));
        }
    }

    LaneBook of(Lane lane) {
        LaneBook book = lanes.get(lane);
        if (book == null) {
            throw new IllegalStateException("the books of " + lane + " are not loaded");
        }
        return book;
    }

    /** Writes what has changed into the transaction under way. */
    void save(long nowMillis) throws SQLException {
        for (LaneBook book : lanes.values()) {
            book.save(store, nowMillis);
        }
    }

    /** The transaction is committed. */
    void saved() {
        lanes.values().forEach(LaneBook::saved);
    }

    long bytes() {
        long bytes = 0;
        for (LaneBook book : lanes.values()) {
            bytes += book.bytes();
        }
        return bytes;
    }

    List<LaneCount> counts(long nowMillis) {
        List<LaneCount> counts = new ArrayList<>(lanes.size());
        lanes.values().forEach(book -> counts.add(book.count(nowMillis)));
        return counts;
    }
}
