package io.geshao.incident.flow;

import io.geshao.casework.ClockKind;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.WorkCalendar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The clocks of a case while one step works on it. One thread, one step. */
public final class ClockBook {
    private final List<CaseClock> clocks;

    ClockBook(List<CaseClock> clocks) {
        this.clocks = new ArrayList<>(clocks);
    }

    /** A limit in whole minutes of the wall clock. */
    public static TimeLimit wall(long millis) {
        return new TimeLimit((int) Duration.ofMillis(millis).toMinutes(), TimeLimit.Unit.URGENT_MINUTE);
    }

    public List<CaseClock> all() {
        return List.copyOf(clocks);
    }

    /** The newest clock of a kind, whatever it does. */
    public Optional<CaseClock> last(ClockKind kind) {
        return clocks.stream().filter(clock -> clock.kind() == kind).reduce((first, second) -> second);
    }

    /** The newest clock of a kind and unit, whatever it does. */
    public Optional<CaseClock> last(ClockKind kind, String unit) {
        return clocks.stream()
                .filter(clock -> clock.kind() == kind && clock.unit().equals(unit))
                .reduce((first, second) -> second);
    }

    /** A clock of the case as a whole, from the start. */
    public void start(ClockKind kind, TimeLimit limit, long nowMillis) {
        clocks.add(CaseClock.start(kind, limit, nowMillis));
    }

    public void start(ClockKind kind, String unit, TimeLimit limit, long nowMillis) {
        clocks.add(CaseClock.start(kind, unit, limit, nowMillis));
    }

    /** The clock of a unit that is given the case: the rest of what it had, or the full limit. */
    public void give(ClockKind kind, String unit, TimeLimit limit, long nowMillis) {
        CaseClock given = CaseClock.given(clocks, kind, unit, limit, nowMillis);
        clocks.removeIf(clock -> clock.kind() == kind && clock.unit().equals(unit));
        clocks.add(given);
    }

    public void stop(ClockKind kind, long nowMillis, WorkCalendar calendar) {
        each(kind, clock -> clock.stop(nowMillis, calendar));
    }

    public void stop(ClockKind kind, String unit, long nowMillis, WorkCalendar calendar) {
        each(kind, clock -> clock.unit().equals(unit) ? clock.stop(nowMillis, calendar) : clock);
    }

    public void pause(ClockKind kind, long nowMillis, WorkCalendar calendar) {
        each(kind, clock -> clock.pause(nowMillis, calendar));
    }

    /** Goes on with what was paused; what has stopped stays so. */
    public void resume(ClockKind kind, long nowMillis) {
        each(kind, clock -> clock.isPaused() ? clock.resume(nowMillis) : clock);
    }

    public void extend(ClockKind kind, String unit) {
        each(kind, clock -> clock.isStopped() || !clock.unit().equals(unit) ? clock : clock.extend());
    }

    public void stopAll(long nowMillis, WorkCalendar calendar) {
        clocks.replaceAll(clock -> clock.stop(nowMillis, calendar));
    }

    /** Deadlines that have passed by that calendar stay passed; says whether there was one. */
    public boolean settle(long nowMillis, WorkCalendar calendar) {
        List<CaseClock> before = List.copyOf(clocks);
        clocks.replaceAll(clock -> clock.settled(nowMillis, calendar));
        return !before.equals(clocks);
    }

    private void each(ClockKind kind, UnaryOperator<CaseClock> change) {
        clocks.replaceAll(clock -> clock.kind() == kind ? change.apply(clock) : clock);
    }
}
