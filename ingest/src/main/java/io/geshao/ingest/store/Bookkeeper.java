package io.geshao.ingest.store;

import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.UndeliverableException;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.ConservationLedger.Line;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes down gateways' reports and looks every few seconds whether the ledger balances. A ledger that
 * does not is told in the log once, in health, and by the gauge {@code geshao.ledger.unbalanced}, until it does again.
 */
final class Bookkeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeper.class);
    private static final long JUDGE_EVERY_MILLIS = 10_000;
    private static final int QUEUED_REPORTS = 1_000;
    private static final long IDLE_MILLIS = 500;

    private record Pending(GatewayReport report, CompletableFuture<Void> done) {}

    private final GatewayReports reports;
    private final ConservationLedger ledger;
    private final Ticker ticker;
    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUED_REPORTS);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final Counter refused;
    private final Counter failed;

    /** {@code up}, or what is wrong. Written by the bookkeeper's thread, read by any. */
    private volatile String state = "up";

    /** How many lines do not balance; NaN while that cannot be told. Written by the bookkeeper's thread. */
    private volatile double unbalanced;

    /** Owner: the bookkeeper's thread. */
    private long judgedMillis;

    Bookkeeper(GatewayReports reports, ConservationLedger ledger, Ticker ticker, MeterRegistry meters) {
        this.reports = reports;
        this.ledger = ledger;
        this.ticker = ticker;
        this.refused = meters.counter("geshao.ledger.reports.refused");
        this.failed = meters.counter("geshao.ledger.reports.failed");
        Gauge.builder("geshao.ledger.unbalanced", this, keeper -> keeper.unbalanced)
                .description("lines of the conservation ledger that do not balance")
                .register(meters);
        this.thread = new Thread(this::run, "ingest-ledger");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    String state() {
        return state;
    }

    /** Takes a report; the stage completes once it is stored. Never blocks: a report too many is refused. */
    CompletionStage<Void> report(GatewayReport report) {
        Pending pending = new Pending(report, new CompletableFuture<>());
        if (stop.getCount() == 0 || !queue.offer(pending)) {
            refused.increment();
            return CompletableFuture.failedFuture(
                    new UndeliverableException("too many reports wait to be written", null, true));
        }
        return pending.done();
    }

    private void run() {
        try {
            while (stop.getCount() > 0) {
                Pending first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    store(first);
                }
                long now = ticker.epochMillis();
                if (now - judgedMillis >= JUDGE_EVERY_MILLIS || now < judgedMillis) {
                    judgedMillis = now;
                    judge();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop.countDown();
            for (Pending left = queue.poll(); left != null; left = queue.poll()) {
                left.done().completeExceptionally(new UndeliverableException("ingest stops", null, true));
            }
        }
    }

    private void store(Pending pending) {
        try {
            reports.store(pending.report(), ticker.epochMillis());
            pending.done().complete(null);
        } catch (SQLException e) {
            failed.increment();
            pending.done().completeExceptionally(new UndeliverableException("the report cannot be stored", e, true));
        }
    }

    /** Looks whether the ledger balances, and says so if that has changed. */
    void judge() {
        List<Line> lines;
        try {
            lines = ledger.unbalanced();
        } catch (StoreException e) {
            unbalanced = Double.NaN;
            tell("cannot be read: " + e.getMessage());
            return;
        }
        unbalanced = lines.size();
        tell(lines.isEmpty() ? "up" : describe(lines));
    }

    private void tell(String now) {
        String before = state;
        state = now;
        if (before.equals("up") && !now.equals("up")) {
            LOG.warn("the conservation ledger {}", now);
        } else if (!before.equals("up") && now.equals("up")) {
            LOG.info("the conservation ledger balances again");
        }
    }

    private static String describe(List<Line> lines) {
        Line worst = lines.get(0);
        for (Line line : lines) {
            if (Math.abs(line.difference()) > Math.abs(worst.difference())) {
                worst = line;
            }
        }
        return "does not balance in " + lines.size() + (lines.size() == 1 ? " hour" : " hours") + " of lanes; worst: "
                + worst.key().gateway() + " " + worst.key().lane().wireName() + " "
                + java.time.Instant.ofEpochMilli(worst.key().hourMillis()) + ": "
                + worst.cause() + " " + worst.difference();
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
