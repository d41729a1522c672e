package io.geshao.alerting.store;

import io.geshao.alerting.state.Flood;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.port.AlertControl.Silence;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory, for engines on virtual time; passes the same contract as the real one. Whoever runs long calls
 * {@link #forgetClosed} now and then. Any thread.
 */
public final class InMemoryAlertStore implements AlertStore, AlertDesk, AlertLog {
    private record Row(CommunityId community, StoredAlert stored) {}

    private record Key(String rule, String scope, boolean drill) {
        static Key of(AlertView view) {
            return new Key(view.rule(), view.scope(), view.drill());
        }
    }

    private record Order(CommunityId community, Command command) {}

    private final Map<String, Row> alerts = new LinkedHashMap<>();
    private final Map<Key, String> open = new HashMap<>(); // ids of what is open
    private final List<AlertTransition> log = new ArrayList<>();
    private final Set<String> steps = new HashSet<>();
    private final List<Order> orders = new ArrayList<>();
    private final Map<Long, Done> done = new HashMap<>();
    private final Map<String, Silence> silences = new LinkedHashMap<>();
    private final Map<CommunityId, Snapshot> snapshots = new HashMap<>();
    private long position;

    @Override
    public synchronized Written commit(Commit commit) {
        List<AlertTransition> transitions = new ArrayList<>();
        Set<String> refused = new HashSet<>();
        for (Entry entry : commit.entries()) {
            String id = entry.alert().id();
            if (refused.contains(id)) {
                continue;
            }
            position++;
            if (entry.kind() == AlertTransition.Kind.RAISED) {
                if (alerts.containsKey(id) || open.containsKey(Key.of(entry.alert()))) {
                    refused.add(id);
                    continue;
                }
            }
            if (steps.add(id + "#" + entry.step())) {
                alerts.put(
                        id,
                        new Row(
                                commit.community(),
                                new StoredAlert(
                                        entry.alert(), entry.step(), commit.inputNumber(), position, new byte[0])));
                if (entry.alert().state().isOpen()) {
                    open.put(Key.of(entry.alert()), id);
                } else {
                    open.remove(Key.of(entry.alert()), id);
                }
                AlertTransition transition = entry.at(position);
                transitions.add(transition);
                log.add(transition);
            }
        }
        for (State state : commit.states()) {
            Row row = alerts.get(state.alertId());
            if (row != null && !refused.contains(state.alertId())) {
                StoredAlert was = row.stored();
                alerts.put(
                        state.alertId(),
                        new Row(
                                row.community(),
                                new StoredAlert(
                                        was.view(), was.step(), commit.inputNumber(), was.position(), state.body())));
            }
        }
        commit.done().forEach(one -> done.putIfAbsent(one.number(), one));
        commit.ended()
                .forEach(one -> silences.computeIfPresent(
                        one.silenceId(), (id, silence) -> ended(silence, one.atMillis(), "SYS")));
        return new Written(transitions, position, refused);
    }

    @Override
    public synchronized List<StoredAlert> load(CommunityId community, long afterPosition) {
        Map<String, StoredAlert> newest = new LinkedHashMap<>();
        alerts.values().stream()
                .filter(row -> row.community().equals(community))
                .map(Row::stored)
                .filter(row -> row.view().state().isOpen() || row.position() > afterPosition)
                .sorted(Comparator.comparingLong(StoredAlert::position))
                .forEach(row -> newest.put(
                        row.view().rule() + "|" + row.view().scope() + "|"
                                + row.view().drill(),
                        row));
        return List.copyOf(newest.values());
    }

    @Override
    public synchronized Optional<StoredAlert> open(String rule, String scope, boolean drill) {
        return Optional.ofNullable(open.get(new Key(rule, scope, drill)))
                .map(alerts::get)
                .map(Row::stored);
    }

    @Override
    public synchronized Optional<Snapshot> snapshot(CommunityId community) {
        return Optional.ofNullable(snapshots.get(community));
    }

    @Override
    public synchronized void save(CommunityId community, Snapshot snapshot) {
        Snapshot kept = snapshots.get(community);
        if (kept == null || kept.inputNumber() <= snapshot.inputNumber()) {
            snapshots.put(community, snapshot);
        }
    }

    @Override
    public synchronized List<Silence> silences(CommunityId community) {
        return silences.values().stream()
                .filter(silence -> silence.community().equals(community) && silence.endedMillis() == null)
                .toList();
    }

    @Override
    public synchronized Optional<Silence> silence(String id) {
        return Optional.ofNullable(silences.get(id));
    }

    @Override
    public Flood flood(CommunityId community) {
        return Flood.NONE; // virtual time: an engine that begins anew has seen no flood
    }

    /** Takes a silence as the desk would write it down, and orders the engine to look at it. */
    public synchronized void put(Silence silence) {
        silences.put(silence.id(), silence);
        orders.add(new Order(
                silence.community(),
                new Command(orders.size() + 1, Command.Kind.SILENCE, silence.id(), silence.owner(), null, 0)));
    }

    /** Ends a silence before its time. */
    public synchronized void end(String id, String actor, long atMillis) {
        Silence silence = silences.get(id);
        if (silence != null) {
            put(ended(silence, atMillis, actor));
        }
    }

    private static Silence ended(Silence was, long atMillis, String by) {
        return was.endedMillis() != null
                ? was
                : new Silence(
                        was.id(),
                        was.wish(),
                        was.community(),
                        was.owner(),
                        was.createdMillis(),
                        was.untilMillis(),
                        was.confirmedBy(),
                        atMillis,
                        by);
    }

    @Override
    public synchronized boolean hasCommands() {
        return orders.stream()
                .anyMatch(order -> !done.containsKey(order.command().number()));
    }

    @Override
    public synchronized List<Command> commands(CommunityId community) {
        return orders.stream()
                .filter(order -> order.community().equals(community)
                        && !done.containsKey(order.command().number()))
                .map(Order::command)
                .toList();
    }

    @Override
    public synchronized List<AlertView> open() {
        return alerts.values().stream()
                .map(row -> row.stored().view())
                .filter(view -> view.state().isOpen())
                .sorted(Comparator.comparing(AlertView::severity)
                        .thenComparing(Comparator.comparingLong(AlertView::raisedMillis)
                                .reversed())
                        .thenComparing(AlertView::id))
                .toList();
    }

    @Override
    public synchronized Optional<AlertView> find(String alertId) {
        return Optional.ofNullable(alerts.get(alertId)).map(row -> row.stored().view());
    }

    @Override
    public synchronized List<AlertView> raisedBetween(long fromMillis, long raisedMillis, String id, int limit) {
        return alerts.values().stream()
                .map(row -> row.stored().view())
                .filter(view -> view.raisedMillis() >= fromMillis
                        && (view.raisedMillis() < raisedMillis
                                || (view.raisedMillis() == raisedMillis
                                        && view.id().compareTo(id) < 0)))
                .sorted(Comparator.comparingLong(AlertView::raisedMillis)
                        .thenComparing(AlertView::id)
                        .reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public void acknowledge(List<String> alertIds, String actor) {
        order(Command.Kind.ACKNOWLEDGE, alertIds, actor, null);
    }

    @Override
    public void lapse(List<String> alertIds, String actor) {
        order(Command.Kind.LAPSE, alertIds, actor, null);
    }

    @Override
    public void reset(List<String> alertIds, String actor, String cause) {
        order(Command.Kind.RESET, alertIds, actor, cause);
    }

    private synchronized void order(Command.Kind kind, List<String> ids, String actor, @Nullable String cause) {
        for (String id : ids) {
            Row row = alerts.get(id);
            if (row != null && row.stored().view().state().isOpen()) {
                orders.add(new Order(row.community(), new Command(orders.size() + 1, kind, id, actor, cause, 0)));
            }
        }
    }

    @Override
    public synchronized long head() {
        return position;
    }

    @Override
    public synchronized List<AlertTransition> after(long after, int limit) {
        return log.stream().filter(one -> one.position() > after).limit(limit).toList();
    }

    /** Lets go of all that is over: closed episodes, the log and carried out orders. */
    public synchronized void forgetClosed() {
        alerts.values().removeIf(row -> !row.stored().view().state().isOpen());
        log.clear();
        steps.removeIf(step -> !alerts.containsKey(step.substring(0, step.lastIndexOf('#'))));
        orders.clear();
        done.clear();
    }
}
