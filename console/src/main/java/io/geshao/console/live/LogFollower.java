package io.geshao.console.live;

import io.geshao.console.http.Outage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of both logs for all clients, on a thread of its own. Woken when something was written in this process,
 * and looking four times a second in case another process wrote.
 */
final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final long POLL_MILLIS = 250;
    private static final int PAGE = 256;
    /** However often only cases are told of: every so many looks both logs are read. */
    private static final int LOOKS_FOR_CASES = 8;

    private final LogReader reader;
    private final Consumer<StreamPosition> onStart;
    private final Consumer<LogReader.Page> onPage;
    private final Outage outage = new Outage(LOG, "reading the alert and case logs");
    private final Semaphore signal = new Semaphore(0);
    private final AtomicBoolean alertsDue = new AtomicBoolean(true); // set by any thread, cleared by the follower's
    private final Thread thread;
    private long looks; // follower's thread
    private volatile boolean closed;
    private @Nullable StreamPosition position; // follower's thread; null until the logs were reached once

    /** @param onStart hears once where following begins; both are called on the follower's thread */
    LogFollower(LogReader reader, Consumer<StreamPosition> onStart, Consumer<LogReader.Page> onPage) {
        this.reader = reader;
        this.onStart = onStart;
        this.onPage = onPage;
        this.thread = new Thread(this::follow, "console-follower");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Looks at once into both logs. Any thread, never blocks. */
    void wake() {
        alertsDue.set(true);
        wakeForCases();
    }

    /** Looks at once, and into the log of cases alone unless both are due. Any thread, never blocks. */
    void wakeForCases() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    private void follow() {
        while (!closed) {
            try {
                step();
                outage.worked();
            } catch (RuntimeException e) { // whatever the store throws: the console outlives it and goes on after
                alertsDue.set(true);
                if (!closed) {
                    outage.failed(e);
                }
            }
            try {
                if (signal.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                } else {
                    alertsDue.set(true); // in case another process wrote
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void step() {
        if (position == null) {
            position = reader.heads();
            onStart.accept(position);
        }
        boolean more = true;
        while (more && !closed) {
            looks++;
            boolean both = alertsDue.getAndSet(false) || looks % LOOKS_FOR_CASES == 0;
            LogReader.Page page = both ? reader.after(position, PAGE) : reader.casesAfter(position, PAGE);
            if (!page.end().equals(position)) {
                onPage.accept(page);
            }
            position = page.end();
            more = page.more();
            if (more) {
                alertsDue.set(true);
            }
        }
    }

    String health() {
        return outage.health();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
