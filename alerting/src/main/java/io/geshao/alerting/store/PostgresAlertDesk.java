package io.geshao.alerting.store;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.time.Ticker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Alerts as other modules see them, and where their orders are written down. */
public final class PostgresAlertDesk implements AlertDesk, AlertLog {
    private final DataSource database;
    private final Ticker ticker;
    private final Runnable onCommand;

    /** @param onCommand called after each durable order, on the caller's thread */
    public PostgresAlertDesk(DataSource database, Ticker ticker, Runnable onCommand) {
        this.database = database;
        this.ticker = ticker;
        this.onCommand = onCommand;
    }

    @Override
    public List<AlertView> open() {
        return views("WHERE state <> 'NORMAL' ORDER BY severity, raised_millis DESC, id");
    }

    @Override
    public Optional<AlertView> find(String alertId) {
        return views("WHERE id = ?", alertId).stream().findFirst();
    }

    @Override
    public List<AlertView> raisedBetween(long fromMillis, long raisedMillis, String id, int limit) {
        return views(
                "WHERE raised_millis >= ? AND (raised_millis, id) < (?, ?) ORDER BY raised_millis DESC, id DESC LIMIT ?",
                fromMillis,
                raisedMillis,
                id,
                limit);
    }

    private List<AlertView> views(String tail, Object... values) {
        return Sql.query(
                database, "SELECT view FROM alerting.alert " + tail, row -> AlertJson.read(row.getString(1)), values);
    }

    @Override
    public void acknowledge(List<String> alertIds, String actor) {
        order(AlertStore.Command.Kind.ACKNOWLEDGE, alertIds, actor, null);
    }

    @Override
    public void reset(List<String> alertIds, String actor, String cause) {
        order(AlertStore.Command.Kind.RESET, alertIds, actor, cause);
    }

    @Override
    public void lapse(List<String> alertIds, String actor) {
        order(AlertStore.Command.Kind.LAPSE, alertIds, actor, null);
    }

    private void order(AlertStore.Command.Kind kind, List<String> ids, String actor, @Nullable String cause) {
        if (ids.isEmpty()) {
            return;
        }
        // One statement for all: they are durable together, and numbered in the order they were given.
        List<@Nullable Object> values = new ArrayList<>(List.of(kind.name(), actor));
        values.add(cause);
        values.add(ticker.epochMillis());
        values.addAll(ids);
        String marks = ", (?)".repeat(ids.size()).substring(2);
        int written = Sql.update(
                database,
                "INSERT INTO alerting.command (kind, alert_id, community, actor, cause, at_millis)"
                        + " SELECT ?, a.id, a.community, ?, ?::text, ? FROM (VALUES "
                        + marks.replace("(?)", "(?::text)")
                        + ") AS given(id) JOIN alerting.alert a ON a.id = given.id AND a.state <> 'NORMAL'"
                        + " ORDER BY a.raised_millis, a.last_position",
                values.toArray());
        if (written > 0) {
            onCommand.run();
        }
    }

    @Override
    public long head() {
        return Sql.query(database, "SELECT position FROM alerting.log_head", row -> row.getLong(1))
                .get(0);
    }

    @Override
    public List<AlertTransition> after(long position, int limit) {
        return Sql.query(
                database,
                "SELECT position, kind, view, at_millis, actor, notice FROM alerting.transition WHERE position > ?"
                        + " ORDER BY position LIMIT ?",
                PostgresAlertDesk::transition,
                position,
                limit);
    }

    static AlertTransition transition(ResultSet row) throws SQLException {
        AlertTransition.Kind kind = AlertTransition.Kind.valueOf(row.getString(2));
        AlertView view = AlertJson.read(row.getString(3));
        String notice = row.getString(6);
        return notice == null
                ? new AlertTransition(row.getLong(1), kind, view, row.getLong(4))
                : new AlertTransition(
                        row.getLong(1),
                        kind,
                        view,
                        row.getLong(4),
                        row.getString(5),
                        AlertTransition.Notice.valueOf(notice));
    }
}
