package io.geshao.alerting.state;

import java.util.ArrayList;
import java.util.List;

/**
 * How often the condition of one rule and device has come and gone. Immutable. Times are event times, milliseconds.
 * Source: chattering alarm, ISA-18.2 (three times in a minute).
 *
 * @param turned when it turned true, the last few times, oldest first
 * @param changedMillis when it last turned true or false
 * @param holds whether it holds as last seen
 * @param on whether it chatters
 */
public record Chatter(List<Long> turned, long changedMillis, boolean holds, boolean on) {
    public static final Chatter NONE = new Chatter(List.of(), 0, false, false);

    /**
     * @param times turned true so often …
     * @param withinMillis … within this time: it chatters
     * @param quietMillis it is over after so long without a change
     */
    public record Limits(int times, long withinMillis, long quietMillis) {
        /** Source: rule D6. */
        public static final Limits DEFAULT = new Limits(3, 60_000, 600_000);
    }

    public Chatter {
        turned = List.copyOf(turned);
    }

    /** After an observation that the condition holds or does not. Older than the last change: nothing. */
    public Chatter seen(boolean nowHolds, long atMillis, Limits limits) {
        if (nowHolds == holds || atMillis < changedMillis) {
            return this;
        }
        List<Long> times = new ArrayList<>(turned);
        if (nowHolds) {
            times.add(atMillis);
            if (times.size() > limits.times()) {
                times.remove(0);
            }
        }
        boolean often = times.size() >= limits.times() && atMillis - times.get(0) <= limits.withinMillis();
        return new Chatter(times, atMillis, nowHolds, on || often);
    }

    /** When it is over if nothing changes, or {@link Long#MAX_VALUE} if it does not chatter. */
    public long overMillis(Limits limits) {
        return on ? changedMillis + limits.quietMillis() : Long.MAX_VALUE;
    }

    /** After time has passed. */
    public Chatter at(long nowMillis, Limits limits) {
        return nowMillis >= overMillis(limits) ? new Chatter(List.of(), changedMillis, holds, false) : this;
    }

    /** Whether what it remembers can still matter. */
    public boolean isForgotten(long nowMillis, Limits limits) {
        return !on && (turned.isEmpty() || nowMillis - turned.get(turned.size() - 1) > limits.withinMillis());
    }
}
