package io.geshao.incident.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Statements of one transaction that answer nothing, sent together: a trip to the database and back costs more than most
 * of them do. They are carried out in the order they were added; one that fails fails all. Owner: the transaction's
 * thread.
 */
final class Writes {
    private final Handle handle;
    private final List<String> statements = new ArrayList<>(); // from one sending to the next
    private final List<@Nullable Object> values = new ArrayList<>(); // likewise

    Writes(Handle handle) {
        this.handle = handle;
    }

    /** Adds one statement with a value for each of its question marks. */
    void add(String statement, @Nullable Object... its) {
        statements.add(statement);
        values.addAll(Arrays.asList(its));
    }

    /** Sends what there is; call it before anything is read that it may change. */
    void send() {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement all = handle.getConnection().prepareStatement(String.join("; ", statements))) {
            for (int i = 0; i < values.size(); i++) {
                all.setObject(i + 1, values.get(i));
            }
            all.execute();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException("a case cannot be written", e, null);
        }
        statements.clear();
        values.clear();
    }

    /** Sends the rest and commits on the same way; the transaction's own commit then finds nothing left to do. */
    void sendAndCommit() {
        if (!statements.isEmpty()) {
            statements.add("commit");
            send();
        }
    }
}
