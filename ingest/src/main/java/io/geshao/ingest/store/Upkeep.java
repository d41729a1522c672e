package io.geshao.ingest.store;

import io.geshao.core.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that keeps roll-ups, moves days that are over, removes what is old and counts rows for the ledger. One process per database does
 * it at a time, told by an advisory lock. What fails is tried again a minute later.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    /** "geshao" in ASCII and a 2: the upkeep of schema telemetry. */
    static final long LOCK = 0x67657368616F02L;

    private static final long ROUND_SECONDS = 60;
    private static final long RETENTION_EVERY_MILLIS = 3_600_000;

    private final DataSource database;
    private final Flavour flavour;
    private final Keeping keeping;
    private final LedgerAudits audits;
    private final Ticker ticker;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /** Owner: the upkeep's thread, as of the following one. */
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
        RollUps.run(connection, nowMillis);
        if (nowMillis - retainedMillis >= RETENTION_EVERY_MILLIS || retainedMillis == Long.MIN_VALUE) {
            long today = Math.floorDiv(nowMillis, DayPartitions.DAY_MILLIS);
            ClosedDays.move(connection, flavour, (today - keeping.openDays()) * DayPartitions.DAY_MILLIS);
            new Retention(keeping, flavour).run(connection, nowMillis);
            retainedMillis = nowMillis;
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
