package io.geshao.gateway.uplink;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.port.BatchSink;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.spool.Spool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.util.EnumMap;
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
 * Carries batches from the spool to the centre: one per lane under way, the most urgent lane asked first, the same batch
 * again until there is a receipt, forgotten only then. A commit wakes it at once. What the centre will never take goes to
 * the dead letters, so that one bad batch does not stop a lane. One thread of its own.
 */
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
    private static final int BATCH_WEIGHT = 5_000;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A sink answers sooner than this by its own contract; one that never does must not hold a lane for ever. */
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long IDLE_MILLIS = 1_000;
    /** While something is due: the pause is measured by the ticker, this is only how often it is looked at. */
    private static final long LOOK_MILLIS = 10;

    private final Spool spool;
    private final BatchSink sink;
    private final Ticker ticker;
    private final Thread thread = new Thread(this::run, "uplink");
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(); // one wake and the answers under way
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private final Map<Lane, Progress> lanes = new EnumMap<>(Lane.class); // the uplink thread
    private final SplittableRandom jitter; // the uplink thread
    private final Counter sent;
    private final Counter retries;
    private volatile boolean closing;
    private volatile @Nullable String outage; // written by the uplink thread only

    /** One lane's way; the uplink thread. */
    private static final class Progress {
        @Nullable
        Batch underWay;

        long attempt;

        long sinceNanos;
        int failures;
        long notBeforeNanos;
    }

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
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Progress());
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
        try {
            while (!closing) {
                boolean due = sendWhatMayGo();
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

    /** Sends the next batch of every lane that is free; whether a lane waits for a moment to come. */
    private boolean sendWhatMayGo() {
        boolean due = false;
        long now = ticker.nanos();
        for (Map.Entry<Lane, Progress> lane : lanes.entrySet()) {
            Progress progress = lane.getValue();
            if (progress.underWay != null && now - progress.sinceNanos > GIVE_UP_NANOS) {
                failed(progress, "no answer in a minute");
            }
            if (progress.underWay == null) {
                if (progress.failures > 0 && now - progress.notBeforeNanos < 0) {
                    due = true;
                } else {
                    sendNext(lane.getKey(), progress);
                }
            }
        }
        return due;
    }

    private void sendNext(Lane lane, Progress progress) {
        Batch batch;
        try {
            batch = spool.next(lane, BATCH_WEIGHT);
        } catch (UncheckedIOException e) {
            failed(progress, String.valueOf(e.getMessage()));
            return;
        }
        if (batch == null) {
            progress.failures = 0;
            return;
        }
        progress.underWay = batch;
        progress.sinceNanos = ticker.nanos();
        long attempt = ++progress.attempt;
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
        Progress progress = lanes.get(batch.lane());
        if (progress == null || progress.underWay == null || progress.attempt != event.attempt()) {
            return; // an answer to an attempt that was given up; the batch goes again, which changes nothing
        }
        Throwable failure = event.failure();
        if (failure == null) {
            confirmed(progress, batch);
        } else if (!isRetryable(failure)) {
            refused(progress, batch, String.valueOf(cause(failure).getMessage()));
        } else {
            failed(progress, String.valueOf(cause(failure).getMessage()));
        }
    }

    private void confirmed(Progress progress, Batch batch) {
        spool.forget(batch.lane(), batch.last());
        sent.increment((double) (batch.last() - batch.first() + 1));
        progress.underWay = null;
        progress.failures = 0;
        if (outage != null) {
            LOG.info("the centre takes batches again");
            outage = null;
        }
    }

    private void refused(Progress progress, Batch batch, String reason) {
        LOG.error(
                "the centre will never take {} {}..{} of {}, it goes to the dead letters: {}",
                batch.lane(),
                batch.first(),
                batch.last(),
                batch.gateway(),
                reason);
        if (spool.bury(batch, reason)) {
            progress.underWay = null;
            progress.failures = 0;
        } else {
            failed(progress, "dead letter not durable: " + reason);
        }
    }

    private void failed(Progress progress, String reason) {
        progress.underWay = null;
        progress.failures++;
        long pause = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(progress.failures - 1, 10));
        progress.notBeforeNanos = ticker.nanos() + jitter.nextLong(pause / 2, pause + 1);
        retries.increment();
        if (outage == null) {
            LOG.warn("the centre cannot be reached, readings wait in the spool: {}", reason);
        }
        outage = reason;
    }

    private static boolean isRetryable(Throwable failure) {
        return !(cause(failure) instanceof BatchSink.UndeliverableException known) || known.isRetryable();
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        String seen = outage;
        if (!thread.isAlive()) {
            return "the uplink has stopped";
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
