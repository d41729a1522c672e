package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleEvaluator;
import io.geshao.alerting.rule.Step;
import io.geshao.alerting.rule.Verdict;

/**
 * What a reading still says when a newer one of its metric is there already. It may add to what is known, and never takes
 * away: what is up now was up earlier; what nobody saw begin and end is told after all. An older all-clear clears nothing.
 * Source: rule reference, section 4.
 */
final class Overtaken {
    private final Watches watches;
    private final Known known;

    Overtaken(Watches watches, Known known) {
        this.watches = watches;
        this.known = known;
    }

    /** @param late older than the bound within which readings are put in order: only life safety still counts */
    void judge(DeviceMemory device, World world, Cell cell, double value, long event, boolean late) {
        for (int place : cell.slot.rules) {
            Rule rule = device.plan.rules.get(place);
            Watch watch = world.watches[place];
            if ((late && !rule.isLifeSafety()) || rule.together() > 0 || rule.neighbours() != null) {
                continue;
            }
            if (watch != null && watches.isAhead(watch)) {
                continue;
            }
            int level = watch == null ? -1 : watch.state.level();
            Observation then =
                    Observation.of(rule, known.of(world, rule).with(cell.metric, value), level, event, event);
            boolean stands = watch != null
                    && (watch.state.isPending() || watch.state.state().isOpen());
            if (watch != null && stands) {
                Step step = RuleEvaluator.earlier(watch.state, then.levels(), event);
                watches.take(watch, step, device, Evidence.NONE, null);
            } else if (event > cell.settledMillis && highest(rule, then) >= 0) {
                tell(rule, device, world, cell, then, late);
            }
        }
    }

    /**
     * It began and ended between two readings that were already there. Within the bound it is raised, and the newest
     * reading then begins to clear it, as if they had come in their order; beyond the bound it is over when it is told.
     */
    private void tell(Rule rule, DeviceMemory device, World world, Cell cell, Observation then, boolean late) {
        Watch watch = watches.findOrOpen(rule, device, world.drill);
        if (watches.isAhead(watch)) {
            return;
        }
        if (late) {
            Step step = RuleEvaluator.lateEpisode(watch.state, highest(rule, then), then.eventMillis());
            watches.take(watch, step, device, Evidence.NONE, null);
            return;
        }
        watches.observe(watch, then, device, Evidence.VALUES);
        Observation now =
                Observation.of(rule, known.of(world, rule), watch.state.level(), cell.eventMillis, then.eventMillis());
        watches.observe(watches.current(watch), now, device, Evidence.VALUES);
    }

    /** The highest level that holds and needs no delay: of any other nobody knows how long it held. */
    private static int highest(Rule rule, Observation then) {
        for (int i = rule.levels().size() - 1; i >= 0; i--) {
            Rule.Hold hold = rule.levels().get(i).hold();
            if (then.levels().get(i) == Verdict.TRUE && hold.millis() == 0 && hold.readings() <= 1) {
                return i;
            }
        }
        return -1;
    }
}
