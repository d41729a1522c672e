package io.geshao.alerting.tool;

import io.geshao.alerting.Rehearsal;
import io.geshao.alerting.rule.Rule;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.Reading;
import io.geshao.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;

/** The bare engine. Owner: the thread that made it. */
final class EngineStand implements Stand {
    private static final String ACTOR = "test";

    private final List<AlertTransition> told = new ArrayList<>();
    private final Rehearsal rehearsal;

    EngineStand(Registry registry, List<Rule> rules, long startMillis) {
        rehearsal = Rehearsal.start(registry, rules, startMillis, told::add);
    }

    @Override
    public void advanceTo(long millis) {
        rehearsal.advanceTo(millis);
    }

    @Override
    public void stored(List<Reading> readings) {
        rehearsal.stored(readings);
    }

    @Override
    public void acknowledge(String alertId) {
        rehearsal.acknowledge(alertId, ACTOR);
    }

    @Override
    public void reset(String alertId, String cause) {
        rehearsal.reset(alertId, ACTOR, cause);
    }

    @Override
    public void restart(long readyMillis) {
        rehearsal.restart(readyMillis);
    }

    @Override
    public List<AlertView> open() {
        return rehearsal.open();
    }

    @Override
    public List<AlertTransition> told() {
        return List.copyOf(told);
    }

    @Override
    public void close() {
        // Nothing but memory.
    }
}
