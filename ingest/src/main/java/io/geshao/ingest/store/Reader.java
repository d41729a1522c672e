package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** Reads in one read-only transaction that the database itself ends when it takes too long. Any thread. */
final class Reader {
    /** Longer than any bounded query needs on a healthy database, shorter than a person waits. */
    static final Duration QUERY = Duration.ofSeconds(10);

    private final DataSource database;

    Reader(DataSource database) {
        this.database = database;
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
            try {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set transaction read only; set local statement_timeout = " + limit.toMillis());
                }
                return work.on(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StoreException("telemetry cannot be read: " + e.getMessage(), e);
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
