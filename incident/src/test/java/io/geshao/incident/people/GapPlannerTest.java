package io.geshao.incident.people;

import static io.geshao.incident.people.Crew.SHANGHAI;
import static io.geshao.incident.people.Crew.WORKER;
import static io.geshao.incident.people.Crew.absence;
import static io.geshao.incident.people.Crew.at;
import static io.geshao.incident.people.Crew.person;
import static io.geshao.incident.people.Crew.roster;
import static io.geshao.incident.people.Crew.shift;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.DayKinds;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.RosterGap;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.ShiftLayer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapPlannerTest {
    private static final DayKinds KINDS = DayKinds.of(Set.of(), Set.of());
    private static final long FROM = at("2026-09-28T00:00");
    private static final long TO = FROM + GapPlanner.HORIZON_MILLIS;
    private static final Set<DutyKind> ALL = EnumSet.allOf(DutyKind.class);

    private static List<RosterGap> gaps(List<Person> people, List<Absence> absences, Shift... shifts) {
        DutyBook book =
                new DutyBook(SHANGHAI, KINDS, List.of(roster(1, "2026-09-01", shifts)), List.of(), absences, people);
        return GapPlanner.gaps(book, List.of(WORKER), FROM, TO);
    }

    @Test
    void roster_around_the_clock_has_no_gap_and_one_hour_less_each_day_has_fourteen() {
        assertThat(gaps(
                        List.of(person("a"), person("b")),
                        List.of(),
                        shift(ShiftLayer.BASE, WORKER, "a", "DAILY", "08:00", "20:00"),
                        shift(ShiftLayer.NIGHT, WORKER, "b", "DAILY", "20:00", "08:00")))
                .isEmpty();
        List<RosterGap> gaps = gaps(
                List.of(person("a"), person("b")),
                List.of(),
                shift(ShiftLayer.BASE, WORKER, "a", "DAILY", "08:00", "20:00"),
                shift(ShiftLayer.NIGHT, WORKER, "b", "DAILY", "21:00", "08:00"));
        assertThat(gaps).hasSize(14);
        assertThat(gaps.get(0))
                .isEqualTo(new RosterGap(
                        WORKER.post(),
                        WORKER.place(),
                        "",
                        ALL,
                        at("2026-09-28T20:00"),
                        at("2026-09-28T21:00"),
                        RosterGap.Reason.NOBODY,
                        List.of()));
    }

    @Test
    void person_without_a_verified_voice_number_fills_nothing() {
        Person silent = new Person(
                "a",
                Map.of(),
                "",
                Map.of(Channel.VOICE, new Person.Contact("1", null), Channel.PUSH, new Person.Contact("2", null)),
                true);
        assertThat(gaps(List.of(silent), List.of(), shift(ShiftLayer.BASE, WORKER, "a", "DAILY", "00:00", "00:00")))
                .containsExactly(new RosterGap(
                        WORKER.post(),
                        WORKER.place(),
                        "",
                        ALL,
                        FROM,
                        TO,
                        RosterGap.Reason.NOBODY_REACHABLE,
                        List.of("a")));
    }

    @Test
    void verification_that_runs_out_in_the_window_is_a_gap_from_that_moment() {
        Person a = person("a", "2026-07-10"); // 90 days later is 8 October
        assertThat(gaps(List.of(a), List.of(), shift(ShiftLayer.BASE, WORKER, "a", "DAILY", "00:00", "00:00")))
                .singleElement()
                .satisfies(gap -> {
                    assertThat(gap.fromMillis()).isEqualTo(at("2026-10-08T00:00"));
                    assertThat(gap.toMillis()).isEqualTo(TO);
                });
    }

    @Test
    void leave_is_a_gap_for_its_hours_and_a_substitute_fills_it() {
        Shift always = shift(ShiftLayer.BASE, WORKER, "a", "DAILY", "00:00", "00:00");
        Absence leave = absence(1, "a", null, "2026-09-30T12:00", "2026-10-01T12:00");
        Absence swap = absence(1, "a", "b", "2026-09-30T12:00", "2026-10-01T12:00");
        assertThat(gaps(List.of(person("a")), List.of(leave), always))
                .singleElement()
                .satisfies(gap -> {
                    assertThat(gap.fromMillis()).isEqualTo(leave.fromMillis());
                    assertThat(gap.toMillis()).isEqualTo(leave.toMillis());
                });
        assertThat(gaps(List.of(person("a"), person("b")), List.of(swap), always))
                .isEmpty();
    }

    @Test
    void only_the_kind_whose_own_people_cannot_be_reached_is_a_gap() {
        Person mute = new Person("m", Map.of(), "", Map.of(), true);
        List<RosterGap> gaps = gaps(
                List.of(person("a"), mute),
                List.of(),
                shift(ShiftLayer.BASE, WORKER, "a", "DAILY", "00:00", "00:00"),
                shift(ShiftLayer.BASE, WORKER.of(DutyKind.FIRE), "m", "2026-09-29", "08:00", "12:00"));
        assertThat(gaps).singleElement().satisfies(gap -> {
            assertThat(gap.kinds()).containsExactly(DutyKind.FIRE);
            assertThat(gap.people()).containsExactly("m");
            assertThat(gap.toMillis() - gap.fromMillis()).isEqualTo(4 * 3_600_000L);
        });
    }

    /** Minute by minute, the plan and the book say the same of random rosters. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void planner_agrees_with_asking_every_minute(long seed) {
        Random random = new Random(seed);
        List<Shift> shifts = new ArrayList<>();
        List<Absence> absences = new ArrayList<>();
        String[] days = {"DAILY", "WORKDAYS", "WEEKENDS", "3@2026-09-27", "MON,THU"};
        for (int i = 0; i < 6; i++) {
            shifts.add(shift(
                    ShiftLayer.values()[random.nextInt(5)],
                    WORKER,
                    "p" + random.nextInt(4),
                    days[random.nextInt(days.length)],
                    "%02d:00".formatted(random.nextInt(24)),
                    "%02d:30".formatted(random.nextInt(24))));
        }
        for (int i = 0; i < 4; i++) {
            int who = random.nextInt(4);
            long from = FROM + random.nextInt(200) * 3_600_000L;
            absences.add(new Absence(
                    i,
                    "p" + who,
                    random.nextBoolean() ? "p" + (who + 1) % 4 : null,
                    "",
                    from,
                    from + 7_200_000,
                    "",
                    "x",
                    0));
        }
        List<Person> people =
                List.of(person("p0"), person("p1", "2026-07-05"), person("p2"), person("p3", "2026-01-01"));
        RosterVersion roster = roster(1, "2026-09-01", shifts.toArray(new Shift[0]));
        DutyBook book = new DutyBook(SHANGHAI, KINDS, List.of(roster), List.of(), absences, people);
        List<RosterGap> gaps = GapPlanner.gaps(book, List.of(WORKER), FROM, TO);

        for (long t = FROM; t < TO; t += 600_000) {
            long now = t;
            boolean filled =
                    book.fill(WORKER, now).stream().anyMatch(one -> Reachability.isReachable(one.person(), now));
            long covering = gaps.stream()
                    .filter(gap -> gap.fromMillis() <= now && now < gap.toMillis())
                    .count();
            assertThat(covering).as("seed %d at %d", seed, now).isEqualTo(filled ? 0 : 1);
        }
    }
}
