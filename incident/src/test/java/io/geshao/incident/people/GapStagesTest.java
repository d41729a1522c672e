package io.geshao.incident.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.GapNotice.Stage;
import io.geshao.casework.people.RosterGap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapStagesTest {
    private static final long HOUR = 3_600_000;

    private static RosterGap gap(long fromHour, long toHour) {
        return new RosterGap(
                Post.GRID_WORKER,
                Crew.GRID,
                "",
                Set.of(DutyKind.FIRE),
                fromHour * HOUR,
                toHour * HOUR,
                RosterGap.Reason.NOBODY,
                List.of());
    }

    private static GapNotice told(long id, RosterGap gap, Stage stage) {
        return new GapNotice(id, gap, stage, 0, 0, 0);
    }

    private static GapStages.Change at(long hour, List<GapNotice> open, RosterGap... planned) {
        return GapStages.compare(open, List.of(planned), hour * HOUR);
    }

    @Test
    void gap_is_told_at_first_sight_24_hours_before_and_when_it_is_there_and_not_in_between() {
        RosterGap gap = gap(100, 108);
        GapStages.Change first = at(0, List.of(), gap);
        assertThat(first.opened()).singleElement().extracting(GapNotice::stage).isEqualTo(Stage.PLANNED);

        GapNotice planned = told(7, gap, Stage.PLANNED);
        assertThat(at(75, List.of(planned), gap))
                .isEqualTo(new GapStages.Change(List.of(), List.of(), List.of(), List.of()));
        assertThat(at(76, List.of(planned), gap).risen())
                .singleElement()
                .extracting(GapNotice::stage)
                .isEqualTo(Stage.NEAR);

        GapNotice near = told(7, gap, Stage.NEAR);
        assertThat(at(99, List.of(near), gap).risen()).isEmpty();
        GapNotice live = at(100, List.of(near), gap).risen().get(0);
        assertThat(live.stage()).isEqualTo(Stage.LIVE);
        assertThat(live.id()).isEqualTo(7);
    }

    @Test
    void live_gap_keeps_its_beginning_though_planning_starts_now() {
        GapNotice live = told(7, gap(100, 108), Stage.LIVE);
        assertThat(at(103, List.of(live), gap(103, 108)))
                .isEqualTo(new GapStages.Change(List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void gap_that_was_filled_ends_and_one_that_moves_is_not_told_again() {
        GapNotice planned = told(7, gap(100, 108), Stage.PLANNED);
        assertThat(at(0, List.of(planned)).ended()).containsExactly(7L);
        GapStages.Change shorter = at(0, List.of(planned), gap(102, 108));
        assertThat(shorter.moved()).singleElement().extracting(GapNotice::gap).isEqualTo(gap(102, 108));
        assertThat(shorter.opened()).isEmpty();
        GapStages.Change another = at(0, List.of(planned), gap(200, 208));
        assertThat(another.opened()).hasSize(1);
        assertThat(another.ended()).containsExactly(7L);
    }

    @Test
    void gap_cut_in_two_is_one_known_and_one_new() {
        GapNotice planned = told(7, gap(100, 110), Stage.PLANNED);
        GapStages.Change change = at(0, List.of(planned), gap(100, 103), gap(107, 110));
        assertThat(change.moved()).hasSize(1);
        assertThat(change.opened()).singleElement().extracting(GapNotice::gap).isEqualTo(gap(107, 110));
        assertThat(change.ended()).isEmpty();
    }
}
