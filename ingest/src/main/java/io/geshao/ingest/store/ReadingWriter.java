package io.geshao.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;

/** Puts rows into the table of readings, inside the caller's transaction. The writer's thread only. */
interface ReadingWriter {
    /**
     * Stores the rows that are not there yet. Of equal rows in one call the first is stored.
     *
     * @return which rows are new
     */
    BitSet write(Connection connection, Rows rows) throws SQLException;

    /** Whether {@link #send} will do: nothing has to be asked before these rows may be written. */
    default boolean maySend(Rows rows) {
        return false;
    }

    /** Lets the rows travel with the rest of their transaction, which fails if one of them is there already. */
    default void send(Flight flight, Rows rows) {
        throw new IllegalStateException("only what may be sent");
    }
}
