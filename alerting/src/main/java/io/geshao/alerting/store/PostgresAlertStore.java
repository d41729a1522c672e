package io.geshao.alerting.store;

import io.geshao.alerting.state.Flood;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.port.AlertControl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** {@link AlertStore} on PostgreSQL, schema {@code alerting}. */
public final class PostgresAlertStore implements AlertStore {
    private static final String ROW =
            "SELECT view, step, input_number, last_position, engine_state FROM alerting.alert ";

    private final DataSource database;

    public PostgresAlertStore(DataSource database) {
        this.database = database;
    }

    /**
     * Brings the schema up to date.
     *
     * @throws StoreException if the database does not answer or holds something else
     */
    public static void migrate(DataSource database) {
        try {
            Flyway.configure(PostgresAlertStore.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:io/geshao/alerting/store")
                    .schemas("alerting")
                    // Locked by session: a transaction held open over all migrations is one too many for some
                    // databases.
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .defaultSchema("alerting")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException("schema alerting cannot be brought up to date", e);
        }
    }

    @Override
    public Written commit(Commit commit) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Written written = write(connection, commit);
                connection.commit();
                return written;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("alerts of " + commit.community() + " were not written", e);
        }
    }

    private static Written write(Connection connection, Commit commit) throws SQLException {
        long position = reserve(connection, commit.entries().size());
        List<AlertTransition> transitions = new ArrayList<>();
        Set<String> refused = new HashSet<>();
        for (Entry entry : commit.entries()) {
            if (refused.contains(entry.alert().id())) {
                continue;
            }
            position++;
            if (entry.kind() == AlertTransition.Kind.RAISED && !insertAlert(connection, commit, entry, position)) {
                refused.add(entry.alert().id());
                continue;
            }
            if (insertTransition(connection, entry, position)) {
                updateAlert(connection, commit, entry, position);
                transitions.add(entry.at(position));
            }
        }
        for (Done done : commit.done()) {
            finish(connection, done);
        }
        for (Ended ended : commit.ended()) {
            Sql.update(connection, SilenceTable.END, ended.atMillis(), "SYS", ended.silenceId());
        }
        if (commit.flood() != null) {
            FloodTable.write(connection, commit.community(), commit.flood());
        }
        return new Written(transitions, position, refused);
    }

    /** Returns the position before the first reserved one; holds the log's lock until the transaction ends. */
    private static long reserve(Connection connection, int count) throws SQLException {
        if (count == 0) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE alerting.log_head SET position = position + ? RETURNING position")) {
            statement.setInt(1, count);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) - count;
            }
        }
    }

    private static boolean insertAlert(Connection connection, Commit commit, Entry entry, long position)
            throws SQLException {
        AlertView view = entry.alert();
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO alerting.alert (id, rule, scope, drill, community, state, severity, raised_millis, step,"
                        + " input_number, last_position, view, engine_state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            statement.setString(1, view.id());
            statement.setString(2, view.rule());
            statement.setString(3, view.scope());
            statement.setBoolean(4, view.drill());
            statement.setString(5, commit.community().value());
            statement.setString(6, view.state().name());
            statement.setString(7, view.severity().name());
            statement.setLong(8, view.raisedMillis());
            statement.setInt(9, entry.step());
            statement.setLong(10, commit.inputNumber());
            statement.setLong(11, position);
            statement.setString(12, AlertJson.write(view));
            statement.setBytes(13, stateOf(commit, entry));
            return statement.executeUpdate() == 1;
        }
    }

    private static boolean insertTransition(Connection connection, Entry entry, long position) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO alerting.transition (position, alert_id, step, kind, at_millis, view, actor, notice)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (alert_id, step) DO NOTHING")) {
            statement.setLong(1, position);
            statement.setString(2, entry.alert().id());
            statement.setInt(3, entry.step());
            statement.setString(4, entry.kind().name());
            statement.setLong(5, entry.atMillis());
            statement.setString(6, AlertJson.write(entry.alert()));
            statement.setString(7, entry.actor());
            statement.setString(8, entry.notice().name());
            return statement.executeUpdate() == 1;
        }
    }

    private static void updateAlert(Connection connection, Commit commit, Entry entry, long position)
            throws SQLException {
        if (entry.kind() == AlertTransition.Kind.RAISED) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE alerting.alert SET state = ?, severity = ?, step = ?, input_number = ?, last_position = ?,"
                        + " view = ?, engine_state = ? WHERE id = ?")) {
            statement.setString(1, entry.alert().state().name());
            statement.setString(2, entry.alert().severity().name());
            statement.setInt(3, entry.step());
            statement.setLong(4, commit.inputNumber());
            statement.setLong(5, position);
            statement.setString(6, AlertJson.write(entry.alert()));
            statement.setBytes(7, stateOf(commit, entry));
            statement.setString(8, entry.alert().id());
            statement.executeUpdate();
        }
    }

    private static byte[] stateOf(Commit commit, Entry entry) {
        for (State state : commit.states()) {
            if (state.alertId().equals(entry.alert().id())) {
                return state.body();
            }
        }
        return new byte[0];
    }

    private static void finish(Connection connection, Done done) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE alerting.command SET outcome = ?, done_millis = ? WHERE number = ? AND outcome IS NULL")) {
            statement.setString(1, done.outcome());
            statement.setLong(2, done.atMillis());
            statement.setLong(3, done.number());
            statement.executeUpdate();
        }
    }

    @Override
    public List<StoredAlert> load(CommunityId community, long afterPosition) {
        return Sql.query(
                database,
                "SELECT * FROM (SELECT DISTINCT ON (rule, scope, drill) view, step, input_number, last_position,"
                        + " engine_state FROM alerting.alert WHERE community = ? AND (last_position > ?"
                        + " OR state <> 'NORMAL') ORDER BY rule, scope, drill, last_position DESC) newest"
                        + " ORDER BY last_position",
                PostgresAlertStore::stored,
                community.value(),
                afterPosition);
    }

    @Override
    public Optional<StoredAlert> open(String rule, String scope, boolean drill) {
        return Sql.query(
                        database,
                        ROW + "WHERE rule = ? AND scope = ? AND drill = ? AND state <> 'NORMAL'",
                        PostgresAlertStore::stored,
                        rule,
                        scope,
                        drill)
                .stream()
                .findFirst();
    }

    private static StoredAlert stored(ResultSet row) throws SQLException {
        return new StoredAlert(
                AlertJson.read(row.getString("view")),
                row.getInt("step"),
                row.getLong("input_number"),
                row.getLong("last_position"),
                row.getBytes("engine_state"));
    }

    @Override
    public Optional<Snapshot> snapshot(CommunityId community) {
        return Sql.query(
                        database,
                        "SELECT input_number, taken_millis, body FROM alerting.snapshot WHERE community = ?",
                        row -> new Snapshot(row.getLong(1), row.getLong(2), row.getBytes(3)),
                        community.value())
                .stream()
                .findFirst();
    }

    @Override
    public void save(CommunityId community, Snapshot snapshot) {
        Sql.update(
                database,
                "INSERT INTO alerting.snapshot AS kept (community, input_number, taken_millis, body)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (community) DO UPDATE SET"
                        + " input_number = EXCLUDED.input_number, taken_millis = EXCLUDED.taken_millis,"
                        + " body = EXCLUDED.body WHERE kept.input_number <= EXCLUDED.input_number",
                community.value(),
                snapshot.inputNumber(),
                snapshot.takenMillis(),
                snapshot.body());
    }

    @Override
    public List<AlertControl.Silence> silences(CommunityId community) {
        return Sql.query(
                database,
                SilenceTable.SELECT + "WHERE community = ? AND ended_millis IS NULL ORDER BY created_millis, id",
                SilenceTable::read,
                community.value());
    }

    @Override
    public Optional<AlertControl.Silence> silence(String id) {
        return Sql.query(database, SilenceTable.SELECT + "WHERE id = ?", SilenceTable::read, id).stream()
                .findFirst();
    }

    @Override
    public Flood flood(CommunityId community) {
        return FloodTable.read(database, community);
    }

    @Override
    public boolean hasCommands() {
        return Sql.query(
                        database,
                        "SELECT EXISTS (SELECT 1 FROM alerting.command WHERE outcome IS NULL)",
                        row -> row.getBoolean(1))
                .get(0);
    }

    @Override
    public List<Command> commands(CommunityId community) {
        return Sql.query(
                database,
                "SELECT number, kind, COALESCE(silence_id, alert_id), actor, cause, at_millis FROM alerting.command"
                        + " WHERE outcome IS NULL AND community = ? ORDER BY number LIMIT 1000",
                row -> new Command(
                        row.getLong(1),
                        Command.Kind.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6)),
                community.value());
    }
}
