package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleEvaluator;
import io.geshao.alerting.rule.Scope;
import io.geshao.alerting.rule.Step;
import io.geshao.alerting.rule.Verdict;
import io.geshao.alerting.state.Chatter;
import io.geshao.alerting.state.Flood;
import io.geshao.alerting.state.Notices;
import io.geshao.alerting.state.Overlay;
import io.geshao.alerting.state.Reason;
import io.geshao.alerting.store.AlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside the states of one community's alerts: silences, inhibition, chatter, floods, and whether people are
 * told. It changes no phase by itself; what it notes goes through {@link Watches}. Owner: the partition thread.
 */
final class Overlays {
    private static final long DAY_MILLIS = 86_400_000L;

    final Topology topology;
    private final Silences silences = new Silences();
    private final Watches watches;
    private final Timers timers;
    private final Presence presence;
    private Chatter.Limits limits;
    private final long settleMillis;
    private final List<AlertStore.Ended> ended = new ArrayList<>(); // from one commit to the next
    private @Nullable Rule ofChatter;
    private final Bell bell = new Bell();
    private Flood flood = Flood.NONE;
    private boolean floodChanged;
    /** Who took back the silence at hand, while it is at hand. */
    private @Nullable String endedBy;

    /** Rings when a silence ends, an inhibition has settled or a flood may be over. */
    private final class Bell extends Due {
        @Override
        void onDue(long nowMillis) {
            timePassed(nowMillis);
        }
    }

    Overlays(List<Rule> catalogue, Watches watches, Timers timers, Presence presence, long settleMillis) {
        this.topology = new Topology(catalogue, watches, settleMillis);
        this.watches = watches;
        this.timers = timers;
        this.presence = presence;
        this.settleMillis = settleMillis;
        this.ofChatter = ofChatter(catalogue);
        this.limits = limits(ofChatter);
    }

    private static @Nullable Rule ofChatter(List<Rule> catalogue) {
        return catalogue.stream()
                .filter(rule -> rule.chatter() != null)
                .findFirst()
                .orElse(null);
    }

    /** Alarms are held steady whether or not a rule tells people of it. */
    private static Chatter.Limits limits(@Nullable Rule ofChatter) {
        Chatter.Limits own = ofChatter == null ? null : ofChatter.chatter();
        return own == null ? Chatter.Limits.DEFAULT : own;
    }

    /** Judges by other rules from now on. */
    void adopt(List<Rule> catalogue) {
        ofChatter = ofChatter(catalogue);
        limits = limits(ofChatter);
        topology.adopt(catalogue);
    }

    /** Takes the stored word on a silence: it is in force, or not any more. */
    void silence(AlertControl.Silence silence) {
        silences.put(silence);
        endedBy = silence.endedBy();
        refreshAll();
        endedBy = null;
        arm();
    }

    /** The open flood as it was left, or none. */
    void restore(Flood left) {
        flood = left;
    }

    Flood flood() {
        return flood;
    }

    /** Replay is over: from here on, what holds beside the alerts is what holds now. */
    void ready() {
        for (Watch watch : watches.all()) {
            for (String id : watch.beside.standing().inhibitedBy()) {
                // Its source may have gone while nobody looked: what it held settles like after any start.
                topology.restored(watch, id);
            }
        }
        refreshAll();
        arm();
    }

    /** What the observation of a condition that comes and goes too often amounts to. */
    Observation steady(Watch watch, Observation seen) {
        boolean holds = seen.levels().contains(Verdict.TRUE);
        if (holds && !watch.state.state().isOpen() && topology.isNotEvaluated(watch)) {
            return Observation.unknown(watch.rule, seen.eventMillis());
        }
        boolean gone = seen.clear() == Verdict.TRUE;
        if (!canChatter(watch.rule) || holds == gone) {
            return seen;
        }
        Chatter before = watch.beside.chatter();
        Chatter after = before.at(seen.eventMillis(), limits).seen(holds, seen.eventMillis(), limits);
        watch.beside = watch.beside.with(after);
        if (after.on() && !before.on()) {
            note(watch, Overlay.chattering(watch.beside.standing(), true), Reason.CHATTERING);
            signal(watch, true);
        }
        boolean held = gone && after.on() && watch.state.state().isActive() && isGrave(watch);
        return held
                ? new Observation(
                        seen.levels(), Verdict.FALSE, seen.eventMillis(), seen.previousMillis(), seen.reading())
                : seen;
    }

    /** Tells the rule about chatter, if the catalogue has one. */
    private void signal(Watch source, boolean chatters) {
        if (ofChatter == null || !ofChatter.binds(source.device.device)) {
            return;
        }
        boolean known = watches.find(ofChatter, ofChatter.scope().of(source.device.device), source.key.drill()) != null;
        if (chatters || known) {
            Watch watch = watches.findOrOpen(ofChatter, source.device, source.key.drill());
            watches.observe(
                    watch, Observation.of(ofChatter, chatters, watches.logicalMillis), source.device, Evidence.NONE);
        }
    }

    /** Only single devices chatter by themselves; what is derived from them comes and goes with them. */
    private static boolean canChatter(Rule rule) {
        return rule.scope() == Scope.DEVICE && rule.isOfReadings();
    }

    private static boolean isGrave(Watch watch) {
        AlertView view = watch.view;
        return view != null && view.severity().compareTo(Severity.S2) <= 0;
    }

    /** Time has passed for a watch: chatter that is over, a day that is over. */
    void elapsed(Watch watch) {
        Chatter before = watch.beside.chatter();
        Chatter after = before.at(watches.logicalMillis, limits);
        if (before.on() && !after.on()) {
            watch.beside = watch.beside.with(after);
            note(watch, Overlay.chattering(watch.beside.standing(), false), Reason.CHATTER_OVER);
            boolean others = watches.all().stream()
                    .anyMatch(one ->
                            one.device == watch.device && one.beside.chatter().on());
            if (!others) {
                signal(watch, false);
            }
            if (!after.holds() && watch.state.state().isActive()) {
                watches.observe(
                        watch, Observation.of(watch.rule, false, watches.logicalMillis), watch.device, Evidence.NONE);
            }
        }
        if (watches.logicalMillis >= staleMillis(watch)) {
            Step step = RuleEvaluator.dayOver(watch.state);
            watch.beside = watch.beside.staleNow();
            watches.take(watch, step, null, Evidence.NONE, null);
        }
    }

    /** When time alone changes something beside the state, or {@link Long#MAX_VALUE}. */
    long dueMillis(Watch watch) {
        Chatter chatter = watch.beside.chatter();
        long due = Math.min(staleMillis(watch), chatter.overMillis(limits));
        return watch.state.isIdle() && !chatter.on() && !chatter.turned().isEmpty()
                ? Math.min(due, chatter.changedMillis() + limits.withinMillis() + 1)
                : due;
    }

    private static long staleMillis(Watch watch) {
        AlertView view = watch.view;
        AlertView.State state = watch.state.state();
        boolean listed = state.isActive() || state == AlertView.State.RTN_UNACK;
        return view == null || watch.beside.stale() || !listed ? Long.MAX_VALUE : view.raisedMillis() + DAY_MILLIS;
    }

    /** Whether how it came and went can still matter when it comes again. */
    boolean remembers(Watch watch) {
        return !watch.beside.chatter().isForgotten(watches.logicalMillis, limits);
    }

    /** The standing a new episode begins with. */
    AlertView.Standing first(Watch watch, Severity severity) {
        long told = presence.readyMillis + settleMillis;
        boolean waits = presence.readyMillis != Cell.NEVER
                && watches.logicalMillis < told
                && Topology.settles(watch.rule, severity);
        return Overlay.first(holds(watch, severity), waits ? told : 0);
    }

    private Overlay.Holds holds(Watch watch, Severity severity) {
        return new Overlay.Holds(
                silences.covering(watch, AlertControl.Kind.SHELVE, severity),
                silences.covering(watch, AlertControl.Kind.OUT_OF_SERVICE, severity),
                topology.inhibitedBy(watch, severity));
    }

    /** Whether people are to be told of a step; what is told is remembered. */
    AlertTransition.Notice judge(Watch watch, AlertTransition.Kind kind, AlertView view) {
        boolean isNew = kind == AlertTransition.Kind.RAISED || kind == AlertTransition.Kind.RE_ALARM;
        boolean counts = isNew && !view.drill() && !view.standing().isQuiet() && view.severity() != Severity.S4;
        if (counts) {
            flooded(flood.raised(watches.inputMillis));
        }
        AlertTransition.Notice notice = Notices.judge(
                kind,
                new Notices.Circumstances(
                        view, watch.beside.toldMillis(), topology.isConfirmed(watch), flood.isOn() && !view.drill()));
        if (notice == AlertTransition.Notice.DUE || notice == AlertTransition.Notice.FLOOD) {
            watch.beside = watch.beside.told(watches.stampMillis);
        }
        return notice;
    }

    private void flooded(Flood now) {
        floodChanged |= now.isOn() != flood.isOn() || now.peak() != flood.peak();
        flood = now;
        arm();
    }

    /** A step of a watch is recorded: what does it mean for others, and for its own silences? */
    void after(Watch watch, AlertTransition.Kind kind, AlertView.@Nullable State before) {
        boolean was = before != null && before.isActive();
        boolean is = watch.state.state().isActive();
        if (was != is && topology.inhibitsOthers(watch)) {
            if (was && watch.view != null) {
                timers.arm(bell, topology.gone(watch, watch.view.id()));
                presence.inhibitorGone(watch);
            }
            topology.reach(watch).forEach(this::refresh);
        }
        if (kind == AlertTransition.Kind.SEVERITY_UP || kind == AlertTransition.Kind.SEVERITY_DOWN) {
            refresh(watch);
        }
    }

    private void refreshAll() {
        watches.all().forEach(this::refresh);
    }

    private void refresh(Watch watch) {
        AlertView view = watch.view;
        if (view == null || !watch.state.state().isOpen() || watches.isAhead(watch) || !presence.live) {
            return;
        }
        for (Overlay.Move move : Overlay.toward(watch.beside.standing(), holds(watch, view.severity()))) {
            note(watch, move.standing(), move.reason(), actor(move));
        }
    }

    private @Nullable String actor(Overlay.Move move) {
        AlertView.Hold shelved = move.standing().shelved();
        AlertView.Hold order = move.standing().outOfService();
        return switch (move.reason()) {
            case SHELVED -> shelved == null ? null : shelved.by();
            case OUT_OF_SERVICE -> order == null ? null : order.by();
            case UNSHELVED, BACK_IN_SERVICE -> endedBy;
            default -> null;
        };
    }

    private void note(Watch watch, AlertView.Standing standing, Reason reason) {
        note(watch, standing, reason, null);
    }

    private void note(Watch watch, AlertView.Standing standing, Reason reason, @Nullable String actor) {
        watch.beside = watch.beside.with(standing);
        if (watch.state.state().isOpen() && watch.view != null && !watches.isAhead(watch)) {
            watches.take(watch, new Step(watch.state.noted(), reason), null, Evidence.NONE, null, actor);
        }
    }

    private void timePassed(long nowMillis) {
        for (AlertControl.Silence over : silences.expire(nowMillis)) {
            ended.add(new AlertStore.Ended(over.id(), watches.stampMillis));
        }
        topology.settled();
        Flood later = flood.at(nowMillis);
        if (later.isOn() != flood.isOn()) {
            floodChanged = true;
        }
        flood = later;
        refreshAll();
        arm();
    }

    private void arm() {
        timers.arm(bell, Math.min(Math.min(silences.nextEndMillis(), flood.checkMillis()), topology.nextMillis()));
    }

    /** Silences that have ended by themselves since the last commit. */
    List<AlertStore.Ended> ended() {
        return ended;
    }

    /** The flood as it stands, if that changed since the last commit. */
    AlertStore.@Nullable FloodRow floodRow() {
        return floodChanged
                ? new AlertStore.FloodRow(flood.sinceMillis(), flood.recent().size(), flood.peak(), watches.stampMillis)
                : null;
    }

    void committed() {
        ended.clear();
        floodChanged = false;
    }
}
