package io.geshao.alerting.state;

import java.util.ArrayList;
import java.util.List;

/**
 * New alerts at one desk. Immutable; times in milliseconds. Source: alarm flood, ISA-18.2: more than 10 new alerts in any
 * 10 minutes, over when fewer than 5.
 *
 * @param recent when alerts of the last ten minutes were raised, oldest first; at most {@link #KEPT} are remembered
 * @param sinceMillis when it began, 0 if there is none
 * @param peak the most there were at once since then
 */
public record Flood(List<Long> recent, long sinceMillis, int peak) {
    public static final Flood NONE = new Flood(List.of(), 0, 0);
    public static final long WINDOW_MILLIS = 600_000;
    public static final int BEGINS_ABOVE = 10;
    public static final int ENDS_BELOW = 5;
    static final int KEPT = 1_000;

    public Flood {
        recent = List.copyOf(recent);
    }

    public boolean isOn() {
        return sinceMillis > 0;
    }

    /** A new alert. */
    public Flood raised(long atMillis) {
        Flood now = at(atMillis);
        List<Long> times = new ArrayList<>(now.recent.size() + 1);
        times.addAll(now.recent);
        times.add(atMillis);
        if (times.size() > KEPT) {
            times.remove(0);
        }
        boolean begins = !isOn() && times.size() > BEGINS_ABOVE;
        long since = begins ? atMillis : now.sinceMillis;
        return new Flood(times, since, since > 0 ? Math.max(peak, times.size()) : 0);
    }

    /** Time has passed. */
    public Flood at(long nowMillis) {
        if (recent.isEmpty() ? !isOn() : nowMillis - recent.get(0) < WINDOW_MILLIS) {
            return this;
        }
        List<Long> times =
                recent.stream().filter(time -> nowMillis - time < WINDOW_MILLIS).toList();
        boolean over = times.size() < ENDS_BELOW;
        return new Flood(times, over ? 0 : sinceMillis, over ? 0 : peak);
    }

    /** When it can next be over, or {@link Long#MAX_VALUE} if there is none: the fifth-newest alert leaves the window. */
    public long checkMillis() {
        if (!isOn()) {
            return Long.MAX_VALUE;
        }
        int leaves = recent.size() - ENDS_BELOW;
        return leaves < 0 ? sinceMillis : recent.get(leaves) + WINDOW_MILLIS;
    }
}
