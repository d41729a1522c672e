package io.geshao.ingest.store;

import io.geshao.core.port.TelemetryQuery.Caller;
import io.geshao.core.port.TelemetryQuery.Caller.Watch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads in one read-only transaction that the database itself ends when it takes too long, or when the caller it is for
 * goes away. Any thread.
 */
final class Reader {
    /** Longer than any bounded query needs on a healthy database, shorter than a person waits. */
    static final Duration QUERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

    private final DataSource database;

    private final @Nullable Caller caller;

    Reader(DataSource database) {
        this(database, null);
    }

    private Reader(DataSource database, @Nullable Caller caller) {
        this.database = database;
        this.caller = caller;
    }

    /** The same reader for one caller. */
    Reader forCaller(Caller whose) {
        return new Reader(database, whose);
    }

    /** Work over one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** @throws StoreException if the database does not answer, or not in time */
    <T> T read(Duration limit, Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Watch watch = watch(connection);
            try {
                try (Statement statement = connection.createStatement()) {
                    // Compiling a plan over many partitions costs more than it saves in a bounded query.
                    statement.execute("set transaction read only; set local jit = off; set local statement_timeout = "
                            + limit.toMillis());
                }
                return work.on(connection);
            } finally {
                watch.close(); // from here on no cancellation can hit the connection's next user
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StoreException("telemetry cannot be read: " + e.getMessage(), e);
        }
    }

    private Watch watch(Connection connection) {
        return caller == null ? () -> {} : caller.whenGone(() -> cancel(connection));
    }

    /** Ends whatever the connection is doing; from the thread that noticed that nobody waits. */
    private static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) { // the statement's own time limit ends it instead
            LOG.debug("a query nobody waits for could not be cancelled: {}", e.getMessage());
        }
    }

    /** A query that answers one number. */
    long number(String sql) {
        return read(QUERY, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery(sql)) {
                return answer.next() ? answer.getLong(1) : 0L;
            }
        });
    }
}
