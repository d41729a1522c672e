package io.geshao.incident.score.store;

import io.geshao.casework.score.AlertFigures;
import io.geshao.casework.score.AlertLine;
import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.Span;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertTransition.Notice;
import io.geshao.core.AlertView;
import io.geshao.core.port.AlertLog;
import io.geshao.incident.score.LoadCount;
import io.geshao.incident.score.LoadCount.Announcement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** What alerts came to, as far as figures need it; follows the alert log with a position of its own. Any thread. */
public final class AlertFactsStore {
    static final String READER = "score";
    private static final int BITE = 500;
    private static final long DAY_MILLIS = 86_400_000;
    /** Causes of a reset that were no danger. */
    private static final Set<String> NO_DANGER = Set.of("COOKING", "DUST", "STEAM", "FAULT");

    private final Jdbi jdbi;
    private final AlertLog alerts;

    public AlertFactsStore(DataSource database, AlertLog alerts) {
        jdbi = Jdbi.create(database);
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        this.alerts = alerts;
    }

    /** Reads on in the alert log by one bite; false if there was nothing to read. */
    public boolean follow() {
        long position = jdbi.withHandle(AlertFactsStore::position);
        List<AlertTransition> bite = alerts.after(position, BITE);
        if (bite.isEmpty()) {
            return false;
        }
        jdbi.useTransaction(handle -> {
            // Another process may have taken the bite meanwhile: the row is the lock, and says so.
            handle.createUpdate("insert into incident.position values (:reader, 0) on conflict do nothing")
                    .bind("reader", READER)
                    .execute();
            long now = handle.createQuery("select position from incident.position where reader = :r for update")
                    .bind("r", READER)
                    .mapTo(Long.class)
                    .one();
            if (now != position) {
                return;
            }
            for (AlertTransition transition : bite) {
                if (!transition.alert().drill()) {
                    take(handle, transition);
                }
            }
            handle.createUpdate("update incident.position set position = :p where reader = :r")
                    .bind("p", bite.get(bite.size() - 1).position())
                    .bind("r", READER)
                    .execute();
        });
        return true;
    }

    private static long position(Handle handle) {
        return handle.createQuery("select position from incident.position where reader = :r")
                .bind("r", READER)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private static void take(Handle handle, AlertTransition transition) {
        AlertView alert = transition.alert();
        int severity = alert.severity().ordinal() + 1;
        handle.createUpdate(
                        "insert into incident.score_alert values (:id, :rule, :scope, :community, :place, :severity,"
                                + " :severity, :raised, :ended, :chattered, :cause) on conflict (id) do update set"
                                + " worst_severity = least(score_alert.worst_severity, excluded.worst_severity),"
                                + " ended_millis = excluded.ended_millis, cause = excluded.cause,"
                                + " chattered_millis = coalesce(score_alert.chattered_millis, excluded.chattered_millis)")
                .bind("id", alert.id())
                .bind("rule", alert.rule())
                .bind("scope", alert.scope())
                .bind("community", alert.community().value())
                .bind("place", alert.place())
                .bind("severity", severity)
                .bind("raised", alert.raisedMillis())
                .bind("ended", alert.state().isOpen() ? null : Long.valueOf(transition.atMillis()))
                .bind("chattered", transition.kind() == Kind.CHATTERING ? Long.valueOf(transition.atMillis()) : null)
                .bind("cause", alert.cause())
                .execute();
        if (transition.notice() == Notice.DUE) {
            handle.createUpdate("insert into incident.score_announcement values (:position, :at, :community, :place,"
                            + " :rule, :scope) on conflict do nothing")
                    .bind("position", transition.position())
                    .bind("at", transition.atMillis())
                    .bind("community", alert.community().value())
                    .bind("place", alert.place())
                    .bind("rule", alert.rule())
                    .bind("scope", alert.scope())
                    .execute();
        }
    }

    /** What alerts of a scope came to. */
    public AlertFigures figures(Scope scope, Span span, long devices) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select count(*) as raised,"
                                + " count(*) filter (where first_severity >= 3) as warnings,"
                                + " count(*) filter (where first_severity >= 3 and worst_severity < 3) as escalated,"
                                + " count(*) filter (where first_severity < 3) as emergencies,"
                                + " count(*) filter (where first_severity < 3 and exists (select 1 from"
                                + " incident.score_alert w where w.scope = a.scope and w.first_severity >= 3"
                                + " and w.raised_millis >= a.raised_millis - " + DAY_MILLIS
                                + " and w.raised_millis < a.raised_millis)) as forewarned,"
                                + " count(*) filter (where cause = any(:noDanger)) as false_alarms"
                                + " from incident.score_alert a where raised_millis >= :from and raised_millis < :to"
                                + inPlace(scope)),
                        scope,
                        span)
                .bindArray("noDanger", String.class, NO_DANGER)
                .map((row, context) -> new AlertFigures(
                        row.getLong("raised"),
                        row.getLong("warnings"),
                        row.getLong("escalated"),
                        row.getLong("emergencies"),
                        row.getLong("forewarned"),
                        row.getLong("false_alarms"),
                        devices * span.days()))
                .one());
    }

    /** Episodes that a person reset as no danger, newest first. */
    public List<AlertLine> falseAlarms(Scope scope, Span span, long raisedBefore, String idBefore, int limit) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select * from incident.score_alert where raised_millis >= :from"
                                + " and raised_millis < :to and cause = any(:noDanger)" + inPlace(scope)
                                + " and (raised_millis, id) < (:raised, :id) order by raised_millis desc, id desc"
                                + " limit :limit"),
                        scope,
                        span)
                .bindArray("noDanger", String.class, NO_DANGER)
                .bind("raised", raisedBefore)
                .bind("id", idBefore)
                .bind("limit", limit)
                .map((row, context) -> new AlertLine(
                        row.getString("id"),
                        row.getString("rule"),
                        row.getString("scope"),
                        row.getString("place"),
                        "S" + row.getInt("first_severity"),
                        row.getLong("raised_millis"),
                        row.getString("cause")))
                .list());
    }

    /** The load of every desk of a scope that was told anything, by community. */
    public List<OperatorLoad> load(Scope scope, Span span) {
        Map<String, Desk> desks = new TreeMap<>();
        jdbi.useHandle(handle -> {
            bind(
                            handle.createQuery("select at_millis, community, rule, scope from"
                                    + " incident.score_announcement where at_millis >= :from and at_millis < :to"
                                    + inPlace(scope) + " order by at_millis, position"),
                            scope,
                            span)
                    .map((row, context) -> Map.entry(
                            row.getString("community"),
                            new Announcement(row.getLong("at_millis"), row.getString("rule"), row.getString("scope"))))
                    .forEach(one -> desks.computeIfAbsent(one.getKey(), community -> new Desk())
                            .told
                            .add(one.getValue()));
            bind(
                            handle.createQuery("select community, raised_millis, ended_millis, chattered_millis from"
                                    + " incident.score_alert where raised_millis < :to and (ended_millis is null"
                                    + " or ended_millis >= :from)" + inPlace(scope)),
                            scope,
                            span)
                    .map((row, context) -> new Open(
                            row.getString("community"),
                            row.getLong("raised_millis"),
                            (Long) row.getObject("ended_millis"),
                            (Long) row.getObject("chattered_millis")))
                    .forEach(open -> desks.computeIfAbsent(open.community, community -> new Desk())
                            .take(open, span));
        });
        return desks.entrySet().stream()
                .map(desk -> LoadCount.of(
                        desk.getKey(), span, desk.getValue().told, desk.getValue().chattering, desk.getValue().stale))
                .toList();
    }

    private record Open(
            String community,
            long raisedMillis,
            @Nullable Long endedMillis,
            @Nullable Long chatteredMillis) {}

    private static final class Desk {
        private final List<Announcement> told = new ArrayList<>();
        private long chattering;
        private long stale;

        void take(Open open, Span span) {
            if (open.chatteredMillis != null && span.holds(open.chatteredMillis)) {
                chattering++;
            }
            long from = Math.max(span.fromMillis(), open.raisedMillis + DAY_MILLIS);
            long to = Math.min(span.toMillis(), open.endedMillis == null ? span.toMillis() : open.endedMillis);
            if (from < to) {
                stale += (to - from + DAY_MILLIS - 1) / DAY_MILLIS;
            }
        }
    }

    private static String inPlace(Scope scope) {
        return scope.place().isEmpty() ? "" : " and (place = :place or (place >= :below and place < :beyond))";
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Scope scope, Span span) {
        return statement
                .bind("from", span.fromMillis())
                .bind("to", span.toMillis())
                .bind("place", scope.place())
                .bind("below", scope.place() + "/")
                .bind("beyond", scope.place() + "0");
    }
}
