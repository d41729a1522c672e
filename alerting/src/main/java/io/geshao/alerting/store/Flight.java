package io.geshao.alerting.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements of one transaction that answer nothing, sent together with their commit. They are carried out in the order
 * they were added; one that fails fails all. Owner: the transaction's thread.
 */
final class Flight {
    /** A statement for the driver has numbered parameters up to this; far below it, one trip more costs nothing. */
    private static final int MOST_VALUES = 4_096;

    private final Connection connection;
    private final List<String> statements = new ArrayList<>(); // until they are sent
    private final List<@Nullable Object> values = new ArrayList<>(); // likewise

    /** @param connection not in auto-commit mode; what it has under way belongs to the same transaction */
    Flight(Connection connection) {
        this.connection = connection;
    }

    /** Adds one statement with a value for each of its question marks. */
    void add(String statement, @Nullable Object... its) throws SQLException {
        statements.add(statement);
        values.addAll(Arrays.asList(its));
        if (values.size() > MOST_VALUES) {
            send();
        }
    }

    /** Sends the rest and commits. */
    void commit() throws SQLException {
        if (statements.isEmpty()) {
            connection.commit();
            return;
        }
        statements.add("commit");
        send();
    }

    private void send() throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(String.join("; ", statements))) {
            for (int i = 0; i < values.size(); i++) {
                all.setObject(i + 1, values.get(i));
            }
            all.execute();
        }
        statements.clear();
        values.clear();
    }
}
