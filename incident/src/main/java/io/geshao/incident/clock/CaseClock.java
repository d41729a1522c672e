package io.geshao.incident.clock;

import io.geshao.casework.ClockKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One clock of a case: how much of a limit somebody has used. Immutable; every change is a new value. It runs, is paused
 * with its rest, or has stopped for good. Which hours count is the calendar's, so a deadline is never stored: a calendar
 * that changes moves it.
 *
 * @param unit code of the unit whose time it counts, empty if the case has one such clock whoever works on it
 * @param limit one original limit, on the wall clock or the work calendar
 * @param extensions by how many further original limits it was extended
 * @param startedMillis when it first ran
 * @param runningSinceMillis since when it runs, or null while it is paused or stopped
 * @param usedMillis what was used before it last began to run, in milliseconds of the limit's own time
 * @param missedMillis the first deadline that passed before it was paused, stopped or settled, or null if none did
 * @param stoppedMillis when it stopped for good, or null
 */
public record CaseClock(
        ClockKind kind,
        String unit,
        TimeLimit limit,
        int extensions,
        long startedMillis,
        @Nullable Long runningSinceMillis,
        long usedMillis,
        @Nullable Long missedMillis,
        @Nullable Long stoppedMillis) {
    /*
     * Three rules decide every deadline.
     *
     * A pause takes off time of the limit's own kind only. At the pause the clock keeps what was used, at the resume it
     * goes on from there; the wall length of the pause is never subtracted, for its nights would then count twice.
     *
     * A limit that is used up exactly at the end of a slot ends there: at 12:00, not at 14:00. So "overdue" is asked of
     * the deadline and not of the time used, which stays the same all through the break.
     *
     * A deadline that has passed stays passed. A unit that gets a case back with nothing left is overdue since the
     * deadline it missed, and a calendar that changes later does not excuse it.
     */
    public CaseClock {
        if (extensions < 0 || usedMillis < 0) {
            throw new IllegalArgumentException("extensions " + extensions + ", used " + usedMillis);
        }
        if (runningSinceMillis != null && stoppedMillis != null) {
            throw new IllegalArgumentException("a clock that has stopped does not run");
        }
    }

    /** A clock that runs from now with its full limit. */
    public static CaseClock start(ClockKind kind, String unit, TimeLimit limit, long nowMillis) {
        return new CaseClock(kind, unit, limit, 0, nowMillis, nowMillis, 0, null, null);
    }

    /** A clock of the case as a whole. */
    public static CaseClock start(ClockKind kind, TimeLimit limit, long nowMillis) {
        return start(kind, "", limit, nowMillis);
    }

    /**
     * The clock of a unit that is given the case: a new unit gets the full limit, a unit that had the case before gets
     * what it had left.
     *
     * @param earlier clocks of the case, oldest first; what is still running is not looked at
     */
    public static CaseClock given(
            List<CaseClock> earlier, ClockKind kind, String unit, TimeLimit limit, long nowMillis) {
        for (int i = earlier.size() - 1; i >= 0; i--) {
            CaseClock clock = earlier.get(i);
            if (clock.kind == kind && clock.unit.equals(unit) && !clock.isRunning()) {
                return clock.runFrom(nowMillis);
            }
        }
        return start(kind, unit, limit, nowMillis);
    }

    public boolean isRunning() {
        return runningSinceMillis != null;
    }

    public boolean isPaused() {
        return runningSinceMillis == null && stoppedMillis == null;
    }

    public boolean isStopped() {
        return stoppedMillis != null;
    }

    /** Keeps the rest. A clock that does not run stays as it is. */
    public CaseClock pause(long nowMillis, WorkCalendar calendar) {
        return isRunning() ? rest(nowMillis, calendar, null) : this;
    }

    /**
     * Goes on with the rest. A clock that runs stays as it is.
     *
     * @throws IllegalStateException if it has stopped for good; a case that comes back is {@link #given} to its unit
     */
    public CaseClock resume(long nowMillis) {
        if (isStopped()) {
            throw new IllegalStateException(kind + " has stopped");
        }
        return isRunning() ? this : runFrom(nowMillis);
    }

    /** Ends it; what was used and whether it was late stay for the record. A stopped clock stays as it is. */
    public CaseClock stop(long nowMillis, WorkCalendar calendar) {
        return isStopped() ? this : rest(nowMillis, calendar, nowMillis);
    }

    /** A running clock whose deadline has passed keeps it, whatever calendar holds later; any other stays as it is. */
    public CaseClock settled(long nowMillis, WorkCalendar calendar) {
        return isRunning() && missedMillis == null && isOverdue(nowMillis, calendar)
                ? new CaseClock(
                        kind,
                        unit,
                        limit,
                        extensions,
                        startedMillis,
                        runningSinceMillis,
                        usedMillis,
                        deadline(calendar),
                        stoppedMillis)
                : this;
    }

    /** One more original limit. Whether it may be extended at all is the case's to decide. */
    public CaseClock extend() {
        if (isStopped()) {
            throw new IllegalStateException(kind + " has stopped");
        }
        return new CaseClock(
                kind,
                unit,
                limit,
                extensions + 1,
                startedMillis,
                runningSinceMillis,
                usedMillis,
                missedMillis,
                stoppedMillis);
    }

    /** When it runs out or ran out; null while it is paused or stopped without having done so. */
    public @Nullable Long deadline(WorkCalendar calendar) {
        return missedMillis != null ? missedMillis : reaches(100, calendar);
    }

    /**
     * When that share of the limit will have been used or was used, for reminders and consequences. At 100 it is the
     * deadline of the time since the clock last began to run.
     *
     * @param percent of the limit with its extensions, more than 0
     * @return null while it does not run; the moment it began to run if the share was used before
     */
    public @Nullable Long reaches(int percent, WorkCalendar calendar) {
        if (percent <= 0) {
            throw new IllegalArgumentException("a share is positive: " + percent);
        }
        if (runningSinceMillis == null) {
            return null;
        }
        long left = grantedMillis() * percent / 100 - usedMillis;
        return left <= 0 ? runningSinceMillis : after(runningSinceMillis, left, calendar);
    }

    /** Milliseconds of the limit's own time used until then. */
    public long used(long nowMillis, WorkCalendar calendar) {
        return usedMillis + (runningSinceMillis == null ? 0 : between(runningSinceMillis, nowMillis, calendar));
    }

    /** Used part of the limit with its extensions: 0 at the start, 1 when it is used up, more when overdue. */
    public double share(long nowMillis, WorkCalendar calendar) {
        return (double) used(nowMillis, calendar) / grantedMillis();
    }

    /** Milliseconds of the limit's own time that are left; 0 if none are. */
    public long restMillis(long nowMillis, WorkCalendar calendar) {
        return Math.max(0, grantedMillis() - used(nowMillis, calendar));
    }

    /** Whether its deadline has passed, in this run or before. Exactly at the deadline is on time. */
    public boolean isOverdue(long nowMillis, WorkCalendar calendar) {
        @Nullable Long deadline = deadline(calendar);
        return deadline != null && nowMillis > deadline;
    }

    /** The limit with its extensions, in milliseconds of its own time. */
    public long grantedMillis() {
        return Math.multiplyExact(limit.length().toMillis(), 1L + extensions);
    }

    private CaseClock runFrom(long nowMillis) {
        return new CaseClock(kind, unit, limit, extensions, startedMillis, nowMillis, usedMillis, missedMillis, null);
    }

    private CaseClock rest(long nowMillis, WorkCalendar calendar, @Nullable Long stopped) {
        return new CaseClock(
                kind,
                unit,
                limit,
                extensions,
                startedMillis,
                null,
                used(nowMillis, calendar),
                isOverdue(nowMillis, calendar) ? deadline(calendar) : missedMillis,
                stopped);
    }

    private long between(long fromMillis, long toMillis, WorkCalendar calendar) {
        return limit.runsOnWallClock()
                ? Math.max(0, toMillis - fromMillis)
                : calendar.workBetween(fromMillis, toMillis);
    }

    private long after(long fromMillis, long ownMillis, WorkCalendar calendar) {
        return limit.runsOnWallClock() ? fromMillis + ownMillis : calendar.deadline(fromMillis, ownMillis);
    }
}
