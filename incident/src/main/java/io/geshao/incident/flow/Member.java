package io.geshao.incident.flow;

import io.geshao.core.AlertView;

/**
 * A member alert as the case last saw it.
 *
 * @param place path of the place the alert is at
 * @param located whether one device decided, so that the place is where it happens and not only where it is looked for
 * @param taken whether somebody's acknowledgement covers it: given at the case, or seen in the alert itself
 */
public record Member(String alertId, AlertView.State state, String place, boolean located, boolean taken) {
    Member as(AlertView.State newState, boolean newTaken) {
        return new Member(alertId, newState, place, located, newTaken);
    }

    boolean needsAck() {
        return state.isOpen() && !taken && !state.isAcked();
    }
}
