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
import org.jspecify.annotations.Nullable;

/** {@link AlertStore} on PostgreSQL, schema {@code alerting}. */
public final class PostgresAlertStore implements AlertStore {
    private static final String ROW =
            "SELECT view, step, input_number, last_position, engine_state FROM alerting.alert ";

    private static final String INSERT_ALERT =
            "INSERT INTO alerting.alert (id, rule, scope, drill, community, state, severity, raised_millis, step,"
                    + " input_number, last_position, view, engine_state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_TRANSITION =
            "INSERT INTO alerting.transition (position, alert_id, step, kind, at_millis, view, actor, notice)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE_ALERT =
            "UPDATE alerting.alert SET state = ?, severity = ?, step = ?, input_number = ?, last_position = ?,"
                    + " view = ?, engine_state = ? WHERE id = ?";
    private static final String FINISH =
            "UPDATE alerting.command SET outcome = ?, done_millis = ? WHERE number = ? AND outcome IS NULL";
    private static final String UNIQUE_VIOLATION = "23505";

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
                return writeAtOnce(connection, commit);
            } catch (SQLException e) {
                connection.rollback();
                if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                    throw e;
                }
            }
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

    /** In two trips, in the hope that none of it is known yet; a unique violation says that something is. */
    private static Written writeAtOnce(Connection connection, Commit commit) throws SQLException {
        long position = reserve(connection, commit.entries().size());
        List<AlertTransition> transitions = new ArrayList<>();
        Flight flight = new Flight(connection);
        for (Entry entry : commit.entries()) {
            position++;
            if (entry.kind() == AlertTransition.Kind.RAISED) {
                flight.add(INSERT_ALERT, alertValues(commit, entry, position));
            }
            flight.add(INSERT_TRANSITION, transitionValues(entry, position));
            if (entry.kind() != AlertTransition.Kind.RAISED) {
                flight.add(UPDATE_ALERT, updateValues(commit, entry, position));
            }
            transitions.add(entry.at(position));
        }
        for (Done done : commit.done()) {
            flight.add(FINISH, done.outcome(), done.atMillis(), done.number());
        }
        for (Ended ended : commit.ended()) {
            flight.add(SilenceTable.END, ended.atMillis(), "SYS", ended.silenceId());
        }
        if (commit.flood() != null) {
            FloodTable.write(connection, commit.community(), commit.flood());
        }
        flight.commit();
        return new Written(transitions, position, Set.of());
    }

    /** Step by step, leaving out what is known. */
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
            Sql.update(connection, FINISH, done.outcome(), done.atMillis(), done.number());
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

    private static @Nullable Object[] alertValues(Commit commit, Entry entry, long position) {
        AlertView view = entry.alert();
        return new @Nullable Object[] {
            view.id(),
            view.rule(),
            view.scope(),
            view.drill(),
            commit.community().value(),
            view.state().name(),
            view.severity().name(),
            view.raisedMillis(),
            entry.step(),
            commit.inputNumber(),
            position,
            AlertJson.write(view),
            stateOf(commit, entry)
        };
    }

    private static @Nullable Object[] transitionValues(Entry entry, long position) {
        return new @Nullable Object[] {
            position,
            entry.alert().id(),
            entry.step(),
            entry.kind().name(),
            entry.atMillis(),
            AlertJson.write(entry.alert()),
            entry.actor(),
            entry.notice().name()
        };
    }

    private static @Nullable Object[] updateValues(Commit commit, Entry entry, long position) {
        return new @Nullable Object[] {
            entry.alert().state().name(),
            entry.alert().severity().name(),
            entry.step(),
            commit.inputNumber(),
            position,
            AlertJson.write(entry.alert()),
            stateOf(commit, entry),
            entry.alert().id()
        };
    }

    private static boolean insertAlert(Connection connection, Commit commit, Entry entry, long position)
            throws SQLException {
        return Sql.update(connection, INSERT_ALERT + " ON CONFLICT DO NOTHING", alertValues(commit, entry, position))
                == 1;
    }

    private static boolean insertTransition(Connection connection, Entry entry, long position) throws SQLException {
        return Sql.update(
                        connection,
                        INSERT_TRANSITION + " ON CONFLICT (alert_id, step) DO NOTHING",
                        transitionValues(entry, position))
                == 1;
    }

    private static void updateAlert(Connection connection, Commit commit, Entry entry, long position)
            throws SQLException {
        if (entry.kind() != AlertTransition.Kind.RAISED) {
            Sql.update(connection, UPDATE_ALERT, updateValues(commit, entry, position));
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
