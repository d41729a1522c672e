package io.geshao.core.port;

import io.geshao.core.AlertView;
import java.util.List;
import java.util.Optional;

/** Alerts, to look at and to act on. Blocking; any thread. */
public interface AlertDesk {
    /** All open episodes, most severe first, then newest; listed by state, never by age. */
    List<AlertView> open();

    Optional<AlertView> find(String alertId);

    /** Episodes raised in [fromMillis, toMillis), newest first, open or closed. */
    default List<AlertView> raisedBetween(long fromMillis, long toMillis, int limit) {
        return raisedBetween(fromMillis, toMillis, "", limit);
    }

    /**
     * Episodes raised from {@code fromMillis} on and before one episode in the order of raise time, newest first, and among
     * equals of id, descending.
     *
     * @param raisedMillis raise time of that episode, and {@code id} its id; an empty id lies before all others
     */
    List<AlertView> raisedBetween(long fromMillis, long raisedMillis, String id, int limit);

    /**
     * Orders alerting to acknowledge these episodes. The order is durable when this returns and is carried out once, also
     * across a crash; its effect shows in the {@link AlertLog}. Unknown and closed episodes are passed over.
     */
    void acknowledge(List<String> alertIds, String actor);

    /** As {@link #acknowledge}: resets latched episodes, with the cause a person gave. An active one stays. */
    void reset(List<String> alertIds, String actor, String cause);

    /** As {@link #acknowledge}: nobody followed their acknowledgement up, so it no longer holds. */
    default void lapse(List<String> alertIds, String actor) {
        throw new UnsupportedOperationException("this desk keeps acknowledgements for good");
    }
}
