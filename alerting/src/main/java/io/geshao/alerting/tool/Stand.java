package io.geshao.alerting.tool;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.Reading;
import io.geshao.core.registry.Registry;
import java.util.List;

/** Where a rule test is played: the bare engine, or a platform with a store, on time that only the test moves. */
public interface Stand extends AutoCloseable {
    /** Sets one up for a test. */
    interface Factory {
        /** @param startMillis the time there, since the epoch */
        Stand start(Registry registry, long startMillis);
    }

    /** Lets time pass; returns when all that was due has had its effect. A time that is over changes nothing. */
    void advanceTo(long millis);

    /** Readings that arrive at the present time. */
    void stored(List<Reading> readings);

    /** A person's order, carried out when this returns. */
    void acknowledge(String alertId);

    /** As {@link #acknowledge}. */
    void reset(String alertId, String cause);

    /** The process dies now, and another one is ready at that time. */
    void restart(long readyMillis);

    /** All open alerts. */
    List<AlertView> open();

    /** All transitions so far. */
    List<AlertTransition> told();

    @Override
    void close();
}
