package io.geshao.ingest.store;

import io.geshao.core.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that keeps roll-ups, removes what is old and counts rows for the ledger. One process per database does
 * it at a time, told by an advisory lock. What fails is tried again a minute later.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    /** "geshao" in ASCII and a 2: the upkeep of schema telemetry. */
    private static final long LOCK = 0x67657368616F02L;

    private static final long ROUND_SECONDS = 60;
    private static final long RETENTION_EVERY_MILLIS = 3_600_000;

    private final DataSource database;
    private final Flavour flavour;
    private final Keeping keeping;
    private final LedgerAudits audits;
    private final Ticker ticker;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /** Set with the first round. Owner: the upkeep's thread, as of the following ones. */
    private @Nullable RollUpKind kind;

    private long retainedMillis = Long.MIN_VALUE;
    private boolean failing;

    Upkeep(DataSource database, Flavour flavour, Keeping keeping, LedgerAudits audits, Ticker ticker) {
        this.database = database;
        this.flavour = flavour;
        this.keeping = keeping;
        this.audits = audits;
        this.ticker = ticker;
        this.thread = new Thread(this::loop, "ingest-upkeep");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void loop() {
        try {
            while (!stop.await(ROUND_SECONDS, TimeUnit.SECONDS)) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            run(ticker.epochMillis());
            if (failing) {
                LOG.info("the upkeep of telemetry works again");
            }
            failing = false;
        } catch (SQLException | StoreException e) {
            if (!failing) {
                LOG.warn("the upkeep of telemetry failed, it is tried again: {}", e.getMessage());
            }
            failing = true;
        }
    }

    /** One round; does nothing while another process is at it. */
    void run(long nowMillis) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!ask(connection, "select pg_try_advisory_lock(" + LOCK + ")")) {
                return;
            }
            try {
                work(connection, nowMillis);
            } finally {
                ask(connection, "select pg_advisory_unlock(" + LOCK + ")");
            }
        }
        audits.run(nowMillis);
    }

    private void work(Connection connection, long nowMillis) throws SQLException {
        RollUpKind known = kind;
        if (known == null) {
            known = Policies.settle(connection, flavour, keeping);
            kind = known;
        }
        rollUp(connection, known, nowMillis);
        if (nowMillis - retainedMillis >= RETENTION_EVERY_MILLIS || retainedMillis == Long.MIN_VALUE) {
            new Retention(keeping, known).run(connection, nowMillis);
            retainedMillis = nowMillis;
        }
    }

    private void rollUp(Connection connection, RollUpKind known, long nowMillis) throws SQLException {
        if (known.byJob()) {
            RollUps.run(connection, nowMillis);
        } else if (known == RollUpKind.DATABASE_ON_REQUEST) {
            Policies.refreshNow(connection, keeping, nowMillis);
        }
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
