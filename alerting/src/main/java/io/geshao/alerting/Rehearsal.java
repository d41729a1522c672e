package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.store.AlertStore;
import io.geshao.alerting.store.InMemoryAlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.registry.Registry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The engines of all communities of a registry on virtual time: the same that judge live readings, fed by hand and without
 * a database. What rule tests and backtests run on. Time moves only by {@link #advanceTo}, and stops at every moment
 * anything is due, so a transition carries the very time of its cause. Owner: the thread that made it.
 */
public final class Rehearsal {
    private final Registry registry;
    private final List<Rule> rules;
    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final Consumer<AlertTransition> told;
    private final boolean restartable;
    private final List<StoredBatch> log = new ArrayList<>(); // what a restart replays; stays empty if there is none
    private final Map<CommunityId, AlertEngine> engines = new LinkedHashMap<>();
    private long nowMillis;
    private long number;

    private Rehearsal(
            Registry registry,
            List<Rule> rules,
            boolean restartable,
            long startMillis,
            Consumer<AlertTransition> told) {
        this.registry = registry;
        this.rules = List.copyOf(rules);
        this.restartable = restartable;
        this.nowMillis = startMillis;
        this.told = told;
    }

    /**
     * Engines that are ready at the start time and can be restarted: they keep all input.
     *
     * @param told hears every transition, in order, on the caller's thread
     */
    public static Rehearsal start(
            Registry registry, List<Rule> rules, long startMillis, Consumer<AlertTransition> told) {
        Rehearsal rehearsal = new Rehearsal(registry, rules, true, startMillis, told);
        rehearsal.begin();
        return rehearsal;
    }

    /** As {@link #start}, in bounded memory: what is over is forgotten, and there is no restart. */
    public static Rehearsal startLong(
            Registry registry, List<Rule> rules, long startMillis, Consumer<AlertTransition> told) {
        Rehearsal rehearsal = new Rehearsal(registry, rules, false, startMillis, told);
        rehearsal.begin();
        return rehearsal;
    }

    private void begin() {
        for (CommunityId community : registry.communities()) {
            AlertEngine engine = new AlertEngine(
                    community, registry, rules, store, new EngineMeters(new SimpleMeterRegistry(), "0"));
            engine.restore(nowMillis);
            for (StoredBatch batch : log) {
                engine.replay(batch, nowMillis);
            }
            engine.ready(nowMillis);
            commit(engine);
            engines.put(community, engine);
        }
    }

    public long nowMillis() {
        return nowMillis;
    }

    /** Lets time pass; a time that is over already changes nothing. */
    public void advanceTo(long millis) {
        for (AlertEngine engine : engines.values()) {
            long due = engine.nextDueMillis();
            while (due <= millis) {
                engine.tick(Math.max(due, nowMillis));
                commit(engine);
                due = engine.nextDueMillis();
            }
            if (millis > nowMillis) {
                engine.tick(millis);
                commit(engine);
            }
        }
        nowMillis = Math.max(nowMillis, millis);
    }

    /** Readings that the centre has committed now; what was received before now is complete with them. */
    public void stored(List<Reading> readings) {
        stored(new StoredBatch(number + 1, nowMillis, readings), nowMillis);
    }

    /** A batch as it was stored; what was received before {@code completeMillis} came before it. */
    public void stored(StoredBatch batch, long completeMillis) {
        number = batch.number();
        if (restartable) {
            log.add(batch);
        }
        for (AlertEngine engine : engines.values()) {
            engine.apply(batch, Math.max(nowMillis, batch.committedMillis()), completeMillis);
            commit(engine);
        }
    }

    /** A person's order, carried out now. */
    public void acknowledge(String alertId, String actor) {
        store.acknowledge(List.of(alertId), actor);
        obey();
    }

    /** As {@link #acknowledge}. */
    public void reset(String alertId, String actor, String cause) {
        store.reset(List.of(alertId), actor, cause);
        obey();
    }

    private void obey() {
        for (AlertEngine engine : engines.values()) {
            engine.obey(nowMillis);
            commit(engine);
        }
    }

    /** The process dies now and another is ready later; without a {@link #snapshot} it replays everything. */
    public void restart(long readyMillis) {
        if (!restartable) {
            throw new IllegalStateException("a long rehearsal keeps no input to replay");
        }
        engines.clear();
        nowMillis = Math.max(nowMillis, readyMillis);
        begin();
    }

    public List<AlertView> open() {
        return store.open();
    }

    /** Lets go of what is over, where nothing will ask for it. */
    public void forget() {
        if (!restartable) {
            store.forgetClosed();
        }
    }

    private void commit(AlertEngine engine) {
        if (engine.hasDecided()) {
            engine.commit().forEach(told);
        }
    }

    /** The state as of now, to be found by the next restart. */
    public void snapshot() {
        for (AlertEngine engine : engines.values()) {
            AlertStore.Snapshot snapshot = engine.snapshot(nowMillis);
            if (snapshot != null) {
                store.save(engine.community, snapshot);
            }
        }
    }
}
