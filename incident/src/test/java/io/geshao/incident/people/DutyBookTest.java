package io.geshao.incident.people;

import static io.geshao.incident.people.Crew.SHANGHAI;
import static io.geshao.incident.people.Crew.WORKER;
import static io.geshao.incident.people.Crew.absence;
import static io.geshao.incident.people.Crew.at;
import static io.geshao.incident.people.Crew.person;
import static io.geshao.incident.people.Crew.roster;
import static io.geshao.incident.people.Crew.shift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.DayKinds;
import io.geshao.casework.people.DayPattern;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import io.geshao.incident.people.DutyBook.OnDuty;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DutyBookTest {
    /** Thursday 1 October is a holiday, Saturday 10 October has work. */
    private static final DayKinds KINDS =
            DayKinds.of(Set.of(LocalDate.parse("2026-10-01")), Set.of(LocalDate.parse("2026-10-10")));

    private static final List<Person> PEOPLE =
            List.of(person("base"), person("late"), person("night"), person("weekend"), person("holiday"), person("x"));

    private static final RosterVersion LAYERED = roster(
            1,
            "2026-09-01",
            shift(ShiftLayer.BASE, WORKER, "base", "WORKDAYS", "08:00", "18:00"),
            shift(ShiftLayer.STAGGERED, WORKER, "late", "WORKDAYS", "12:00", "20:00"),
            shift(ShiftLayer.NIGHT, WORKER, "night", "DAILY", "20:00", "08:00"),
            shift(ShiftLayer.WEEKEND, WORKER, "weekend", "WEEKENDS", "08:00", "22:00"),
            shift(ShiftLayer.HOLIDAY, WORKER, "holiday", "HOLIDAYS", "00:00", "00:00"));

    private static DutyBook book(List<RosterVersion> rosters, Absence... absences) {
        return new DutyBook(SHANGHAI, KINDS, rosters, List.of(), List.of(absences), PEOPLE);
    }

    private static List<String> on(DutyBook book, Slot slot, long atMillis) {
        return book.fill(slot, atMillis).stream().map(one -> one.person().id()).toList();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-09-30T07:59, night,   Wednesday: the night ends at eight
            2026-09-30T08:00, base,    its end is not part of it
            2026-09-30T12:00, late,    staggered stands above base
            2026-09-30T19:59, late,    and base alone would have ended
            2026-09-30T23:59, night,   still Wednesday
            2026-10-01T00:00, holiday, the holiday stands above the night that began before it
            2026-10-01T12:00, holiday, Thursday
            2026-10-02T00:00, night,   the night that began on the holiday
            2026-10-03T08:00, weekend, Saturday
            2026-10-03T21:00, weekend, weekend stands above night
            2026-10-03T22:00, night,   the weekend shift is over
            2026-10-10T12:00, late,    Saturday with work
            2026-10-10T21:00, night,   it has no weekend shift
            """)
    void highest_layer_that_covers_the_moment_counts(String local, String expected, String why) {
        assertThat(on(book(List.of(LAYERED)), WORKER, at(local))).as(why).containsExactly(expected);
    }

    @Test
    void swap_recorded_at_1959_counts_for_a_page_at_2000() {
        RosterVersion roster =
                roster(1, "2026-09-01", shift(ShiftLayer.BASE, WORKER, "base", "DAILY", "08:00", "00:00"));
        DutyBook before = book(List.of(roster));
        DutyBook after = book(List.of(roster), absence(1, "base", "x", "2026-09-30T19:59", "2026-10-01T00:00"));

        assertThat(on(before, WORKER, at("2026-09-30T20:00"))).containsExactly("base");
        assertThat(on(after, WORKER, at("2026-09-30T19:58"))).containsExactly("base");
        List<OnDuty> page = after.fill(WORKER, at("2026-09-30T20:00"));
        assertThat(page).extracting(one -> one.person().id()).containsExactly("x");
        assertThat(page.get(0).insteadOf()).isEqualTo("base");
    }

    @Test
    void leave_without_a_substitute_is_a_gap_and_no_lower_layer_comes_up() {
        DutyBook book = book(List.of(LAYERED), absence(1, "late", null, "2026-09-30T00:00", "2026-10-01T00:00"));
        assertThat(on(book, WORKER, at("2026-09-30T11:59"))).containsExactly("base");
        assertThat(on(book, WORKER, at("2026-09-30T12:00"))).isEmpty();
    }

    @Test
    void who_stands_in_may_be_replaced_too_and_two_for_each_other_are_nobody() {
        String from = "2026-09-30T00:00";
        String to = "2026-10-01T00:00";
        DutyBook chain = book(List.of(LAYERED), absence(1, "base", "x", from, to), absence(2, "x", "late", from, to));
        DutyBook circle = book(List.of(LAYERED), absence(1, "base", "x", from, to), absence(2, "x", "base", from, to));
        DutyBook corrected =
                book(List.of(LAYERED), absence(1, "base", null, from, to), absence(2, "base", "x", from, to));

        assertThat(on(chain, WORKER, at("2026-09-30T09:00"))).containsExactly("late");
        assertThat(on(circle, WORKER, at("2026-09-30T09:00"))).isEmpty();
        assertThat(on(corrected, WORKER, at("2026-09-30T09:00"))).containsExactly("x");
    }

    @Test
    void absence_at_one_place_leaves_the_other_places_alone() {
        Slot other = new Slot(Post.GRID_WORKER, Crew.COMMUNITY + "/g04", DutyKind.GENERAL, "");
        RosterVersion roster = roster(
                1,
                "2026-09-01",
                shift(ShiftLayer.BASE, WORKER, "base", "DAILY", "00:00", "00:00"),
                shift(ShiftLayer.BASE, other, "base", "DAILY", "00:00", "00:00"));
        Absence one = new Absence(
                1, "base", "x", Crew.GRID, at("2026-09-30T00:00"), at("2026-10-01T00:00"), "", "planner", 0);

        assertThat(on(book(List.of(roster), one), WORKER, at("2026-09-30T09:00")))
                .containsExactly("x");
        assertThat(on(book(List.of(roster), one), other, at("2026-09-30T09:00")))
                .containsExactly("base");
    }

    @Test
    void kind_without_people_falls_back_to_general_and_one_with_people_does_not() {
        Slot fire = WORKER.of(DutyKind.FIRE);
        RosterVersion roster = roster(
                1,
                "2026-09-01",
                shift(ShiftLayer.BASE, WORKER, "base", "DAILY", "00:00", "00:00"),
                shift(ShiftLayer.BASE, fire, "x", "DAILY", "08:00", "12:00"));
        DutyBook book = book(List.of(roster));

        assertThat(on(book, fire, at("2026-09-30T08:00"))).containsExactly("x");
        assertThat(on(book, fire, at("2026-09-30T12:00"))).containsExactly("base");
        assertThat(on(book, WORKER.of(DutyKind.WATER), at("2026-09-30T08:00"))).containsExactly("base");
    }

    @Test
    void next_version_counts_from_its_first_day_and_a_night_belongs_to_the_day_it_begins_on() {
        RosterVersion first =
                roster(1, "2026-09-01", shift(ShiftLayer.NIGHT, WORKER, "night", "DAILY", "20:00", "08:00"));
        RosterVersion second = roster(2, "2026-09-30", shift(ShiftLayer.NIGHT, WORKER, "x", "DAILY", "20:00", "08:00"));
        RosterVersion empty = roster(3, "2026-10-05");
        DutyBook book = book(List.of(first, second, empty));

        assertThat(on(book, WORKER, at("2026-09-30T07:00"))).containsExactly("night");
        assertThat(on(book, WORKER, at("2026-09-30T20:00"))).containsExactly("x");
        assertThat(on(book, WORKER, at("2026-10-05T07:00"))).containsExactly("x");
        assertThat(on(book, WORKER, at("2026-10-05T20:00"))).isEmpty();
    }

    @Test
    void one_person_rotates_through_communities_by_calendar() {
        Slot desk = new Slot(Post.DUTY_DESK, Crew.COMMUNITY, DutyKind.GENERAL, "");
        RosterVersion roster = roster(
                1,
                "2026-09-01",
                shift(ShiftLayer.BASE, desk, "base", "3@2026-09-01", "08:00", "08:00"),
                shift(ShiftLayer.BASE, desk, "x", "3@2026-09-02", "08:00", "08:00"),
                shift(ShiftLayer.BASE, desk, "late", "3@2026-09-03", "08:00", "08:00"));
        DutyBook book = book(List.of(roster));

        assertThat(on(book, desk, at("2026-09-04T08:00"))).containsExactly("base");
        assertThat(on(book, desk, at("2026-09-05T07:59"))).containsExactly("base");
        assertThat(on(book, desk, at("2026-09-05T08:00"))).containsExactly("x");
        assertThat(on(book, desk, at("2026-09-06T12:00"))).containsExactly("late");
    }

    @Test
    void holder_of_a_post_is_there_in_rank_order_until_the_holding_ends_and_only_without_a_shift() {
        Slot head = new Slot(Post.COMMUNITY_HEAD, Crew.COMMUNITY, DutyKind.GENERAL, "");
        List<Holding> holdings = List.of(
                new Holding("x", head.post(), head.place(), "", 2, 0, Long.MAX_VALUE),
                new Holding("base", head.post(), head.place(), "", 1, 0, at("2026-10-01T00:00")));
        DutyBook book = new DutyBook(SHANGHAI, KINDS, List.of(), holdings, List.of(), PEOPLE);

        assertThat(on(book, head.of(DutyKind.FIRE), at("2026-09-30T12:00"))).containsExactly("base", "x");
        assertThat(on(book, head, at("2026-10-01T00:00"))).containsExactly("x");
    }

    @Test
    void who_has_left_is_on_no_roster_any_more() {
        Person gone = new Person("base", Map.of(), "", Map.of(), false);
        DutyBook book = new DutyBook(SHANGHAI, KINDS, List.of(LAYERED), List.of(), List.of(), List.of(gone));
        assertThat(on(book, WORKER, at("2026-09-30T09:00"))).isEmpty();
    }

    /** Clocks went back at 03:00 on 25 October 2026 and forward at 02:00 on 29 March in Berlin. */
    @Test
    void shifts_that_meet_leave_neither_gap_nor_overlap_when_clocks_change() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        RosterVersion roster = roster(
                1,
                "2026-01-01",
                shift(ShiftLayer.BASE, WORKER, "base", "DAILY", "18:00", "02:30"),
                shift(ShiftLayer.BASE, WORKER, "late", "DAILY", "02:30", "18:00"));
        DutyBook book = new DutyBook(berlin, KINDS, List.of(roster), List.of(), List.of(), PEOPLE);

        for (String day : List.of("2026-03-29", "2026-10-25")) {
            long start = at(day + "T00:00", berlin);
            for (long minute = 0; minute < 26 * 60; minute++) {
                assertThat(book.fill(WORKER, start + minute * 60_000))
                        .as("%s, minute %d", day, minute)
                        .hasSize(1);
            }
        }
        long forward = at("2026-03-29T01:59", berlin);
        assertThat(on(book, WORKER, forward)).containsExactly("base");
        assertThat(on(book, WORKER, forward + 30 * 60_000)).as("03:29").containsExactly("base");
        assertThat(on(book, WORKER, forward + 31 * 60_000)).as("02:30 is 03:30").containsExactly("late");
        long back = at("2026-10-25T01:59", berlin);
        assertThat(on(book, WORKER, back + 30 * 60_000)).as("02:29, first time").containsExactly("base");
        assertThat(on(book, WORKER, back + 31 * 60_000)).as("02:30, first time").containsExactly("late");
        assertThat(on(book, WORKER, back + 90 * 60_000))
                .as("02:29, second time")
                .containsExactly("late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NEVER", "MON-", "MON-FRI-SAT", "2026-13-01", "2026-10-02..2026-10-01", "0@2026-10-01"})
    void pattern_that_names_no_days_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DayPattern.of(text));
    }

    @Test
    void weekdays_run_over_the_end_of_the_week() {
        DayPattern pattern = DayPattern.of("SAT-MON, 2026-09-30");
        assertThat(pattern.covers(LocalDate.parse("2026-10-04"), KINDS)).isTrue();
        assertThat(pattern.covers(LocalDate.parse("2026-10-05"), KINDS)).isTrue();
        assertThat(pattern.covers(LocalDate.parse("2026-10-06"), KINDS)).isFalse();
        assertThat(pattern.covers(LocalDate.parse("2026-09-30"), KINDS)).isTrue();
    }
}
