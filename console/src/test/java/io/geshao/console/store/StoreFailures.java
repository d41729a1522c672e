package io.geshao.console.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Failures as a store throws them, for tests outside the store packages. */
public final class StoreFailures {
    private StoreFailures() {}

    /** What a driver throws when the database has ended a query. */
    public static Throwable ended() {
        return new SQLException("canceling statement due to statement timeout", "57014");
    }

    public static Throwable connectionLost(String message) {
        return new SQLTransientConnectionException(message);
    }
}
