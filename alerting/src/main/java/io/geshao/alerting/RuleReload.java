package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of each rule when the catalogue was read again.
 *
 * @param rules by id; if anything was wrong nothing was changed, and every rule that runs is {@link Outcome#KEPT}
 * @param faults what was wrong, none if the catalogue was taken up
 */
public record RuleReload(Map<String, Outcome> rules, List<RuleFault> faults) {
    /** What became of one rule. */
    public enum Outcome {
        /** It means what it meant: what is pending and open under it goes on. */
        KEPT,
        /** It means something else: what is open stays open, what was pending is judged anew. */
        REPLACED,
        ADDED,
        /** It is gone: what was open under it is closed by that name. */
        REMOVED
    }

    public RuleReload {
        rules = Map.copyOf(rules);
        faults = List.copyOf(faults);
    }

    static RuleReload compare(List<Rule> before, List<Rule> after) {
        Map<String, Outcome> outcomes = new HashMap<>();
        Map<String, Rule> old = new HashMap<>();
        before.forEach(rule -> old.put(rule.id(), rule));
        for (Rule rule : after) {
            Rule was = old.remove(rule.id());
            outcomes.put(
                    rule.id(), was == null ? Outcome.ADDED : was.sameMeaning(rule) ? Outcome.KEPT : Outcome.REPLACED);
        }
        old.keySet().forEach(id -> outcomes.put(id, Outcome.REMOVED));
        return new RuleReload(outcomes, List.of());
    }

    static RuleReload refused(List<Rule> running, List<RuleFault> faults) {
        Map<String, Outcome> outcomes = new HashMap<>();
        running.forEach(rule -> outcomes.put(rule.id(), Outcome.KEPT));
        return new RuleReload(outcomes, faults);
    }

    /** Whether the catalogue was refused. */
    public boolean isRefused() {
        return !faults.isEmpty();
    }

    List<String> those(Outcome outcome) {
        List<String> ids = new ArrayList<>();
        new TreeMap<>(rules).forEach((id, one) -> {
            if (one == outcome) {
                ids.add(id);
            }
        });
        return ids;
    }

    @Override
    public String toString() {
        return isRefused()
                ? "refused: " + faults
                : "kept " + those(Outcome.KEPT).size() + ", replaced " + those(Outcome.REPLACED) + ", added "
                        + those(Outcome.ADDED) + ", removed " + those(Outcome.REMOVED);
    }
}
