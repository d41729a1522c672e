package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleEvaluator;
import io.geshao.alerting.rule.RuleState;
import io.geshao.alerting.rule.Step;
import io.geshao.alerting.state.AlertMachine;
import io.geshao.alerting.state.Beside;
import io.geshao.alerting.state.Overlay;
import io.geshao.alerting.store.AlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is pending or open in one community, and the steps decided since the last commit. Every change of a state goes
 * through {@link #take}: it writes the transition, arms the next timer and asks the rules that count this one. Owner: the
 * partition thread.
 */
final class Watches {
    private final Timers timers;
    private List<Rule> counting;
    private final EngineMeters meters;

    private final Map<Watch.Key, Watch> byKey = new LinkedHashMap<>();
    private final Map<String, Watch> byAlert = new HashMap<>();
    private final Map<Watch.Key, Set<Watch>> sources = new HashMap<>();

    private final List<AlertStore.Entry> entries = new ArrayList<>(); // from one commit to the next
    private final Map<String, Watch> touched = new LinkedHashMap<>(); // by alert id, from one commit to the next
    /** Decides whether a silence may be told now; set once, before anything runs. */
    private @Nullable Presence presence;
    /** What stands beside the states; set once, before anything runs. */
    private @Nullable Overlays overlays;
    /** Likewise set once. */
    private Around around = new Around(List.of());

    /** How far time has passed: silence and delays have been judged up to here. Never goes back. */
    long logicalMillis;
    /** When the centre took in what is at hand: its batch's commit, or the time of the timer. */
    long inputMillis;
    /** Centre time that is written on what happens now. */
    long stampMillis;
    /** Number of the input at hand. */
    long number;

    Watches(Timers timers, List<Rule> rules, EngineMeters meters) {
        this.timers = timers;
        this.counting = rules.stream().filter(rule -> rule.count() != null).toList();
        this.meters = meters;
    }

    /**
     * Puts every watch under its rule as it is now, or closes it by name if no rule stands for it any more. Devices have
     * their new plans already.
     */
    void adopt(Rulebook book) {
        counting = book.rules().stream().filter(rule -> rule.count() != null).toList();
        sources.clear();
        Collection<Watch> standing = all();
        byKey.clear();
        for (Watch watch : standing) {
            Rule rule = book.rule(watch.key.rule(), watch.device);
            if (rule == null || !rule.scope().of(watch.device.device).equals(watch.key.scope())) {
                close(watch);
                continue;
            }
            if (!rule.sameMeaning(watch.rule)) {
                watch.state = watch.state.fit(rule.levels().size());
            }
            watch.rule = rule;
            byKey.put(watch.key, watch);
            link(watch, watch);
        }
        all().forEach(this::settle);
    }

    private void close(Watch watch) {
        GatewayMemory gateway = watch.device.gateway;
        if (gateway != null) {
            gateway.waiting.remove(watch);
        }
        AlertView view = watch.view;
        if (view != null && watch.state.state().isOpen()) {
            byAlert.remove(view.id());
            watch.state = watch.state.ended();
            retire(view, watch.state.step(), AlertTransition.Kind.RULE_REMOVED);
        }
    }

    /** Takes links off before devices get other plans. */
    void unlink() {
        byKey.values().forEach(watch -> link(watch, null));
    }

    /** Counts again what rules count, after they have changed. */
    void correlateAll() {
        for (Watch watch : all()) {
            if (watch.isSource()) {
                correlate(watch);
            } else if (watch.rule.count() != null && sourcesOf(watch).isEmpty()) {
                observe(watch, Observation.of(watch.rule, false, logicalMillis), null, Evidence.NONE);
            }
        }
    }

    void bind(Presence judge, Overlays beside) {
        presence = judge;
        overlays = beside;
    }

    /** Tells who lies in one scope with whom; before anything runs. */
    void bind(Around neighbourhood) {
        around = neighbourhood;
    }

    @Nullable
    Watch find(Rule rule, String scope, boolean drill) {
        return byKey.get(new Watch.Key(rule.id(), scope, drill));
    }

    @Nullable
    Watch ofAlert(String alertId) {
        return byAlert.get(alertId);
    }

    /** The watch that stands for the same key now; itself if none does. */
    Watch current(Watch watch) {
        return byKey.getOrDefault(watch.key, watch);
    }

    Collection<Watch> all() {
        return List.copyOf(byKey.values());
    }

    Watch findOrOpen(Rule rule, DeviceMemory device, boolean drill) {
        Watch.Key key = new Watch.Key(rule.id(), rule.scope().of(device.device), drill);
        return byKey.computeIfAbsent(key, absent -> {
            Watch watch = new Watch(rule, key, device, this);
            link(watch, watch);
            return watch;
        });
    }

    private static void link(Watch watch, @Nullable Watch value) {
        DeviceMemory device = watch.device;
        Rule.Absent absent = watch.rule.absent();
        GatewayMemory gateway = device.gateway;
        if (absent != null) {
            int change = value == null ? -1 : 1;
            if (!absent.ofGateway()) {
                device.absenceWatches += change;
                device.calm = false;
            } else if (gateway != null) {
                gateway.absenceWatches += change;
            }
            return;
        }
        int place = device.plan.placeOf(watch.rule);
        if (place >= 0 && watch.rule.together() == 0) {
            device.world(watch.key.drill()).link(place, value);
        }
    }

    /** Puts a restored watch in order: its timer, its episode and its part in correlation. */
    void settle(Watch watch) {
        AlertView view = watch.view;
        if (view != null && watch.state.state().isOpen()) {
            byAlert.put(view.id(), watch);
        }
        correlateQuietly(watch);
        timers.arm(watch, dueMillis(watch));
        dropIfIdle(watch);
    }

    /** An observation about a watch, with the device that made it or null if many did. */
    void observe(Watch watch, Observation seen, @Nullable DeviceMemory decider, Evidence evidence) {
        if (isAhead(watch)) {
            return;
        }
        Watch open = endDelay(watch, seen);
        long now = Math.max(logicalMillis, seen.eventMillis());
        Observation steady = overlays == null ? seen : overlays.steady(open, seen);
        take(open, RuleEvaluator.observe(open.rule, open.state, steady, now, traits(open)), decider, evidence, null);
    }

    /**
     * Time may stand while the store lags, and then many minutes of readings arrive at once: a delay that had ended
     * before the reading at hand, while the value before it held, ends now. Returns the watch that stands for the key.
     */
    private Watch endDelay(Watch watch, Observation seen) {
        long due = RuleEvaluator.dueMillis(watch.rule, watch.state);
        if (!seen.reading()
                || due > seen.eventMillis()
                || seen.previousMillis() == Cell.NEVER
                || due > seen.previousMillis() + watch.device.holdMillis) {
            return watch;
        }
        take(watch, RuleEvaluator.due(watch.rule, watch.state, due), watch.device, Evidence.NONE, null);
        return byKey.get(watch.key) == watch ? watch : findOrOpen(watch.rule, watch.device, watch.key.drill());
    }

    private static Set<AlertMachine.Trait> traits(Watch watch) {
        return watch.beside.chatter().on() ? Set.of(AlertMachine.Trait.CHATTERING) : Set.of();
    }

    /** The timer of a watch has rung. */
    void fire(Watch watch) {
        if (byKey.get(watch.key) != watch || isAhead(watch)) {
            return;
        }
        if (overlays != null) {
            overlays.elapsed(watch);
        }
        if (logicalMillis >= RuleEvaluator.dueMillis(watch.rule, watch.state)
                && presence != null
                && (presence.mustWait(watch) || isUnknowable(watch))) {
            observe(watch, Observation.unknown(watch.rule, logicalMillis), null, Evidence.NONE);
            return;
        }
        boolean single = watch.rule.scope() == io.geshao.alerting.rule.Scope.DEVICE;
        take(
                watch,
                RuleEvaluator.due(watch.rule, watch.state, logicalMillis),
                single ? watch.device : null,
                Evidence.VALUES,
                null);
    }

    /** What would be raised now is explained by another alert: nobody can know whether it is so. */
    private boolean isUnknowable(Watch watch) {
        return overlays != null && !watch.state.state().isOpen() && overlays.topology.isNotEvaluated(watch);
    }

    /** During replay: the stored episode is newer than the input at hand. */
    boolean isAhead(Watch watch) {
        return number <= watch.contains;
    }

    /** What is remembered of how a condition came and went, after its episode. */
    boolean remembers(Watch watch) {
        return overlays != null && overlays.remembers(watch);
    }

    /** When time alone changes a watch. */
    private long dueMillis(Watch watch) {
        long due = RuleEvaluator.dueMillis(watch.rule, watch.state);
        return overlays == null ? due : Math.min(due, overlays.dueMillis(watch));
    }

    /** @param cause why a person did it, or null */
    void take(Watch watch, Step step, @Nullable DeviceMemory decider, Evidence evidence, @Nullable String cause) {
        take(watch, step, decider, evidence, cause, null);
    }

    /** @param actor who ordered it, or null where the platform decides */
    void take(
            Watch watch,
            Step step,
            @Nullable DeviceMemory decider,
            Evidence evidence,
            @Nullable String cause,
            @Nullable String actor) {
        AlertView.State before = watch.state.state();
        watch.state = step.state();
        meters.step(watch.rule, step.reason());
        AlertTransition.Kind kind = watch.rule.shadow() ? null : step.reason().kind();
        if (watch.rule.shadow()) {
            meters.shadow(watch.rule, step.reason());
        }
        if (kind != null) {
            record(watch, kind, decider, evidence, cause, actor);
        }
        timers.arm(watch, dueMillis(watch));
        if (kind != null) {
            correlate(watch);
            if (overlays != null) {
                overlays.after(watch, kind, before);
            }
        }
        dropIfIdle(watch);
    }

    private void record(
            Watch watch,
            AlertTransition.Kind kind,
            @Nullable DeviceMemory decider,
            Evidence evidence,
            @Nullable String cause,
            @Nullable String actor) {
        if (kind == AlertTransition.Kind.RAISED && overlays != null) {
            watch.beside = watch.beside.begun(overlays.first(watch, Views.severity(watch)));
        }
        watch.beside = watch.beside.with(Overlay.lastKnown(watch.beside.standing(), watch.state.lastKnown()));
        AlertView view = Views.of(watch, kind, decider, evidence.of(watch, sourcesOf(watch)), cause, stampMillis);
        watch.view = view;
        AlertTransition.Notice notice =
                overlays == null ? AlertTransition.Notice.DUE : overlays.judge(watch, kind, view);
        entries.add(new AlertStore.Entry(kind, view, watch.state.step(), stampMillis, actor, notice));
        if (!view.state().isOpen()) {
            watch.beside = watch.beside.ended();
        }
        touched.put(view.id(), watch);
        if (view.state().isOpen()) {
            byAlert.put(view.id(), watch);
        } else {
            byAlert.remove(view.id());
            settle(watch, stampMillis);
        }
    }

    /** What was said up to that time has had its episode: an older reading does not begin another one. */
    static void settle(Watch watch, long untilMillis) {
        World world = watch.device.world(watch.key.drill());
        for (io.geshao.core.Metric metric : watch.rule.metrics()) {
            Cell cell = world.cell(metric);
            if (cell != null) {
                cell.settledMillis = Math.max(cell.settledMillis, untilMillis);
            }
        }
    }

    void dropIfIdle(Watch watch) {
        if (watch.isIdle() && watch.contains < number && byKey.remove(watch.key, watch)) {
            link(watch, null);
        }
    }

    private void correlate(Watch source) {
        for (Rule rule : counting) {
            if (rule.count() == null || !rule.count().counts(source.rule.id())) {
                continue;
            }
            Set<Watch> open = register(rule, source);
            Watch watch = findOrOpen(rule, source.device, source.key.drill());
            Observation seen = Correlation.judge(rule, open, source, inputMillis, around);
            observe(watch, seen, null, Evidence.VALUES);
            dropIfIdle(watch);
        }
    }

    private void correlateQuietly(Watch source) {
        for (Rule rule : counting) {
            if (rule.count() != null && rule.count().counts(source.rule.id())) {
                register(rule, source);
            }
        }
    }

    private Set<Watch> register(Rule rule, Watch source) {
        Watch.Key key = new Watch.Key(rule.id(), rule.scope().of(source.device.device), source.key.drill());
        Set<Watch> open = sources.computeIfAbsent(key, absent -> new LinkedHashSet<>());
        if (source.isSource()) {
            open.add(source);
        } else {
            open.remove(source);
        }
        if (open.isEmpty()) {
            sources.remove(key);
        }
        return open;
    }

    private Set<Watch> sourcesOf(Watch watch) {
        return sources.getOrDefault(watch.key, Set.of());
    }

    /** Closes an episode that no watch can stand for any more. */
    void retire(AlertView open, int step, AlertTransition.Kind kind) {
        entries.add(new AlertStore.Entry(kind, Views.closed(open, stampMillis), step, stampMillis));
    }

    /** What has been decided since the last commit, in order. */
    List<AlertStore.Entry> entries() {
        return List.copyOf(entries);
    }

    /** The watches behind {@link #entries}, by alert id. */
    Map<String, Watch> touched() {
        return touched;
    }

    void committed() {
        entries.clear();
        touched.clear();
    }

    /** Takes the database's word for an episode that was not raised after all. */
    void adopt(Watch watch, @Nullable AlertView view, RuleState state, Beside beside) {
        if (watch.view != null) {
            byAlert.remove(watch.view.id());
        }
        watch.view = view;
        watch.state = state;
        watch.beside = beside;
        if (byKey.putIfAbsent(watch.key, watch) == null) {
            link(watch, watch);
        }
        settle(watch);
    }
}
