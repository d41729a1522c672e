package io.geshao.alerting;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleState;
import io.geshao.alerting.state.Beside;
import io.geshao.alerting.store.AlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an engine back to where the last run stopped. Runs once, before the engine is handed to its owner thread.
 *
 * <p>How an alert is raised exactly once, also across a crash:
 *
 * <ol>
 *   <li>Input is a log of numbered batches, written by somebody else, that can be read again from any number.
 *   <li>Every commit writes, in one transaction: the transitions, the episodes after them, <i>the engine's own state of
 *       each of these episodes</i>, and the number of the last batch that is contained in that state.
 *   <li>A snapshot holds the state of everything as of one batch, and the position up to which the transition log was
 *       written by then. It is written now and then, outside any transaction, and may be old.
 *   <li>After a crash: load the snapshot. Load every episode that is open, and for each (rule, scope, drill) the newest
 *       one the log touched after the snapshot's position. Where such a row is newer than the snapshot, the row wins,
 *       and that one watch is <i>ahead</i>: replay passes it over until the input reaches the number in its row.
 *       Everything else is replayed from the snapshot's batch on.
 * </ol>
 *
 * <p>So a transition whose commit succeeded is not decided again, because its watch is ahead of it, and this also holds
 * for an episode that was raised and closed after the snapshot: its closed row is the newest of its key. A transition
 * whose commit did not succeed left no row: its watch is replayed and decides it again, at the same onset. Should two
 * engines ever run at once, or a commit succeed without the engine hearing of it, the last guard is the database: an
 * episode's id is made of its onset and is unique, a step of an episode is written once, and a key has one open episode.
 *
 * <p>Delays go on, since they count from event times in the log. Absence does not: it counts from when the engine is
 * ready, and nothing that was pending for absence survives. An alert about absence that is open stays, also that of a
 * gateway, so nothing behind it is told before it has spoken.
 */
final class Restorer {
    private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

    private final Map<DeviceId, DeviceMemory> devices;
    private final Map<String, GatewayMemory> gateways;
    private final Rulebook rules;
    private final Watches watches;
    private final Presence presence;

    Restorer(
            Map<DeviceId, DeviceMemory> devices,
            Map<String, GatewayMemory> gateways,
            Rulebook rules,
            Watches watches,
            Presence presence) {
        this.devices = devices;
        this.gateways = gateways;
        this.rules = rules;
        this.watches = watches;
        this.presence = presence;
    }

    /** Returns the position of the transition log that is contained in what was restored. */
    long restore(AlertStore store, CommunityId community) {
        EngineState snapshot = read(store.snapshot(community), community);
        long position = 0;
        if (snapshot != null) {
            position = snapshot.logPosition();
            watches.number = snapshot.inputNumber();
            watches.logicalMillis = snapshot.logicalMillis();
            presence.readyMillis = snapshot.readyMillis();
            snapshot.devices().forEach(this::device);
            snapshot.gateways().forEach(this::gateway);
            snapshot.watches().forEach(this::watch);
        }
        Map<Watch.Key, AlertStore.StoredAlert> rows = new HashMap<>();
        for (AlertStore.StoredAlert row : store.load(community, position)) {
            rows.put(key(row.view()), row);
        }
        for (AlertStore.StoredAlert row : rows.values()) {
            row(row, position);
        }
        for (Watch watch : watches.all()) {
            boolean openHere = watch.state.state().isOpen();
            AlertStore.StoredAlert row = rows.get(watch.key);
            if (openHere && (row == null || !row.view().state().isOpen())) {
                // The table has no such open episode: the table wins.
                watch.state = RuleState.normal(watch.rule.levels().size());
                watch.beside = watch.beside.ended();
            }
            watches.settle(watch);
        }
        for (DeviceMemory device : devices.values()) {
            presence.resume(device);
        }
        long newest = position;
        for (AlertStore.StoredAlert row : rows.values()) {
            newest = Math.max(newest, row.position());
        }
        return newest;
    }

    private static @Nullable EngineState read(Optional<AlertStore.Snapshot> stored, CommunityId community) {
        if (stored.isEmpty()) {
            return null;
        }
        try {
            EngineState state = EngineState.decode(stored.get().body());
            if (state.format() == EngineState.FORMAT) {
                return state;
            }
            LOG.warn("snapshot of {} has format {}: everything is replayed instead", community, state.format());
        } catch (IOException e) {
            LOG.warn("snapshot of {} is not readable: everything is replayed instead", community, e);
        }
        return null;
    }

    private void device(EngineState.DeviceState state) {
        DeviceMemory device = devices.get(new DeviceId(state.id()));
        if (device == null) {
            return;
        }
        device.heardMillis = state.heard();
        for (EngineState.CellState saved : state.cells()) {
            Optional<Metric> metric = Metric.find(saved.metric());
            Cell cell = metric.isEmpty() ? null : device.world(saved.drill()).cell(metric.get());
            if (cell != null) {
                cell.value = saved.value();
                cell.eventMillis = saved.event();
                cell.sequence = saved.sequence();
                cell.previousMillis = saved.previous();
                cell.previousValue = saved.previousValue();
                cell.settledMillis = saved.settled();
                cell.overdue = saved.overdue();
                cell.restore(saved.past(), saved.memory());
                if (cell.metric.equals(Operand.EVERY_READING)) {
                    device.flagged = true;
                    device.flaggedMillis = cell.eventMillis;
                }
                device.world(saved.drill()).weigh(cell);
            }
        }
    }

    private void gateway(EngineState.GatewayState state) {
        GatewayMemory gateway = gateways.get(state.id());
        if (gateway != null) {
            gateway.heardMillis = state.heard();
            gateway.backMillis = state.back();
        }
    }

    private void watch(EngineState.WatchState saved) {
        DeviceMemory device = devices.get(new DeviceId(saved.device()));
        Rule rule = device == null ? null : rules.rule(saved.rule(), device);
        if (rule == null || device == null || !rule.scope().of(device.device).equals(saved.scope())) {
            return;
        }
        Watch watch = watches.findOrOpen(rule, device, saved.drill());
        watch.state = saved.state().fit(rule.levels().size());
        watch.beside = saved.beside() == null ? Beside.NONE : saved.beside();
        for (EngineState.MemberState member : saved.members()) {
            DeviceMemory memory = devices.get(new DeviceId(member.device()));
            if (memory != null) {
                watch.members.put(memory.device.id(), new Member(memory, member.since(), member.before()));
            }
        }
    }

    private void row(AlertStore.StoredAlert row, long knownPosition) {
        AlertView view = row.view();
        DeviceMemory device = deviceOf(view);
        Rule rule = device == null ? rules.byId().get(view.rule()) : rules.rule(view.rule(), device);
        if (rule == null || device == null || !rule.scope().of(device.device).equals(view.scope())) {
            retire(view, row, rule);
            return;
        }
        Watch watch = watches.findOrOpen(rule, device, view.drill());
        boolean newer = row.position() > knownPosition;
        boolean missing = view.state().isOpen() && !watch.state.state().isOpen();
        if (newer || missing) {
            watch.state = state(row, rule);
            watch.beside = view.state().isOpen() ? beside(row) : watch.beside.ended();
            watch.contains = row.inputNumber();
        }
        watch.view = view.state().isOpen() ? view : null;
        if (!view.state().isOpen()) {
            Watches.settle(watch, view.updatedMillis());
        }
    }

    /** Any device of the scope will do: the view gives everything else. */
    private @Nullable DeviceMemory deviceOf(AlertView view) {
        if (view.device() != null) {
            return devices.get(view.device());
        }
        Rule rule = rules.byId().get(view.rule());
        if (rule == null) {
            return null;
        }
        return devices.values().stream()
                .filter(memory -> rule.scope().of(memory.device).equals(view.scope())
                        && memory.device.place().equals(view.place()))
                .findFirst()
                .orElseGet(() -> devices.values().stream()
                        .filter(memory -> rule.scope().of(memory.device).equals(view.scope()))
                        .findFirst()
                        .orElse(null));
    }

    /** An open episode whose rule or device is gone is closed by name; it is not forgotten. */
    private void retire(AlertView view, AlertStore.StoredAlert row, @Nullable Rule rule) {
        if (view.state().isOpen()) {
            watches.retire(
                    view,
                    row.step() + 1,
                    rule == null ? AlertTransition.Kind.RULE_REMOVED : AlertTransition.Kind.DEVICE_RETIRED);
        }
    }

    private static RuleState state(AlertStore.StoredAlert row, Rule rule) {
        if (row.body().length == 0) { // closed because its rule was gone; the rule is back
            return RuleState.normal(rule.levels().size());
        }
        try {
            return EngineState.decodeOne(row.body()).fit(rule.levels().size());
        } catch (IOException e) {
            throw new IllegalStateException("stored state of " + row.view().id() + " is not readable", e);
        }
    }

    private static Beside beside(AlertStore.StoredAlert row) {
        try {
            return row.body().length == 0 ? Beside.NONE : EngineState.decodeBeside(row.body());
        } catch (IOException e) {
            throw new IllegalStateException("stored state of " + row.view().id() + " is not readable", e);
        }
    }

    private static Watch.Key key(AlertView view) {
        return new Watch.Key(view.rule(), view.scope(), view.drill());
    }

    /** An episode was refused by the database: its word is taken for the whole key. */
    static void adopt(Watch watch, AlertStore store, Watches watches) {
        Optional<AlertStore.StoredAlert> open = store.open(watch.key.rule(), watch.key.scope(), watch.key.drill());
        LOG.warn("{} in {} was raised before; taking up {}", watch.key.rule(), watch.key.scope(), open.isPresent());
        watches.adopt(
                watch,
                open.map(AlertStore.StoredAlert::view).orElse(null),
                open.map(row -> state(row, watch.rule))
                        .orElseGet(() -> RuleState.normal(watch.rule.levels().size())),
                open.map(Restorer::beside).orElse(Beside.NONE));
    }
}
