package io.geshao.gateway.uplink;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.spool.Spool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries batches from the spool to the centre: a window of them per lane, each sent again until there is a receipt, and
 * forgotten only then. A commit wakes it at once. What the centre will never take goes to the dead letters and is sent as
 * a gap, so that one bad batch does not stop a lane. One thread of its own.
 *
 * <p>While a lane catches up after an outage, less urgent lanes wait for it. While the centre is away, each lane tries
 * with one batch at a time, and a less urgent one only right behind the failure of the one before it: so when the centre
 * is back, the most urgent lane is the first to find out.
 */
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long IDLE_MILLIS = 1_000;
    /** While something is due: the pause is measured by the ticker, this is only how often it is looked at. */
    private static final long LOOK_MILLIS = 10;

    private final Spool spool;
    private final BatchSink sink;
    private final Ticker ticker;
    private final Thread thread = new Thread(this::run, "uplink");
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(); // one wake and the answers under way
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private final Map<Lane, LaneProgress> lanes = new EnumMap<>(Lane.class); // the uplink thread
    private final SplittableRandom jitter; // the uplink thread
    private final Counter sent;
    private final Counter retries;
    private final Counter unreported;
    private boolean wasCatchingUp; // the uplink thread
    private long reportedNanos; // the uplink thread
    private volatile boolean closing;
    private volatile @Nullable String outage; // written by the uplink thread only

    /** Wakes the thread: an answer, or, without a batch, news in the spool. */
    private record Event(
            @Nullable Batch batch, long attempt, @Nullable Throwable failure) {
        static final Event NEWS = new Event(null, 0, null);
    }

    private Uplink(Spool spool, BatchSink sink, Ticker ticker, MeterRegistry meters) {
        this.spool = spool;
        this.sink = sink;
        this.ticker = ticker;
        this.jitter = new SplittableRandom(ticker.nanos());
        this.sent = Counter.builder("geshao.gateway.uplink.sent")
                .description("readings and rejections that the centre has confirmed")
                .register(meters);
        this.retries = Counter.builder("geshao.gateway.uplink.retries")
                .description("batches that were not confirmed and are sent again")
                .register(meters);
        this.unreported = Counter.builder("geshao.gateway.uplink.reports.failed")
                .description("reports for the ledger that did not reach the centre")
                .register(meters);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LaneProgress());
        }
    }

    /** Starts sending; registers itself as the spool's commit listener. */
    public static Uplink start(Spool spool, BatchSink sink, Ticker ticker, MeterRegistry meters) {
        Uplink uplink = new Uplink(spool, sink, ticker, meters);
        spool.onCommit(uplink::wake);
        uplink.thread.start();
        return uplink;
    }

    private void wake() {
        if (wakePending.compareAndSet(false, true)) {
            events.add(Event.NEWS);
        }
    }

    private void run() {
        reportedNanos = ticker.nanos();
        try {
            while (!closing) {
                boolean due = sendWhatMayGo();
                reportIfDue();
                Event event = events.poll(due ? LOOK_MILLIS : IDLE_MILLIS, TimeUnit.MILLISECONDS);
                while (event != null) {
                    handle(event);
                    event = events.poll();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what each lane may; whether a lane waits for a moment to come. */
    private boolean sendWhatMayGo() {
        boolean due = false;
        boolean behindAnother = false;
        LaneProgress failing = null;
        for (Map.Entry<Lane, LaneProgress> entry : lanes.entrySet()) {
            Lane lane = entry.getKey();
            LaneProgress progress = entry.getValue();
            giveUpOverdue(progress);
            boolean held = behindAnother || (failing != null && !failing.letsTheNextTry());
            boolean hasSent = false;
            if (progress.isFailing()) {
                due = true;
                hasSent = !held && progress.mayTry(ticker.nanos(), failing != null) && sendOne(lane, progress);
            } else if (!held) {
                hasSent = sendAll(lane, progress, failing != null);
            }
            due |= progress.isFailing() || progress.probe() != null;
            if (hasSent && failing != null) {
                failing.nextHasTried();
            }
            if (progress.isFailing()) {
                failing = progress;
            } else {
                behindAnother |= spool.isCatchingUp(lane);
            }
        }
        boolean catchesUp = behindAnother || failing != null;
        if (wasCatchingUp && !catchesUp) {
            reportedNanos = ticker.nanos() - REPORT_NANOS; // the end of a backlog is told at once
        }
        wasCatchingUp = catchesUp;
        return due;
    }

    private void giveUpOverdue(LaneProgress progress) {
        List<Batch> overdue = progress.overdue(ticker.nanos());
        for (Batch batch : overdue) {
            failed(progress, batch, "no answer in a minute");
        }
    }

    /** The batch that fails, again and again, until one gets through; whether there was one. */
    private boolean sendOne(Lane lane, LaneProgress progress) {
        Batch probe = progress.probe();
        Batch batch = probe == null ? next(lane, progress) : spool.again(probe);
        if (batch != null) {
            send(progress, batch);
            return true;
        }
        progress.succeeded(); // nothing is left to fail with
        return false;
    }

    /** Everything that the window of the lane has room for, one batch while a more urgent lane fails; whether any. */
    private boolean sendAll(Lane lane, LaneProgress progress, boolean onlyOne) {
        if (onlyOne && !progress.isIdle()) {
            return false;
        }
        Batch failed = progress.dueProbe(ticker.nanos());
        if (failed != null) {
            send(progress, spool.again(failed));
        }
        Batch batch = next(lane, progress);
        boolean any = failed != null || batch != null;
        while (batch != null) {
            send(progress, batch);
            batch = onlyOne ? null : next(lane, progress);
        }
        return any;
    }

    private @Nullable Batch next(Lane lane, LaneProgress progress) {
        try {
            return spool.next(lane);
        } catch (UncheckedIOException e) {
            pause(progress, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void send(LaneProgress progress, Batch batch) {
        long attempt = progress.sent(batch, ticker.nanos());
        deliver(batch).whenComplete((receipt, failure) -> events.add(new Event(batch, attempt, failure)));
    }

    private CompletionStage<BatchSink.Receipt> deliver(Batch batch) {
        try {
            return sink.deliver(batch);
        } catch (RuntimeException e) { // a sink's bug on one lane must not stop the others; it is told like an outage
            return CompletableFuture.failedFuture(e);
        }
    }

    private void handle(Event event) {
        Batch batch = event.batch();
        if (batch == null) {
            wakePending.set(false);
            return;
        }
        LaneProgress progress = lanes.get(batch.lane());
        if (progress == null || !progress.answered(batch, event.attempt())) {
            return; // an answer to an attempt that was given up; the batch goes again, which changes nothing
        }
        Throwable failure = event.failure();
        if (failure == null) {
            confirmed(progress, batch);
        } else if (!isRetryable(failure)) {
            refused(progress, batch, String.valueOf(cause(failure).getMessage()));
        } else {
            failed(progress, batch, String.valueOf(cause(failure).getMessage()));
        }
    }

    private void confirmed(LaneProgress progress, Batch batch) {
        spool.forget(batch);
        sent.increment((double) (batch.last() - batch.first() + 1));
        progress.succeeded();
        lanes.values().stream().filter(LaneProgress::isFailing).forEach(lane -> lane.hurry(ticker.nanos()));
        if (outage != null) {
            LOG.info("the centre takes batches again");
            outage = null;
        }
    }

    private void refused(LaneProgress progress, Batch batch, String reason) {
        LOG.error(
                "the centre will never take {} {}..{} of {}, {}: {}",
                batch.lane(),
                batch.first(),
                batch.last(),
                batch.gateway(),
                batch.gaps().isEmpty() ? "it goes to the dead letters" : "a gap, it stays undeclared",
                reason);
        if (spool.bury(batch, reason)) {
            progress.succeeded();
        } else {
            failed(progress, batch, "dead letter not durable: " + reason);
        }
    }

    /** The first that fails is tried again by itself; what fails beside it waits with the backlog. */
    private void failed(LaneProgress progress, Batch batch, String reason) {
        if (!progress.keepAsProbe(batch)) {
            spool.giveBack(batch);
        }
        pause(progress, reason);
        retries.increment();
    }

    private void pause(LaneProgress progress, String reason) {
        progress.failed(ticker.nanos(), jitter);
        if (outage == null) {
            LOG.warn("the centre cannot be reached, readings wait in the spool: {}", reason);
        }
        outage = reason;
    }

    private void reportIfDue() {
        if (ticker.nanos() - reportedNanos < REPORT_NANOS) {
            return;
        }
        reportedNanos = ticker.nanos();
        GatewayReport report = spool.report();
        if (report == null) {
            return;
        }
        CompletionStage<Void> told;
        try {
            told = sink.report(report);
        } catch (RuntimeException e) { // as with batches; the next report makes it good
            told = CompletableFuture.failedFuture(e);
        }
        told.whenComplete((nothing, failure) -> {
            if (failure != null) {
                unreported.increment();
            }
        });
    }

    private static boolean isRetryable(Throwable failure) {
        return !(cause(failure) instanceof BatchSink.UndeliverableException known) || known.isRetryable();
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** Whether the last attempt to bring something to the centre failed. Any thread. */
    public boolean isCutOff() {
        return outage != null;
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        String seen = outage;
        if (!thread.isAlive()) {
            return OpsServer.DEAD + "the uplink has stopped";
        }
        return seen == null ? "up" : "centre not reached: " + seen;
    }

    /** Stops sending; what is under way is sent again at the next start. */
    @Override
    public void close() {
        closing = true;
        events.add(Event.NEWS);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
