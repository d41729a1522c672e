package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes, with the lock that makes it the only one. The lock belongs to the session, and so do its
 * transactions: if the session dies, both are gone together, and no second writer can ever interleave its numbers. The
 * writer's thread only.
 */
final class WriterConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriterConnection.class);
    /** "geshao" in ASCII and a 1: the writer of schema telemetry. */
    private static final long LOCK = 0x67657368616F01L;
    /** Far above any commit; a server that is gone without a word is noticed after this. */
    private static final int NETWORK_TIMEOUT_MILLIS = 60_000;

    static final String TAKEN = "waiting: another ingest process writes to this database";

    private static final Executor SAME_THREAD = Runnable::run;

    private final DataSource database;
    private @Nullable Connection connection;

    WriterConnection(DataSource database) {
        this.database = database;
    }

    /** Another process writes to this database. */
    static final class TakenException extends Exception {
        private static final long serialVersionUID = 1;

        TakenException() {
            super(TAKEN);
        }
    }

    /**
     * Opens it if it is not open.
     *
     * @return whether it is a new one
     */
    boolean open() throws SQLException, TakenException {
        if (connection != null) {
            return false;
        }
        Connection candidate = database.getConnection();
        try {
            candidate.setNetworkTimeout(SAME_THREAD, NETWORK_TIMEOUT_MILLIS);
            candidate.setAutoCommit(true);
            try (Statement statement = candidate.createStatement()) {
                if (!ask(statement, "select pg_try_advisory_lock(" + LOCK + ")")) {
                    candidate.close();
                    throw new TakenException();
                }
                // Some installations switch it off for everyone; an acknowledgement means durable here.
                if (ask(statement, "select current_setting('synchronous_commit') in ('off', 'local')")) {
                    statement.execute("set synchronous_commit = on");
                }
            }
        } catch (SQLException e) {
            abort(candidate);
            throw e;
        }
        connection = candidate;
        return true;
    }

    private static boolean ask(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    Connection get() {
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        return connection;
    }

    /** Drops the session, and with it the lock and whatever transaction was under way. */
    void discard() {
        if (connection != null) {
            abort(connection);
            connection = null;
        }
    }

    private static void abort(Connection connection) {
        try (connection) {
            connection.abort(SAME_THREAD);
        } catch (SQLException e) {
            LOG.debug("the connection was gone already: {}", e.getMessage());
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try (open;
                Statement statement = open.createStatement()) {
            statement.execute("reset synchronous_commit");
            statement.execute("select pg_advisory_unlock(" + LOCK + ")");
        } catch (SQLException e) {
            LOG.debug("the lock went with its connection: {}", e.getMessage());
        }
    }
}
