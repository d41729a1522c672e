package io.geshao.incident.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.score.Interview.Trigger;
import io.geshao.incident.score.InterviewRules.Proposal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterviewRulesTest {
    private static Fault fault(Trigger trigger, String number, long at) {
        return new Fault(trigger, "water", number, at);
    }

    @Test
    void three_overdue_cases_are_proposed_with_the_three_two_are_not() {
        List<Fault> faults = new ArrayList<>(List.of(fault(Trigger.OVERDUE, "c2", 2), fault(Trigger.OVERDUE, "c1", 1)));

        assertThat(InterviewRules.propose(faults)).isEmpty();

        faults.add(fault(Trigger.OVERDUE, "c3", 3));
        assertThat(InterviewRules.propose(faults))
                .containsExactly(new Proposal("water", Trigger.OVERDUE, List.of("c1", "c2", "c3")));
    }

    @Test
    void three_reworks_of_one_case_are_a_proposal_three_of_three_cases_are_not() {
        assertThat(InterviewRules.propose(List.of(
                        fault(Trigger.REWORKED, "c1", 1),
                        fault(Trigger.REWORKED, "c2", 2),
                        fault(Trigger.REWORKED, "c3", 3))))
                .isEmpty();
        assertThat(InterviewRules.propose(List.of(
                        fault(Trigger.REWORKED, "c1", 1),
                        fault(Trigger.REWORKED, "c2", 2),
                        fault(Trigger.REWORKED, "c1", 3),
                        fault(Trigger.REWORKED, "c1", 4))))
                .containsExactly(new Proposal("water", Trigger.REWORKED, List.of("c1")));
    }

    @Test
    void five_wrong_returns_and_one_missed_arrival() {
        List<Fault> four = IntStream.range(0, 4)
                .mapToObj(i -> fault(Trigger.WRONG_RETURNS, "c" + i % 2, i))
                .toList();
        assertThat(InterviewRules.propose(four)).isEmpty();

        List<Fault> five = new ArrayList<>(four);
        five.add(fault(Trigger.WRONG_RETURNS, "c9", 9));
        five.add(fault(Trigger.MISSED_ARRIVAL, "e1", 10));
        assertThat(InterviewRules.propose(five))
                .containsExactlyInAnyOrder(
                        new Proposal("water", Trigger.WRONG_RETURNS, List.of("c0", "c1", "c9")),
                        new Proposal("water", Trigger.MISSED_ARRIVAL, List.of("e1")));
    }

    @Test
    void units_are_apart_and_a_case_without_a_unit_is_nobodys() {
        assertThat(InterviewRules.propose(List.of(
                        fault(Trigger.OVERDUE, "c1", 1),
                        fault(Trigger.OVERDUE, "c2", 2),
                        new Fault(Trigger.OVERDUE, "waste", "c3", 3),
                        new Fault(Trigger.MISSED_ARRIVAL, "", "c4", 4))))
                .isEmpty();
    }

    @Test
    void sample_of_a_month_is_five_percent_at_least_ten_and_the_same_each_time() {
        List<String> closed = IntStream.range(0, 300).mapToObj(i -> "c-" + i).toList();
        List<String> shuffled = new ArrayList<>(closed);
        Collections.shuffle(shuffled, new Random(7));

        List<String> drawn = InspectionSample.draw("2026-03", closed);
        assertThat(drawn).hasSize(15).doesNotHaveDuplicates().isSubsetOf(closed);
        assertThat(InspectionSample.draw("2026-03", shuffled)).isEqualTo(drawn);
        assertThat(InspectionSample.draw("2026-04", closed)).isNotEqualTo(drawn);
        assertThat(InspectionSample.draw("2026-03", closed.subList(0, 40))).hasSize(10);
        assertThat(InspectionSample.draw("2026-03", closed.subList(0, 4))).hasSize(4);
        assertThat(InspectionSample.draw("2026-03", List.of())).isEmpty();
    }
}
