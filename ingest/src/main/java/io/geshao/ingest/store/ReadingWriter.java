package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;

/** Puts rows into the table of readings, inside the caller's transaction. The writer's thread only. */
interface ReadingWriter {
    /**
     * Stores the rows, first of all in the transaction: it may be begun anew. Stores those that are not there yet. Of equal rows in one call the first is stored.
     *
     * @return which rows are new
     */
    BitSet write(Connection connection, Rows rows) throws SQLException;

    /** Lets a small group's rows travel with the rest of its transaction, which fails if one of them is there already. */
    default void send(Flight flight, Rows rows) throws SQLException {
        FewRows.add(flight, rows);
    }
}
