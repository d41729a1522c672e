package io.geshao.alerting;

import io.geshao.alerting.EngineMeters.Ignored;
import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleEvaluator;
import io.geshao.alerting.rule.Step;
import io.geshao.alerting.rule.Values;
import io.geshao.alerting.state.Reason;
import io.geshao.alerting.store.AlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.CommunityId;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one community. It is fed stored batches in their order, the passing of time and people's orders; what it
 * decides waits until {@link #commit}. Owner: one partition thread; before that, the thread that restores it.
 *
 * <p>Time in here is logical, and passes only as far as the input is complete: a timer happens at the time it was set for,
 * a reading at its own time. So a replay of the same batches goes through the same states, whenever it runs, and readings
 * that wait to be stored are nobody's silence.
 */
final class AlertEngine {
    final CommunityId community;

    private final DeviceTable devices = new DeviceTable();
    private final Map<String, GatewayMemory> gateways = new LinkedHashMap<>();
    private final Timers timers = new Timers();
    private final Watches watches;
    private final Overtaken overtaken;
    private final Presence presence;
    private final Overlays overlays;
    private final AlertStore store;
    private final EngineMeters meters;
    private final List<AlertStore.Done> done = new ArrayList<>(); // from one commit to the next

    private final Known known = new Known();
    private final Around around = new Around(devices.values());
    private final List<Nightly> nightly = new ArrayList<>();
    private boolean nightsStarted;
    private long evaluations; // since they were counted last

    private Rulebook book;

    /** Position in the transition log as far as this engine has written it. */
    private long logPosition;
    /** Whether anything changed since the last snapshot. */
    private boolean changed;

    /** Topology settle. Source: correlation rules, a proposal. */
    static final long SETTLE_MILLIS = 120_000;

    AlertEngine(CommunityId community, Registry registry, List<Rule> catalogue, AlertStore store, EngineMeters meters) {
        this(community, registry, catalogue, store, meters, SETTLE_MILLIS);
    }

    /** @param settleMillis how long what is not urgent waits after a start, and after what explained it is over */
    AlertEngine(
            CommunityId community,
            Registry registry,
            List<Rule> catalogue,
            AlertStore store,
            EngineMeters meters,
            long settleMillis) {
        this.community = community;
        this.store = store;
        this.meters = meters;
        book = Rulebook.of(catalogue, registry, community);
        watches = new Watches(timers, catalogue, meters);
        overtaken = new Overtaken(watches, known);
        presence = new Presence(catalogue, watches, timers);
        overlays = new Overlays(catalogue, watches, timers, presence, settleMillis);
        watches.bind(presence, overlays);
        watches.bind(around);
        for (Device device : registry.devices()) {
            if (!device.community().equals(community)) {
                continue;
            }
            GatewayMemory gateway =
                    device.gateway().isEmpty() ? null : gateways.computeIfAbsent(device.gateway(), GatewayMemory::new);
            DeviceMemory memory =
                    new DeviceMemory(device, book.planOf(device), gateway, presence, presence.absenceRules());
            devices.put(memory);
            if (gateway != null) {
                gateway.devices.add(memory);
            }
        }
    }

    long inputNumber() {
        return watches.number;
    }

    /** Takes up where the last run stopped; the input after {@link #inputNumber} is to be replayed. */
    void restore(long nowMillis) {
        watches.stampMillis = nowMillis;
        logPosition = new Restorer(devices.byId(), gateways, book, watches, presence).restore(store, community);
        overlays.restore(store.flood(community));
        store.silences(community).forEach(overlays::silence);
    }

    /** A batch of the past: what came after it was received after its oldest reading. */
    void replay(StoredBatch batch, long nowMillis) {
        long oldest = batch.committedMillis();
        for (Reading reading : batch.readings()) {
            oldest = Math.min(oldest, reading.receivedMillis());
        }
        apply(batch, nowMillis, oldest);
    }

    /**
     * A stored batch; one that was applied before is passed over.
     *
     * @param completeMillis what was received before this time has been applied
     */
    void apply(StoredBatch batch, long nowMillis, long completeMillis) {
        if (batch.number() <= watches.number) {
            return;
        }
        advance(Math.min(batch.committedMillis(), completeMillis), nowMillis);
        watches.inputMillis = Math.max(watches.logicalMillis, batch.committedMillis());
        watches.number = batch.number();
        changed = true;
        if (presence.live) {
            meters.lag(Math.max(0, nowMillis - batch.committedMillis()));
        } else {
            meters.replayedBatch();
        }
        takeAll(batch.readings());
    }

    private void takeAll(List<Reading> readings) {
        devices.find(readings);
        for (int i = 0; i < readings.size(); i++) {
            DeviceMemory device = devices.found(i);
            if (device != null) {
                take(readings.get(i), device, devices.cell(i));
            }
        }
        meters.evaluated(evaluations);
        evaluations = 0;
    }

    /** Replay is over. */
    void ready(long nowMillis) {
        watches.logicalMillis = Math.max(watches.logicalMillis, nowMillis);
        watches.stampMillis = nowMillis;
        for (Watch watch : watches.all()) {
            watch.contains = Watch.NOT_AHEAD;
            watch.state = watch.state.running(); // values hold from now on, whether the replay came to their end or not
        }
        presence.ready(devices.values(), nowMillis);
        for (Watch watch : watches.all()) {
            watches.settle(watch);
        }
        overlays.ready();
        advance(nowMillis, nowMillis);
        changed = true;
    }

    /** Time has passed. */
    void tick(long nowMillis) {
        advance(nowMillis, nowMillis);
    }

    /** When anything is due next, or {@link Long#MAX_VALUE}: until then time changes nothing by itself. */
    long nextDueMillis() {
        return timers.nextMillis();
    }

    /** One timer for each time of day at which nights are judged; one that no rule needs any more finds nothing to do. */
    private void startNights(long afterMillis) {
        nightsStarted = true;
        book.rules().stream()
                .map(Rule::daily)
                .filter(Objects::nonNull)
                .filter(nights -> nightly.stream().noneMatch(one -> one.isOf(nights)))
                .forEach(nights -> {
                    Nightly night = new Nightly(nights, devices.values(), watches, timers);
                    nightly.add(night);
                    night.startAfter(afterMillis);
                });
    }

    private void advance(long toMillis, long nowMillis) {
        watches.stampMillis = nowMillis;
        if (!nightsStarted) {
            startNights(watches.logicalMillis == 0 ? toMillis : watches.logicalMillis);
        }
        while (timers.nextMillis() <= toMillis) {
            watches.logicalMillis = Math.max(watches.logicalMillis, timers.nextMillis());
            Due due = timers.poll();
            if (due != null) {
                changed = true;
                watches.inputMillis = watches.logicalMillis;
                due.onDue(watches.logicalMillis);
            }
        }
        watches.logicalMillis = Math.max(watches.logicalMillis, toMillis);
        watches.inputMillis = watches.logicalMillis;
    }

    /** @param found the cell it is for, unless it is new or the reading is of a drill */
    private void take(Reading reading, DeviceMemory device, @Nullable Cell found) {
        int flags = reading.flags();
        if (flags != 0 && Flag.SIMULATED.in(flags)) {
            meters.ignored(Ignored.SIMULATED);
            return;
        }
        Metric metric = reading.metric();
        long received = Math.min(reading.receivedMillis(), watches.inputMillis);
        if (metric.equals(Metric.HEARTBEAT) && reading.value() == 0) {
            presence.gone(device, received); // a last will: others speak for it
        } else {
            presence.heard(device, received);
        }
        if (device.plan.flags != null && (flags != 0 || device.flagged) && !Flag.TEST.in(flags)) {
            takeFlags(reading, device, device.plan.flags);
        }
        Plan.Slot slot = found == null ? device.plan.slot(metric) : found.slot;
        if (slot == null) {
            toldAtEdge(metric, device);
            return;
        }
        if (flags != 0 && Flag.TEST.in(flags)) {
            meters.ignored(Ignored.TEST);
            return;
        }
        World world = flags != 0 && Flag.DRILL.in(flags) ? device.world(true) : device.real;
        Cell cell = found == null || world.drill ? world.cell(slot) : found;
        // A time ahead of the gateway's or the centre's clock counts as theirs.
        long event = Math.min(reading.eventMillis(), received);
        boolean late = watches.inputMillis - event > device.lateMillis;
        if (cell.isOvertaken(event, reading.sequence())) {
            meters.ignored(late ? Ignored.OVERTAKEN_LATE : Ignored.OVERTAKEN);
            if (!late) {
                cell.remember(reading.value(), event);
                world.weigh(cell);
            }
            overtaken.judge(device, world, cell, reading.value(), event, late);
            return;
        }
        cell.set(reading.value(), event, reading.sequence(), late && watches.inputMillis > event + device.holdMillis);
        world.weigh(cell);
        judge(device, world, slot, cell, late ? watches.inputMillis : event);
    }

    /** A gateway that was cut off says that it has told people itself: that stands in the alert's history. */
    private void toldAtEdge(Metric metric, DeviceMemory device) {
        if (!metric.isVendor() || !metric.name().startsWith(EdgeRules.TOLD)) {
            return;
        }
        Rule rule = book.byId().get(metric.name().substring(EdgeRules.TOLD.length()));
        Watch watch = rule == null ? null : watches.find(rule, rule.scope().of(device.device), false);
        if (watch != null && watch.state.state().isOpen() && !watches.isAhead(watch)) {
            watches.take(watch, new Step(watch.state.noted(), Reason.TOLD_AT_EDGE), device, Evidence.NONE, null);
        } else {
            meters.ignored(Ignored.TOLD_AT_EDGE);
        }
    }

    /** A device whose readings never carried a flag has nothing to be asked about flags: most never do. */
    private void takeFlags(Reading reading, DeviceMemory device, Plan.Slot slot) {
        World world = Flag.DRILL.in(reading.flags()) ? device.world(true) : device.real;
        Cell cell = world.cell(slot);
        long now = Math.max(Math.min(reading.receivedMillis(), watches.inputMillis), cell.eventMillis);
        if (now == cell.eventMillis && reading.sequence() == cell.sequence && reading.flags() == cell.value) {
            return; // another metric of the same message
        }
        cell.set(reading.flags(), now, reading.sequence(), false);
        world.weigh(cell);
        judge(device, world, slot, cell, now);
        if (reading.flags() != 0) {
            device.flagged = true;
            device.flaggedMillis = now;
        } else if (now - device.flaggedMillis > device.plan.flagWindowMillis() && !watchesFlags(world, slot)) {
            device.flagged = false;
        }
    }

    private static boolean watchesFlags(World world, Plan.Slot slot) {
        for (int place : slot.rules) {
            if (world.watches[place] != null) {
                return true;
            }
        }
        return false;
    }

    /** Asks the rules that a reading can change. */
    private void judge(DeviceMemory device, World world, Plan.Slot slot, Cell cell, long since) {
        boolean quiet = world.isQuiet();
        if (quiet && !world.isWatched()) {
            for (int place : slot.restless) {
                judge(place, device, world, cell, since);
            }
            return;
        }
        for (int place : slot.rules) {
            if (!quiet || world.watches[place] != null || !device.plan.rests(place)) {
                judge(place, device, world, cell, since);
            }
        }
    }

    private void judge(int place, DeviceMemory device, World world, Cell cell, long since) {
        evaluations++;
        Rule rule = device.plan.rules.get(place);
        if (rule.together() > 0) {
            Neighbours.judge(rule, device, world, known, since, watches, around);
            return;
        }
        Watch watch = world.watches[place];
        Values values = known.of(world, rule);
        if (watch == null) {
            if (!rule.mayRaise(values)) {
                return;
            }
            watch = watches.findOrOpen(rule, device, world.drill);
        }
        // Life safety counts from the event, however late it comes: a gateway that was cut off has judged it then, and
        // the episode is to have one identity.
        long from = rule.isLifeSafety() ? cell.eventMillis : since;
        Observation seen = Observation.of(rule, values, watch.state.level(), from, cell.previousMillis);
        Rule.Neighbours asked = rule.neighbours();
        if (asked != null && seen.isRaising()) {
            seen = seen.gated(around.judge(rule, asked, device, world.drill));
        }
        watches.observe(watch, seen, device, Evidence.VALUES);
    }

    /**
     * Judges by other rules from now on. What is pending or open under a rule that means the same goes on; under one that
     * means something else, the last values are judged at once. Nothing is read or written in here.
     */
    void reload(Rulebook next, long nowMillis) {
        watches.stampMillis = nowMillis;
        changed = true;
        int[] places = presence.places(next.rules());
        watches.unlink();
        Map<DeviceMemory, Plan> plansBefore = new HashMap<>();
        Map<Plan, Map<Plan, int[]>> changedPlaces = new HashMap<>();
        for (DeviceMemory device : devices.values()) {
            plansBefore.put(device, device.plan);
            boolean[] absent = new boolean[places.length];
            for (int i = 0; i < places.length; i++) {
                absent[i] = places[i] >= 0 && device.absent[places[i]];
            }
            device.adopt(next.planOf(device), absent);
        }
        book = next;
        nightsStarted = false;
        presence.adopt(book.rules());
        overlays.adopt(book.rules());
        watches.adopt(book);
        for (DeviceMemory device : devices.values()) {
            presence.resume(device);
            if (!device.unknown) {
                judgeChanged(device, changed(device.plan, plansBefore.get(device), changedPlaces));
            }
        }
        watches.correlateAll();
    }

    private static boolean isSame(Rule rule, @Nullable Rule before) {
        return before != null && rule.sameMeaning(before);
    }

    /** Places of a plan's rules that mean something else than under the plan before; many devices share the two. */
    private static int[] changed(Plan plan, @Nullable Plan before, Map<Plan, Map<Plan, int[]>> known) {
        return before == null
                ? new int[0]
                : known.computeIfAbsent(plan, key -> new HashMap<>())
                        .computeIfAbsent(before, old -> changed(plan, old));
    }

    private static int[] changed(Plan plan, Plan before) {
        return IntStream.range(0, plan.rules.size())
                .filter(place -> {
                    Rule rule = plan.rules.get(place);
                    int was = before.placeOf(rule);
                    return rule.together() == 0 && !isSame(rule, was < 0 ? null : before.rules.get(was));
                })
                .toArray();
    }

    /** Asks the rules that mean something else than before what they make of the last values. */
    private void judgeChanged(DeviceMemory device, int[] places) {
        for (int place : places) {
            Rule rule = device.plan.rules.get(place);
            for (World world : device.worlds()) {
                Values values = known.of(world, rule);
                Watch watch = world.watches[place];
                if (watch == null && rule.mayRaise(values)) {
                    watch = watches.findOrOpen(rule, device, world.drill);
                }
                if (watch != null) {
                    long now = watches.logicalMillis;
                    Observation seen = Observation.of(rule, values, watch.state.level(), now, now)
                            .silently();
                    watches.observe(watch, seen, device, Evidence.VALUES);
                }
            }
        }
    }

    /** Carries out what people ordered, in their order. */
    void obey(long nowMillis) {
        watches.stampMillis = nowMillis;
        for (AlertStore.Command command : store.commands(community)) {
            Reason outcome = obey(command, nowMillis);
            done.add(new AlertStore.Done(command.number(), outcome.name(), nowMillis));
            changed = true;
        }
    }

    private Reason obey(AlertStore.Command command, long nowMillis) {
        if (command.kind() == AlertStore.Command.Kind.SILENCE) {
            store.silence(command.subject()).ifPresent(overlays::silence);
            return Reason.DONE;
        }
        Watch watch = watches.ofAlert(command.subject());
        if (watch == null) {
            return Reason.NOT_OPEN;
        }
        Step step =
                switch (command.kind()) {
                    case ACKNOWLEDGE -> RuleEvaluator.acknowledge(watch.state, nowMillis);
                    case RESET -> RuleEvaluator.reset(watch.state);
                    case LAPSE -> RuleEvaluator.lapse(watch.state);
                    case SILENCE -> throw new IllegalStateException("a silence is not about one alert");
                };
        watches.take(watch, step, null, Evidence.NONE, command.cause(), command.actor());
        return step.reason();
    }

    /** Whether anything waits to be committed. */
    boolean hasDecided() {
        return !watches.entries().isEmpty()
                || !done.isEmpty()
                || !overlays.ended().isEmpty()
                || overlays.floodRow() != null;
    }

    /** Writes what was decided since the last time; returns the new transitions, none if there was nothing. */
    List<AlertTransition> commit() {
        List<AlertStore.Entry> entries = watches.entries();
        if (!hasDecided()) {
            return List.of();
        }
        Map<String, Watch> touched = new HashMap<>(watches.touched());
        List<AlertStore.State> states = new ArrayList<>();
        // The state of the key, not of the watch: after a close in the same commit something new may be pending there.
        touched.forEach((id, watch) -> states.add(new AlertStore.State(id, encode(watches.current(watch)))));
        AlertStore.Written written = store.commit(new AlertStore.Commit(
                community, watches.number, entries, states, done, overlays.ended(), overlays.floodRow()));
        watches.committed();
        overlays.committed();
        done.clear();
        logPosition = Math.max(logPosition, written.position());
        for (String id : written.refused()) {
            meters.refused();
            Watch watch = touched.get(id);
            if (watch != null) {
                Restorer.adopt(watch, store, watches);
            }
        }
        return written.transitions();
    }

    private static byte[] encode(Watch watch) {
        return EngineState.encodeOne(watch.state, watch.beside);
    }

    /** A snapshot, if anything changed since the last one; only after a commit, so that it holds nothing undecided. */
    AlertStore.@Nullable Snapshot snapshot(long nowMillis) {
        EngineState state = capture();
        return state == null ? null : state.asSnapshot(nowMillis);
    }

    /** What a snapshot is made of, copied: writing it out takes longer, and can be done by another thread. */
    @Nullable
    EngineState capture() {
        if (!changed) {
            return null;
        }
        changed = false;
        return new EngineState(
                EngineState.FORMAT,
                watches.number,
                logPosition,
                watches.logicalMillis,
                presence.readyMillis,
                Snapshots.devices(devices.values()),
                Snapshots.gateways(gateways.values()),
                Snapshots.watches(watches.all()));
    }
}
