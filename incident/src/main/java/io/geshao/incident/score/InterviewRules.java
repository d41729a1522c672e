package io.geshao.incident.score;

import io.geshao.casework.score.Interview.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When an interview (约谈) is proposed. Source: domain reference, section 5, per unit and rolling 30 days. */
public final class InterviewRules {
    /*
     * A fault leads to one proposal at most: what stood in an earlier one, issued or declined, is passed over. So a unit
     * with four overdue cases is proposed once, and again only when three more have come.
     */
    public static final long WINDOW_MILLIS = 30L * 86_400_000;

    private static final int OVERDUE_CASES = 3;
    private static final int REWORKS_OF_A_CASE = 3;
    private static final int WRONG_RETURNS = 5;

    private InterviewRules() {}

    /** A proposal with the cases that led to it, oldest fault first. */
    public record Proposal(String unit, Trigger trigger, List<String> cases) {
        public Proposal {
            cases = List.copyOf(cases);
        }
    }

    /** @param faults of the last 30 days that stand in no earlier proposal */
    public static List<Proposal> propose(List<Fault> faults) {
        Map<String, EnumMap<Trigger, List<Fault>>> byUnit = new TreeMap<>();
        faults.stream()
                .filter(fault -> !fault.unit().isEmpty())
                .sorted(Comparator.comparingLong(Fault::atMillis).thenComparing(Fault::number))
                .forEach(fault -> byUnit.computeIfAbsent(fault.unit(), unit -> new EnumMap<>(Trigger.class))
                        .computeIfAbsent(fault.trigger(), trigger -> new ArrayList<>())
                        .add(fault));
        List<Proposal> proposals = new ArrayList<>();
        byUnit.forEach(
                (unit, byTrigger) -> byTrigger.forEach((trigger, of) -> proposals.addAll(propose(unit, trigger, of))));
        return proposals;
    }

    private static List<Proposal> propose(String unit, Trigger trigger, List<Fault> faults) {
        List<String> cases = faults.stream().map(Fault::number).distinct().toList();
        return switch (trigger) {
            case OVERDUE -> cases.size() < OVERDUE_CASES ? List.of() : List.of(new Proposal(unit, trigger, cases));
            case WRONG_RETURNS ->
                faults.size() < WRONG_RETURNS ? List.of() : List.of(new Proposal(unit, trigger, cases));
            case MISSED_ARRIVAL -> List.of(new Proposal(unit, trigger, cases));
            case REWORKED ->
                cases.stream()
                        .filter(number -> faults.stream()
                                        .filter(fault -> fault.number().equals(number))
                                        .count()
                                >= REWORKS_OF_A_CASE)
                        .map(number -> new Proposal(unit, trigger, List.of(number)))
                        .toList();
        };
    }
}
