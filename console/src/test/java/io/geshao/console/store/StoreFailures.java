package io.geshao.console.store;

import java.sql.SQLTransientConnectionException;

/** Failures as a store throws them, for tests outside the store packages. */
public final class StoreFailures {
    private StoreFailures() {}

    public static Throwable connectionLost(String message) {
        return new SQLTransientConnectionException(message);
    }
}
