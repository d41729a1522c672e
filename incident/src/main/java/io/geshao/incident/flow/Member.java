package io.geshao.incident.flow;

import io.geshao.core.AlertView;

/**
 * A member alert as the case last saw it.
 *
 * @param place path of the place the alert is at
 * @param located whether one device decided; an alert over a scope follows from what devices say in it
 * @param suspected whether it is only a suspicion
 * @param taken whether somebody's acknowledgement covers it: given at the case, or seen in the alert itself
 */
public record Member(
        String alertId, AlertView.State state, String place, boolean located, boolean suspected, boolean taken) {
    public Member as(AlertView.State newState, boolean newTaken) {
        return new Member(alertId, newState, place, located, suspected, newTaken);
    }

    public boolean needsAck() {
        return state.isOpen() && !taken && !state.isAcked();
    }
}
