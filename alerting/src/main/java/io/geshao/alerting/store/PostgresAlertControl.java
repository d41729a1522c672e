package io.geshao.alerting.store;

import io.geshao.alerting.rule.Scope;
import io.geshao.alerting.state.ShelvingPolicy;
import io.geshao.core.AlertTransition;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertControl.RefusedException.Reason;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Silences, orders with an answer, rules and floods as other modules see them; what people change is written down here. */
public final class PostgresAlertControl implements AlertControl {
    /** A silence nobody else has agreed to for so long is given up. */
    static final long WAITS_MILLIS = 1_800_000;
    /** More at once is no shelving but blindness. */
    static final int MOST_SILENCES = 1_000;

    private static final long ANSWER_NANOS = 2_000_000_000L;
    private static final long LOOK_MILLIS = 25;

    private final DataSource database;
    private final Registry registry;
    private final Ticker ticker;
    private final Runnable onCommand;

    /** @param onCommand called after each durable order, on the caller's thread */
    public PostgresAlertControl(DataSource database, Registry registry, Ticker ticker, Runnable onCommand) {
        this.database = database;
        this.registry = registry;
        this.ticker = ticker;
        this.onCommand = onCommand;
    }

    @Override
    public List<Silence> silences(Ended ended, int limit) {
        giveUp();
        String which = ended == Ended.LISTED ? "" : "WHERE ended_millis IS NULL ";
        return Sql.query(
                database,
                SilenceTable.SELECT + which
                        + "ORDER BY ended_millis IS NOT NULL, ended_millis DESC, created_millis DESC, id LIMIT ?",
                SilenceTable::read,
                limit);
    }

    @Override
    public Optional<Silence> silence(String id) {
        return Sql.query(database, SilenceTable.SELECT + "WHERE id = ?", SilenceTable::read, id).stream()
                .findFirst();
    }

    @Override
    public Silence add(Wish wish, String actor) {
        ShelvingPolicy.refusal(wish).ifPresent(reason -> {
            throw refused(reason, wish.scope());
        });
        CommunityId community = community(wish.scope());
        int open = Sql.query(
                        database,
                        "SELECT count(*)::int FROM alerting.silence WHERE community = ? AND ended_millis IS NULL",
                        row -> row.getInt(1),
                        community.value())
                .get(0);
        if (open >= MOST_SILENCES) {
            throw refused(Reason.TOO_MANY_SILENCES, community.value());
        }
        long now = ticker.epochMillis();
        Silence silence = new Silence(
                UUID.randomUUID().toString(),
                wish,
                community,
                actor,
                now,
                ShelvingPolicy.needsSecondPerson(wish) ? 0 : now + wish.lastsMillis(),
                null,
                null,
                null);
        SilenceTable.insert(database, silence);
        tellEngine(silence, actor);
        return silence;
    }

    @Override
    public Silence confirm(String id, String actor) {
        giveUp();
        Silence waiting = required(id);
        ShelvingPolicy.refusal(waiting, actor).ifPresent(reason -> {
            throw refused(reason, id);
        });
        int changed = Sql.update(
                database,
                "UPDATE alerting.silence SET confirmed_by = ?, until_millis = ? WHERE id = ? AND until_millis = 0"
                        + " AND ended_millis IS NULL",
                actor,
                ticker.epochMillis() + waiting.wish().lastsMillis(),
                id);
        Silence after = required(id);
        if (changed == 0) {
            throw refused(ShelvingPolicy.refusal(after, actor).orElse(Reason.ALREADY_IN_FORCE), id);
        }
        tellEngine(after, actor);
        return after;
    }

    @Override
    public Silence end(String id, String actor) {
        required(id);
        int changed = Sql.update(database, SilenceTable.END, ticker.epochMillis(), actor, id);
        Silence after = required(id);
        if (changed > 0) {
            tellEngine(after, actor);
        }
        return after;
    }

    /** What waited in vain for a second person ends by itself. */
    private void giveUp() {
        long now = ticker.epochMillis();
        Sql.update(
                database,
                "UPDATE alerting.silence SET ended_millis = ?, ended_by = 'SYS' WHERE until_millis = 0"
                        + " AND ended_millis IS NULL AND created_millis < ?",
                now,
                now - WAITS_MILLIS);
    }

    private Silence required(String id) {
        return silence(id).orElseThrow(() -> refused(Reason.NO_SUCH_SILENCE, id));
    }

    private void tellEngine(Silence silence, String actor) {
        Sql.update(
                database,
                "INSERT INTO alerting.command (kind, silence_id, community, actor, at_millis) VALUES (?, ?, ?, ?, ?)",
                AlertStore.Command.Kind.SILENCE.name(),
                silence.id(),
                silence.community().value(),
                actor,
                ticker.epochMillis());
        onCommand.run();
    }

    /** The community a scope lies in; a scope without a device in it is refused. */
    private CommunityId community(String scope) {
        if (scope.startsWith("device:")) {
            Optional<Device> device = device(scope.substring("device:".length()));
            return device.map(Device::community).orElseThrow(() -> refused(Reason.NO_SUCH_SCOPE, scope));
        }
        for (Device device : registry.devices()) {
            for (Scope kind : Scope.values()) {
                if (kind != Scope.DEVICE && kind.of(device).equals(scope)) {
                    return device.community();
                }
            }
        }
        throw refused(Reason.NO_SUCH_SCOPE, scope);
    }

    private Optional<Device> device(String id) {
        try {
            return registry.device(new DeviceId(id));
        } catch (IllegalArgumentException e) { // not even a device id
            return Optional.empty();
        }
    }

    private static RefusedException refused(Reason reason, String about) {
        return new RefusedException(reason, about);
    }

    @Override
    public List<AlertTransition> history(String alertId) {
        return Sql.query(
                database,
                "SELECT position, kind, view, at_millis, actor, notice FROM alerting.transition WHERE alert_id = ?"
                        + " ORDER BY step",
                PostgresAlertDesk::transition,
                alertId);
    }

    @Override
    public Optional<String> order(Order order, String alertId, String actor, String cause) {
        AlertStore.Command.Kind kind =
                switch (order) {
                    case ACKNOWLEDGE -> AlertStore.Command.Kind.ACKNOWLEDGE;
                    case RESET -> AlertStore.Command.Kind.RESET;
                };
        List<Long> numbers = Sql.query(
                database,
                "INSERT INTO alerting.command (kind, alert_id, community, actor, cause, at_millis)"
                        + " SELECT ?, id, community, ?, ?::text, ? FROM alerting.alert WHERE id = ? RETURNING number",
                row -> row.getLong(1),
                kind.name(),
                actor,
                cause.isEmpty() ? null : cause,
                ticker.epochMillis(),
                alertId);
        if (numbers.isEmpty()) {
            throw refused(Reason.NO_SUCH_ALERT, alertId);
        }
        onCommand.run();
        return outcome(numbers.get(0));
    }

    /** Looks again and again for a moment: the engine may run in another process. */
    private Optional<String> outcome(long number) {
        long begun = ticker.nanos();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            @Nullable String outcome = outcomeNow(number);
            if (outcome != null) {
                return Optional.of(outcome);
            }
            try {
                if (ticker.nanos() - begun > ANSWER_NANOS || never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return Optional.empty();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private @Nullable String outcomeNow(long number) {
        List<Optional<String>> rows = Sql.query(
                database,
                "SELECT outcome FROM alerting.command WHERE number = ?",
                row -> Optional.ofNullable(row.getString(1)),
                number);
        return rows.isEmpty() ? null : rows.get(0).orElse(null);
    }

    @Override
    public List<RuleSheet> rules() {
        return new ArrayList<>(RuleTable.read(database, ticker.epochMillis()));
    }

    @Override
    public List<Flood> floods() {
        return FloodTable.open(database);
    }
}
