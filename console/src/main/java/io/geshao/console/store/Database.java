package io.geshao.console.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.geshao.core.config.Launcher;
import io.geshao.core.config.Settings;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/**
 * Where the centre's database is.
 *
 * @param url JDBC URL
 */
public record Database(String url, String user, String password) {
    private static final int POOL_SIZE = 10;
    /** query_canceled in PostgreSQL's appendix A. */
    private static final String CANCELED = "57014";

    public static Database read(Settings in) {
        return new Database(in.required("db.url"), in.text("db.user", "geshao"), in.text("db.password", ""));
    }

    /** A pool of connections; the caller closes it. */
    public HikariDataSource open() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("console");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(5_000);
        config.setReadOnly(false);
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw new Launcher.StartException("database " + url + " is not reachable: " + rootMessage(e), e);
        }
    }

    /** Whether a failure says that the database is not there or has no room, so that a retry can help. */
    public static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = causeOf(cause)) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                // 08 connection, 53 insufficient resources, 57 operator intervention (PostgreSQL appendix A)
                String state = sql.getSQLState();
                return !state.equals(CANCELED)
                        && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
            }
        }
        return false;
    }

    /** Whether a failure says that the database ended a query: it took too long, or nobody waited any more. */
    public static boolean isCancelled(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = causeOf(cause)) {
            if (cause instanceof SQLException sql && CANCELED.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Throwable causeOf(Throwable failure) {
        return failure.getCause() == failure ? null : failure.getCause();
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        for (Throwable next = causeOf(cause); next != null; next = causeOf(cause)) {
            cause = next;
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public String toString() {
        return "Database[" + url + " as " + user + "]";
    }
}
