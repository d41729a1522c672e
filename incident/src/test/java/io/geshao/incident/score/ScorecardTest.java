package io.geshao.incident.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Ranking;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScorecardTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Weights.Version WEIGHTS = Weights.shipped().on("ranking", DAY);

    /** Figures of one unit; what is not given has nothing to measure. */
    private static List<Figure> unit(long filed, long reworks, long laterReworks, Figure... some) {
        Map<String, Figure> figures = new TreeMap<>();
        Indicators.all()
                .forEach(one -> figures.put(
                        one.code(), new Figure(one.code(), 0, one.denominator() == null ? null : Long.valueOf(0))));
        figures.put("filed", new Figure("filed", filed, null));
        figures.put("reworks", new Figure("reworks", reworks, null));
        figures.put("later_reworks", new Figure("later_reworks", laterReworks, null));
        for (Figure figure : some) {
            figures.put(figure.indicator(), figure);
        }
        return List.copyOf(figures.values());
    }

    private static Figure share(String code, long numerator, long denominator) {
        return new Figure(code, numerator, denominator);
    }

    private static Ranking rank(Map<String, List<Figure>> units, Map<String, List<Figure>> lastYear) {
        return new Scorecard(WEIGHTS, lastYear).rank(Ranking.By.UNIT, units, Map.of());
    }

    @Test
    void score_of_a_unit_with_everything_is_the_hand_sum() {
        List<Figure> water = unit(
                20,
                3,
                1,
                share("on_time_closing", 7, 20), // 0.35 of 0.70: 15
                share("closing", 18, 20), // 0.90 of 0.90: 20
                share("urgent_closing", 4, 5), // 0.8 of 1: 8
                share("urgent_on_time", 5, 5), // over the target: 10
                share("arrival", 1, 2), // 5
                share("satisfaction", 9, 10), // 9
                share("found_before_complaint", 6, 20)); // 0.3 of the median 0.6: 5
        Map<String, List<Figure>> lastYear = Map.of(
                "a", unit(10, 0, 0, share("found_before_complaint", 4, 10)),
                "b", unit(10, 0, 0, share("found_before_complaint", 8, 10)),
                "few", unit(9, 0, 0, share("found_before_complaint", 9, 9)));

        Ranking.Row row = rank(Map.of("water", water), lastYear).rows().get(0);

        // 15 + 20 + 8 + 10 + 5 + 9 + 5 = 72, less 2 × 0.2 + 1 × 0.5
        assertThat(row.score()).isEqualTo(71.1);
        assertThat(row.deduction()).isEqualTo(0.9);
        assertThat(row.rank()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_measured_does_not_count() {
        Ranking.Row row = rank(
                        Map.of("u", unit(10, 0, 0, share("on_time_closing", 7, 10), share("closing", 9, 20))), Map.of())
                .rows()
                .get(0);

        assertThat(row.score()).isEqualTo(80); // (30 + 10) of 50
        assertThat(row.parts()).filteredOn(part -> part.points() == null).hasSize(5);
    }

    @Test
    void equal_scores_share_a_rank_and_the_next_is_left_out() {
        Map<String, List<Figure>> units = Map.of(
                "a", unit(10, 0, 0, share("closing", 10, 10)),
                "b", unit(30, 0, 0, share("closing", 3, 3)),
                "c", unit(10, 0, 0, share("closing", 4, 10)),
                "d", unit(9, 0, 0, share("closing", 9, 9)));

        assertThat(rank(units, Map.of()).rows())
                .extracting(Ranking.Row::key, Ranking.Row::rank)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", 1),
                        org.assertj.core.groups.Tuple.tuple("b", 1),
                        org.assertj.core.groups.Tuple.tuple("c", 3),
                        org.assertj.core.groups.Tuple.tuple("d", null)); // 样本不足
    }

    @Test
    void scores_that_differ_behind_the_second_decimal_share_a_rank() {
        Map<String, List<Figure>> units = Map.of(
                "a", unit(10, 0, 0, share("closing", 100_000, 300_000)),
                "b", unit(10, 0, 0, share("closing", 100_001, 300_000)));

        assertThat(rank(units, Map.of()).rows()).extracting(Ranking.Row::rank).containsExactly(1, 1);
    }

    @Test
    void weights_hold_from_their_day_on() {
        String text = """
                card\tversion\tvalid_from\tindicator\tweight\ttarget
                ranking\t1\t2025-01-01\tclosing\t100\t0.9
                ranking\t2\t2026-03-01\tclosing\t60\t0.9
                ranking\t2\t2026-03-01\tsolve\t40\tmedian
                """;
        Weights weights = Weights.parse("w", text);

        assertThat(weights.on("ranking", LocalDate.of(2026, 2, 28)).version()).isEqualTo("1");
        assertThat(weights.on("ranking", DAY).weights()).hasSize(2);
        assertThatThrownBy(() -> weights.on("ranking", LocalDate.of(2024, 12, 31)))
                .hasMessageContaining("no weights of ranking");
    }

    @Test
    void weights_that_are_wrong_are_refused_with_their_line() {
        String head = "card\tversion\tvalid_from\tindicator\tweight\ttarget\n";

        assertThatThrownBy(() -> Weights.parse("w", head + "r\t1\t2025-01-01\tclosing\t99\t0.9"))
                .hasMessageContaining("sums to 99.0");
        assertThatThrownBy(() -> Weights.parse("w", head + "r\t1\t2025-01-01\tnothing\t100\t0.9"))
                .hasMessageContaining("w:2: no indicator 'nothing'");
        assertThatThrownBy(() -> Weights.parse("w", head + "r\t1\t2025-01-01\tfiled\t100\t0.9"))
                .hasMessageContaining("w:2: filed is not a share");
        assertThatThrownBy(() -> Weights.parse("w", head + "r\t1\t2025-01-01\tclosing\t100\t70"))
                .hasMessageContaining("w:2:");
        assertThatThrownBy(() -> Weights.parse("w", "closing")).hasMessageContaining("w:1: the header");
    }
}
