package io.geshao.incident.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.casework.ClockKind;
import io.geshao.incident.clock.TimeLimit.Unit;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Week of the tests: Monday 2 March 2026 to Sunday 8 March 2026. */
class CaseClockTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final WorkCalendar CALENDAR = new WorkCalendar(SHANGHAI, Set.of(), Set.of());
    private static final TimeLimit FOUR_HOURS = new TimeLimit(4, Unit.WORK_HOUR);
    private static final TimeLimit QUARTER = new TimeLimit(15, Unit.URGENT_MINUTE);

    private static long at(int day, int hour, int minute) {
        return LocalDateTime.of(2026, 3, day, hour, minute)
                .atZone(SHANGHAI)
                .toInstant()
                .toEpochMilli();
    }

    private static long hours(double hours) {
        return Math.round(hours * Duration.ofHours(1).toMillis());
    }

    private static CaseClock handle(long start) {
        return CaseClock.start(ClockKind.HANDLE, "SANIT", FOUR_HOURS, start);
    }

    @Test
    void running_clock_knows_its_deadline_what_is_used_and_what_is_left() {
        CaseClock clock = handle(at(6, 16, 30)); // Friday
        assertThat(clock.deadline(CALENDAR)).isEqualTo(at(9, 10, 30));
        assertThat(clock.used(at(7, 12, 0), CALENDAR)).isEqualTo(hours(1.5));
        assertThat(clock.share(at(9, 8, 30), CALENDAR)).isEqualTo(0.5);
        assertThat(clock.restMillis(at(9, 10, 0), CALENDAR)).isEqualTo(hours(0.5));
        assertThat(clock.share(at(9, 14, 30), CALENDAR)).as("two hours over").isEqualTo(1.5);
        assertThat(clock.restMillis(at(9, 14, 30), CALENDAR)).isZero();
    }

    @Test
    void shares_of_a_limit_have_moments_on_the_same_clock() {
        CaseClock clock = handle(at(2, 14, 0));
        assertThat(clock.reaches(80, CALENDAR)).isEqualTo(at(2, 17, 12));
        assertThat(clock.reaches(100, CALENDAR)).isEqualTo(at(2, 18, 0));
        assertThat(clock.reaches(150, CALENDAR)).isEqualTo(at(3, 10, 0));
        assertThat(clock.reaches(200, CALENDAR)).isEqualTo(at(3, 12, 0));
        assertThat(CaseClock.start(ClockKind.ACCEPT, QUARTER, at(2, 23, 50)).reaches(80, CALENDAR))
                .isEqualTo(at(3, 0, 2));
    }

    @Test
    void paused_clock_has_a_rest_and_no_deadline() {
        CaseClock paused = handle(at(5, 16, 0)).pause(at(5, 17, 0), CALENDAR);
        assertThat(paused.isPaused()).isTrue();
        assertThat(paused.deadline(CALENDAR)).isNull();
        assertThat(paused.reaches(80, CALENDAR)).isNull();
        assertThat(paused.restMillis(at(9, 9, 0), CALENDAR)).isEqualTo(hours(3));
        assertThat(paused.isOverdue(at(20, 9, 0), CALENDAR)).isFalse();
        assertThat(paused.resume(at(9, 9, 0)).deadline(CALENDAR)).isEqualTo(at(9, 12, 0));
        assertThat(paused.pause(at(6, 17, 0), CALENDAR)).isEqualTo(paused);
    }

    @Test
    void pause_of_a_wall_clock_takes_off_wall_time() {
        CaseClock accept = CaseClock.start(ClockKind.ACCEPT, QUARTER, at(7, 23, 50));
        CaseClock resumed = accept.pause(at(8, 0, 0), CALENDAR).resume(at(8, 0, 30));
        assertThat(resumed.deadline(CALENDAR)).isEqualTo(at(8, 0, 35));
    }

    @Test
    void limit_used_up_at_noon_is_overdue_in_the_break_and_on_time_at_noon() {
        CaseClock clock = handle(at(2, 8, 0));
        assertThat(clock.isOverdue(at(2, 12, 0), CALENDAR)).isFalse();
        assertThat(clock.isOverdue(at(2, 12, 0) + 1, CALENDAR)).isTrue();
        CaseClock atNoon = clock.stop(at(2, 12, 0), CALENDAR);
        CaseClock inTheBreak = clock.stop(at(2, 13, 0), CALENDAR);
        assertThat(atNoon.isOverdue(at(20, 0, 0), CALENDAR)).isFalse();
        assertThat(inTheBreak.isOverdue(at(20, 0, 0), CALENDAR)).isTrue();
        assertThat(inTheBreak.missedMillis()).isEqualTo(at(2, 12, 0));
        assertThat(inTheBreak.usedMillis()).isEqualTo(hours(4));
    }

    @Test
    void extension_adds_one_original_limit_each() {
        CaseClock clock = handle(at(2, 14, 0)).extend();
        assertThat(clock.deadline(CALENDAR)).isEqualTo(at(3, 12, 0));
        assertThat(clock.extend().deadline(CALENDAR)).isEqualTo(at(3, 18, 0));
        assertThat(clock.share(at(2, 18, 0), CALENDAR)).isEqualTo(0.5);
        assertThat(clock.pause(at(2, 15, 0), CALENDAR).extend().restMillis(at(2, 15, 0), CALENDAR))
                .isEqualTo(hours(11));
    }

    @Test
    void new_unit_gets_the_full_limit_and_the_same_unit_what_it_had_left() {
        CaseClock first = handle(at(2, 8, 0)).stop(at(2, 11, 0), CALENDAR);
        CaseClock other = CaseClock.given(List.of(first), ClockKind.HANDLE, "DRAIN", FOUR_HOURS, at(2, 14, 0));
        assertThat(other.deadline(CALENDAR)).isEqualTo(at(2, 18, 0));
        CaseClock again = CaseClock.given(
                List.of(first, other.stop(at(2, 14, 10), CALENDAR)),
                ClockKind.HANDLE,
                "SANIT",
                FOUR_HOURS,
                at(2, 15, 0));
        assertThat(again.deadline(CALENDAR)).isEqualTo(at(2, 16, 0));
        assertThat(again.startedMillis()).isEqualTo(at(2, 8, 0));
    }

    @Test
    void unit_that_gets_a_case_back_too_late_is_overdue_since_the_deadline_it_missed() {
        CaseClock late = handle(at(2, 8, 0)).stop(at(2, 15, 0), CALENDAR);
        CaseClock again = CaseClock.given(List.of(late), ClockKind.HANDLE, "SANIT", FOUR_HOURS, at(4, 9, 0));
        assertThat(again.deadline(CALENDAR)).isEqualTo(at(2, 12, 0));
        assertThat(again.isOverdue(at(4, 9, 0), CALENDAR)).isTrue();
        assertThat(again.reaches(150, CALENDAR)).as("five of six hours used").isEqualTo(at(4, 10, 0));
    }

    @Test
    void stopped_clock_neither_goes_on_nor_is_extended() {
        CaseClock stopped = handle(at(2, 8, 0)).stop(at(2, 9, 0), CALENDAR);
        assertThat(stopped.stop(at(3, 9, 0), CALENDAR)).isEqualTo(stopped);
        assertThat(stopped.pause(at(3, 9, 0), CALENDAR)).isEqualTo(stopped);
        assertThat(stopped.used(at(9, 9, 0), CALENDAR)).isEqualTo(hours(1));
        assertThatThrownBy(() -> stopped.resume(at(3, 9, 0))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(stopped::extend).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void paused_clock_that_is_stopped_keeps_what_was_used() {
        CaseClock stopped = handle(at(2, 8, 0)).pause(at(2, 9, 0), CALENDAR).stop(at(6, 9, 0), CALENDAR);
        assertThat(stopped.usedMillis()).isEqualTo(hours(1));
        assertThat(stopped.stoppedMillis()).isEqualTo(at(6, 9, 0));
        assertThat(stopped.isOverdue(at(20, 0, 0), CALENDAR)).isFalse();
    }

    @Test
    void pauses_anywhere_never_change_how_much_is_used_in_all() {
        long seed = 20260303;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            TimeLimit limit =
                    random.nextBoolean() ? new TimeLimit(3, Unit.WORK_DAY) : new TimeLimit(30, Unit.URGENT_HOUR);
            long now = at(2, 0, 0) + random.nextLong(hours(72));
            CaseClock clock = CaseClock.start(ClockKind.HANDLE, limit, now);
            long ran = 0;
            for (int i = 0; i < 8; i++) {
                long step = random.nextLong(hours(20));
                if (clock.isRunning()) {
                    ran += limit.runsOnWallClock() ? step : CALENDAR.workBetween(now, now + step);
                    now += step;
                    clock = clock.pause(now, CALENDAR);
                } else {
                    now += step;
                    clock = clock.resume(now);
                }
                assertThat(clock.used(now, CALENDAR))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(ran);
            }
        }
    }
}
