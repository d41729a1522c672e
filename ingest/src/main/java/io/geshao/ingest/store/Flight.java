package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Statements of one transaction that answer nothing, sent together and, at the end, with their commit: what a small group
 * costs is trips to the database, not rows. They are carried out in the order they were added; one that fails fails all.
 * The writer's thread only.
 */
final class Flight {
    private final Connection connection;
    private final List<String> statements = new ArrayList<>(); // until they are sent
    private final List<Object> values = new ArrayList<>(); // likewise

    /** @param connection not in auto-commit mode; what it has under way belongs to the same transaction */
    Flight(Connection connection) {
        this.connection = connection;
    }

    /** Adds one statement with a value, perhaps an array, for each of its question marks. */
    void add(String statement, Object... its) {
        statements.add(statement);
        values.addAll(Arrays.asList(its));
    }

    /** Sends all and commits. */
    void commit() throws SQLException {
        if (statements.isEmpty()) {
            connection.commit();
            return;
        }
        statements.add("commit");
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
