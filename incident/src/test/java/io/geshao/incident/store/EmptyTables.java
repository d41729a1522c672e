package io.geshao.incident.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.testkit.db.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The incident schema of one database, emptied for each test: a new database per test would take most of the time. */
public final class EmptyTables {
    private final TestDatabase databases;
    private final int connections;
    private final AtomicReference<DataSource> migrated = new AtomicReference<>();

    public EmptyTables(TestDatabase databases) {
        this(databases, 10);
    }

    /** @param connections how many the server takes at once: TimescaleDB's WebAssembly build runs one transaction at a time */
    public EmptyTables(TestDatabase databases, int connections) {
        this.databases = databases;
        this.connections = connections;
    }

    /** URL of that database, for a process that opens it by itself. */
    public String url() {
        try (Connection connection = get().getConnection()) {
            return connection.getMetaData().getURL() + "?user="
                    + connection.getMetaData().getUserName();
        } catch (SQLException e) {
            throw new IllegalStateException("the database answers no query", e);
        }
    }

    /** The same database each time, with no case in it. */
    public synchronized DataSource get() {
        DataSource database = migrated.get();
        if (database == null) {
            HikariConfig pool = new HikariConfig();
            DataSource fresh = databases.fresh();
            CaseStore.migrate(fresh); // Flyway holds two connections at times
            pool.setDataSource(fresh);
            pool.setMaximumPoolSize(connections);
            pool.setMinimumIdle(1);
            database = new HikariDataSource(pool);
            migrated.set(database);
        }
        Jdbi.create(database).useTransaction(handle -> {
            // Timelines refuse to be emptied, and further tables refer to the cases: no trigger, and what refers goes
            // too.
            handle.execute("set local session_replication_role = replica");
            handle.execute("truncate incident.case_file, incident.case_counter, incident.chain_head, incident.position,"
                    + " incident.score_case, incident.score_stage, incident.score_complaint, incident.score_fault,"
                    + " incident.score_change, incident.score_unit, incident.score_alert, incident.score_announcement,"
                    + " incident.score_report, incident.score_interview restart identity cascade");
        });
        return database;
    }
}
