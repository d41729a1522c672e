package io.geshao.incident.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Week of the tests: Monday 2 March 2026 to Sunday 8 March 2026. */
class WorkCalendarTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final WorkCalendar PLAIN = new WorkCalendar(SHANGHAI, Set.of(), Set.of());

    @ParameterizedTest
    @CsvSource({
        "2026-03-06T16:30, 4, WORK_HOUR, 2026-03-09T10:30", // Friday afternoon to Monday morning
        "2026-03-04T10:00, 1, WORK_DAY, 2026-03-05T10:00", // Wednesday to Thursday
        "2026-03-07T23:30, 2, URGENT_HOUR, 2026-03-08T01:30", // Saturday night runs on
        "2026-03-02T14:00, 4, WORK_HOUR, 2026-03-02T18:00", // used up exactly at 18:00 ends there
        "2026-03-02T08:00, 4, WORK_HOUR, 2026-03-02T12:00", // and at noon
        "2026-03-02T12:30, 1, WORK_HOUR, 2026-03-02T15:00", // started in the break
        "2026-03-02T18:00, 1, WORK_HOUR, 2026-03-03T09:00", // started at the end of a slot
        "2026-03-02T05:00, 1, WORK_HOUR, 2026-03-02T09:00",
        "2026-03-06T17:00, 3, WORK_DAY, 2026-03-11T17:00",
        "2026-03-07T10:00, 1, URGENT_DAY, 2026-03-08T10:00",
        "2026-03-07T10:00, 15, URGENT_MINUTE, 2026-03-07T10:15"
    })
    void limit_started_then_ends_then(LocalDateTime start, int value, TimeLimit.Unit unit, LocalDateTime end) {
        assertThat(new TimeLimit(value, unit).deadline(millis(start), PLAIN)).isEqualTo(millis(end));
    }

    @Test
    void pause_subtracts_work_time_only() {
        long start = millis(LocalDateTime.of(2026, 3, 5, 16, 0));
        long pause = millis(LocalDateTime.of(2026, 3, 5, 17, 0));
        long resume = millis(LocalDateTime.of(2026, 3, 9, 9, 0));
        long rest = Duration.ofHours(4).toMillis() - PLAIN.workBetween(start, pause);
        assertThat(rest).isEqualTo(Duration.ofHours(3).toMillis());
        assertThat(PLAIN.deadline(resume, rest)).isEqualTo(millis(LocalDateTime.of(2026, 3, 9, 12, 0)));
    }

    @Test
    void holidays_and_swapped_workdays_override_the_week() {
        WorkCalendar calendar =
                new WorkCalendar(SHANGHAI, Set.of(LocalDate.of(2026, 3, 6)), Set.of(LocalDate.of(2026, 3, 7)));
        long thursdayEvening = millis(LocalDateTime.of(2026, 3, 5, 17, 0));
        assertThat(calendar.deadline(thursdayEvening, Duration.ofHours(2).toMillis()))
                .isEqualTo(millis(LocalDateTime.of(2026, 3, 7, 9, 0)));
    }

    @Test
    void deadline_and_work_between_agree_for_any_start_and_limit() {
        long seed = 20260302;
        Random random = new Random(seed);
        long origin = millis(LocalDateTime.of(2026, 3, 2, 0, 0));
        for (int i = 0; i < 2_000; i++) {
            long start = origin + random.nextLong(Duration.ofDays(14).toMillis());
            long work = 1 + random.nextLong(Duration.ofHours(60).toMillis());
            long end = PLAIN.deadline(start, work);
            assertThat(PLAIN.workBetween(start, end))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(work);
            assertThat(PLAIN.workBetween(start, end - 1)).as("no earlier end").isEqualTo(work - 1);
        }
    }

    @Test
    void calendar_without_workdays_and_limit_of_nothing_are_refused() {
        assertThatThrownBy(() -> PLAIN.deadline(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeLimit(0, TimeLimit.Unit.WORK_DAY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(PLAIN.workBetween(10, 5)).isZero();
    }

    private static long millis(LocalDateTime local) {
        return local.atZone(SHANGHAI).toInstant().toEpochMilli();
    }
}
