package io.geshao.alerting;

import io.geshao.core.StoredBatch;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches to the partitions, each once and in the order of their numbers, whatever way they come. Fast way: they
 * are handed over in memory. Sure way: the reading log. A number that does not follow the last one means that something
 * was missed, or that a number was never used; the log knows which. One thread.
 *
 * <p>Time is told after input: a tick carries the time up to which the log was complete when the intake began to look, and
 * goes into the same queues behind all it found. So a silence is never judged before a reading that was received in time
 * for it, however long the reading waits to be stored. A batch carries the time of the tick before it.
 */
final class Intake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int QUEUE = 4_096;
    /** As many readings wait in memory, some 100 bytes each; beyond it, what is missed is read from the log. */
    private static final int QUEUED_READINGS = 262_144;

    private static final int PAGE = 256;
    static final long TICK_MILLIS = 20;
    /** How often the log is read while nobody hands anything over. */
    static final long POLL_MILLIS = 50;
    /** How often it is read although batches are handed over: nothing should be there, but what is must not wait. */
    static final long CHECK_MILLIS = 1_000;

    private final ReadingLog log;
    private final List<Partition> partitions;
    private final BooleanSupplier commandsWait;
    private final Ticker ticker;
    private final Counter overflowed;
    private final BlockingQueue<StoredBatch> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicInteger queuedReadings = new AtomicInteger();
    private final Thread thread;

    private volatile boolean missed;
    private volatile boolean handed;
    private volatile boolean stopping;
    private volatile boolean ordered = true;

    private long number; // intake thread, after the constructor
    private long suspectNumber; // intake thread; beyond number: in the log, and perhaps never handed over
    /** Up to when everything has been passed on; only grows. Intake thread. */
    private long completeMillis = Long.MIN_VALUE;

    private volatile boolean failing; // written by the intake thread

    Intake(
            ReadingLog log,
            List<Partition> partitions,
            BooleanSupplier commandsWait,
            long afterNumber,
            Ticker ticker,
            MeterRegistry registry) {
        this.log = log;
        this.partitions = List.copyOf(partitions);
        this.commandsWait = commandsWait;
        this.number = afterNumber;
        this.ticker = ticker;
        this.overflowed = registry.counter("geshao.alerting.input.overflowed");
        this.thread = new Thread(this::run, "alerting-intake");
    }

    void start() {
        thread.start();
    }

    /** Never blocks; what does not fit is found in the log. */
    void offer(StoredBatch batch) {
        handed = true;
        int size = batch.readings().size();
        int before = queuedReadings.getAndAdd(size);
        if ((before > 0 && before + size > QUEUED_READINGS) || !queue.offer(batch)) {
            queuedReadings.addAndGet(-size);
            overflowed.increment();
            missed = true;
        }
    }

    /** A command has been written. */
    void ordered() {
        ordered = true;
    }

    private void run() {
        long nextPoll = ticker.nanos();
        long nextCommands = nextPoll;
        List<StoredBatch> taken = new ArrayList<>();
        try {
            while (!stopping) {
                StoredBatch first = queue.poll(ordered ? 0 : TICK_MILLIS, TimeUnit.MILLISECONDS);
                long complete = log.completeUntilMillis(ticker.epochMillis());
                long nowNanos = ticker.nanos();
                if (first != null) {
                    taken.add(first);
                    queue.drainTo(taken);
                    for (StoredBatch batch : taken) {
                        take(batch);
                        queuedReadings.addAndGet(-batch.readings().size());
                    }
                    taken.clear();
                }
                boolean caughtUp = !missed;
                if (missed || nowNanos - nextPoll >= 0) {
                    nextPoll = nowNanos + TimeUnit.MILLISECONDS.toNanos(handed ? CHECK_MILLIS : POLL_MILLIS);
                    caughtUp = safely(missed || !handed ? this::catchUp : this::check) && !missed;
                }
                if (ordered || nowNanos - nextCommands >= 0) {
                    nextCommands = nowNanos + TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
                    safely(this::lookForCommands);
                }
                if (caughtUp) {
                    completeMillis = Math.max(completeMillis, complete);
                    partitions.forEach(partition -> partition.tick(completeMillis));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Passes on what follows directly. After a gap the log alone can tell whether a number was missed or never used; it
     * has this batch as well, so nothing is passed before it was asked.
     */
    private void take(StoredBatch batch) throws InterruptedException {
        if (batch.number() == number + 1) {
            pass(batch);
        } else if (batch.number() > number) {
            missed = true;
        }
    }

    /**
     * What is committed is handed over a moment later, so being in the log is no sign that it was missed. Still not here at
     * the next look, it is.
     */
    private void check() {
        missed |= suspectNumber > number && queue.isEmpty();
        suspectNumber = log.head();
    }

    /**
     * A page may end early for its size: only an empty one is the end of the log. As soon as what is handed over follows,
     * the log need not be asked: it would never come to an end while readings pour in.
     */
    private void catchUp() throws InterruptedException {
        missed = false; // first of all: what is missed from here on must be read again
        while (!stopping && !isContinuedInMemory()) {
            List<StoredBatch> page = log.after(number, PAGE);
            if (page.isEmpty()) {
                return;
            }
            for (StoredBatch batch : page) {
                pass(batch);
            }
        }
    }

    /** Whether the next batch waits in the queue; what the log has given already is taken off. */
    private boolean isContinuedInMemory() {
        StoredBatch next = queue.peek();
        while (next != null && next.number() <= number) {
            queue.remove();
            queuedReadings.addAndGet(-next.readings().size());
            next = queue.peek();
        }
        return next != null && next.number() == number + 1;
    }

    private void pass(StoredBatch batch) throws InterruptedException {
        for (Partition partition : partitions) {
            partition.apply(batch, completeMillis);
        }
        number = batch.number();
    }

    private void lookForCommands() {
        ordered = false;
        if (commandsWait.getAsBoolean()) {
            partitions.forEach(Partition::obey);
        }
    }

    /** Something that asks another part of the system. */
    private interface Errand {
        void run() throws InterruptedException;
    }

    private boolean safely(Errand errand) throws InterruptedException {
        try {
            errand.run();
            if (failing) {
                failing = false;
                LOG.info("input is read again");
            }
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (RuntimeException e) { // the log is another module's: whatever it throws, the next round tries again
            missed = true;
            if (!failing) {
                failing = true;
                LOG.warn("input cannot be read, it waits: {}", e.toString());
            }
            return false;
        }
    }

    String health() {
        if (!thread.isAlive()) {
            return OpsServer.DEAD + "the thread that reads the input has ended";
        }
        return failing ? "input cannot be read" : "up";
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(1_000);
            if (thread.isAlive()) {
                thread.interrupt(); // it may stand before a partition whose database is gone
                thread.join(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
