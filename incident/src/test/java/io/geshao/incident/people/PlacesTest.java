package io.geshao.incident.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.people.GridLoad.Size;
import io.geshao.casework.people.PatrolShare;
import io.geshao.casework.people.TimeEntry;
import io.geshao.incident.people.PlaceMoves.Dated;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            grid, 299, 0, SMALL
            grid, 300, 0, FITTING
            grid, 500, 0, FITTING
            grid, 501, 0, WIDE
            grid, 1000, 0, WIDE
            grid, 1001, 0, FAR_TOO_WIDE
            grid, 20000, 0, FAR_TOO_WIDE
            grid, , 0, UNKNOWN
            community, , 4, SMALL
            community, , 5, FITTING
            community, , 7, FITTING
            community, , 8, WIDE
            community, , 0, UNKNOWN
            building, 900, 0, NOT_RULED
            """)
    void size_is_judged_by_households_of_a_grid_and_grids_of_a_community(
            String level, Integer households, int grids, Size expected) {
        assertThat(PlaceSizes.judge(level, households, grids)).isEqualTo(expected);
    }

    private static final PlaceMoves MOVES = new PlaceMoves(List.of(
            new Dated("d/s/c/g1", "d/s/c/g1a", 100),
            new Dated("d/s/c/g1", "d/s/c/g1b", 100),
            new Dated("d/s/c/g1/b1", "d/s/c/g1a/b1", 100),
            new Dated("d/s/c/g1/b2", "d/s/c/g1b/b2", 100),
            new Dated("d/s/c/g1b", "d/s/c/g2", 200),
            new Dated("d/s/c", "d/s/e", 300)));

    @Test
    void building_of_a_split_grid_goes_where_its_own_move_leads_and_the_grid_to_both() {
        assertThat(MOVES.current("d/s/c/g1/b2/u1", 99)).containsExactly("d/s/c/g1/b2/u1");
        assertThat(MOVES.current("d/s/c/g1/b2/u1", 100)).containsExactly("d/s/c/g1b/b2/u1");
        assertThat(MOVES.current("d/s/c/g1", 100)).containsExactly("d/s/c/g1a", "d/s/c/g1b");
        assertThat(MOVES.current("d/s/c/g1/b2/u1", 300)).containsExactly("d/s/e/g2/b2/u1");
        assertThat(MOVES.current("d/s/c/g1", 300)).containsExactly("d/s/e/g1a", "d/s/e/g2");
        assertThat(MOVES.current("d/s/c/g11", 250)).containsExactly("d/s/c/g11");
    }

    @Test
    void former_paths_of_a_place_are_all_it_ever_had() {
        assertThat(MOVES.former("d/s/e/g2")).containsExactly("d/s/c/g2", "d/s/c/g1b", "d/s/c/g1");
        assertThat(MOVES.former("d/s/c/g11")).isEmpty();
    }

    @Test
    void merged_grids_are_one_from_then_on_and_know_both_old_codes() {
        PlaceMoves moves =
                new PlaceMoves(List.of(new Dated("d/s/c/g1", "d/s/c/g3", 100), new Dated("d/s/c/g2", "d/s/c/g3", 100)));
        assertThat(moves.current("d/s/c/g2/b7", 100)).containsExactly("d/s/c/g3/b7");
        assertThat(moves.former("d/s/c/g3")).containsExactly("d/s/c/g1", "d/s/c/g2");
    }

    @Test
    void patrol_share_counts_time_once_and_cuts_it_at_the_ends_of_the_month() {
        List<TimeEntry> entries = List.of(
                entry("li", TimeEntry.Kind.OFFICE, "2026-10-31T22:00", "2026-11-01T02:00"), // 2 h of November
                entry("li", TimeEntry.Kind.PATROL, "2026-11-02T08:00", "2026-11-02T12:00"),
                entry("li", TimeEntry.Kind.VISIT, "2026-11-02T11:00", "2026-11-02T13:00"), // one hour of it is new
                entry("li", TimeEntry.Kind.OFFICE, "2026-11-02T12:00", "2026-11-02T16:00"),
                entry("wang", TimeEntry.Kind.CASE, "2026-10-02T12:00", "2026-10-02T16:00"));

        List<PatrolShare> shares = PatrolTime.shares(entries, YearMonth.of(2026, 11), Crew.SHANGHAI);

        assertThat(shares).containsExactly(new PatrolShare("li", "2026-11", 10 * 60, 5 * 60));
        assertThat(shares.get(0).share()).isEqualTo(PatrolShare.TARGET);
    }

    private static TimeEntry entry(String person, TimeEntry.Kind kind, String from, String to) {
        return new TimeEntry(0, person, kind, "", Crew.at(from), Crew.at(to), "", "x");
    }
}
