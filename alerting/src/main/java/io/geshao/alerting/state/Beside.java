package io.geshao.alerting.state;

import io.geshao.core.AlertView.Standing;

/**
 * All that is remembered of an alert beside its phase. Immutable.
 *
 * @param standing of the open episode; none if none is open
 * @param toldMillis when people were last told of the open episode, 0 if never
 * @param stale whether it has been open for a day, and that was recorded
 * @param chatter of the condition, also between episodes
 */
public record Beside(Standing standing, long toldMillis, boolean stale, Chatter chatter) {
    public static final Beside NONE = new Beside(Standing.NONE, 0, false, Chatter.NONE);

    @SuppressWarnings("RedundantNullCheck") // null in what an older version stored
    public Beside {
        standing = standing == null ? Standing.NONE : standing;
        chatter = chatter == null ? Chatter.NONE : chatter;
    }

    public Beside with(Standing now) {
        return now.equals(standing) ? this : new Beside(now, toldMillis, stale, chatter);
    }

    public Beside with(Chatter now) {
        return now.equals(chatter) ? this : new Beside(standing, toldMillis, stale, now);
    }

    public Beside told(long atMillis) {
        return new Beside(standing, atMillis, stale, chatter);
    }

    public Beside staleNow() {
        return new Beside(standing, toldMillis, true, chatter);
    }

    /** An episode begins. */
    public Beside begun(Standing first) {
        return new Beside(Overlay.chattering(first, chatter.on()), 0, false, chatter);
    }

    /** The episode is over; how the condition came and went stays known. */
    public Beside ended() {
        return new Beside(Standing.NONE, 0, false, chatter);
    }
}
