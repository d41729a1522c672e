package io.geshao.ingest.store;

import io.geshao.core.time.Ticker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down once a second how far the log is complete, for readers in other processes. What is computed was committed
 * before it is written, so whoever sees the row sees those readings. Only while this process is the one that writes.
 */
final class HorizonRow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HorizonRow.class);
    private static final long EVERY_MILLIS = 1_000;

    private final DataSource database;
    private final LongUnaryOperator completeUntil;
    private final BooleanSupplier writes;
    private final Ticker ticker;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    HorizonRow(DataSource database, LongUnaryOperator completeUntil, BooleanSupplier writes, Ticker ticker) {
        this.database = database;
        this.completeUntil = completeUntil;
        this.writes = writes;
        this.ticker = ticker;
        this.thread = new Thread(this::loop, "ingest-horizon");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void loop() {
        try {
            while (!stop.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    write();
                } catch (SQLException e) {
                    // The writer has told it; a row that grows old holds the readers' time, as it should.
                    LOG.debug("the horizon is not written: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void write() throws SQLException {
        if (!writes.getAsBoolean()) {
            return;
        }
        long now = ticker.epochMillis();
        long until = completeUntil.applyAsLong(now);
        try (Connection connection = database.getConnection();
                PreparedStatement upsert = connection.prepareStatement("insert into telemetry.horizon as h"
                        + " (id, complete_until_ms, at_ms) values (1, ?, ?) on conflict (id) do update"
                        + " set complete_until_ms = excluded.complete_until_ms, at_ms = excluded.at_ms")) {
            upsert.setLong(1, until);
            upsert.setLong(2, now);
            upsert.executeUpdate();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
