package io.geshao.gateway.spool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** One connection with its statements, each prepared once. Owner: the thread that owns the connection. */
final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>(); // a fixed set of texts

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** A row at a time. */
    interface Rows {
        void row(ResultSet row) throws SQLException;
    }

    private PreparedStatement bound(String text, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            prepared.put(text, statement);
        }
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Long number) {
                statement.setLong(i + 1, number);
            } else if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return statement;
    }

    int update(String text, Object... values) throws SQLException {
        return bound(text, values).executeUpdate();
    }

    /** Also for a change that returns rows: all of it has happened before the first row comes. */
    void query(Rows rows, String text, Object... values) throws SQLException {
        try (ResultSet found = bound(text, values).executeQuery()) {
            while (found.next()) {
                rows.row(found);
            }
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Undoes the transaction. On a full disk SQLite has done so itself, and the driver has not noticed. */
    void rollback() throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            try (Statement begin = connection.createStatement()) {
                begin.execute("BEGIN");
            }
        }
    }

    /** Forgets the statements: the driver ends one that failed. */
    void reset() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close(); // what is not committed is gone, as it should be
    }
}
