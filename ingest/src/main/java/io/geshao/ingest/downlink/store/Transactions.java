package io.geshao.ingest.downlink.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One transaction on a connection of its own, ended by the database if it takes too long. Any thread. */
final class Transactions {
    private static final int LIMIT_MILLIS = 10_000;

    private final DataSource database;

    Transactions(DataSource database) {
        this.database = database;
    }

    /** Work over one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** @throws AwayException if the database did not carry it out */
    <T> T run(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local statement_timeout = " + LIMIT_MILLIS);
                }
                T result = work.on(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback(); // nothing, after a commit
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new AwayException("the tables of the way down cannot be used: " + e.getMessage(), e);
        }
    }

    /** The database did not answer. Asking again later can help. */
    static final class AwayException extends RuntimeException {
        private static final long serialVersionUID = 1;

        AwayException(String message, SQLException cause) {
            super(message, cause);
        }
    }
}
