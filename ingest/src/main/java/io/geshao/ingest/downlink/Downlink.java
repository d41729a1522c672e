package io.geshao.ingest.downlink;

import io.geshao.core.CommunityId;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.CommandDesk.Line;
import io.geshao.core.port.CommandDesk.News;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.downlink.store.CommandStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands at the centre: a desk for those who order, a line for each gateway that asks. Gateways wait here for news; one
 * thread looks into the database for all of them, so that an order given by another process reaches them too, and gives
 * up what nobody carried out in time.
 */
public final class Downlink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Downlink.class);
    private static final long LOOK_MILLIS = 250;
    private static final long EXPIRE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int WORKERS = 2;
    private static final int QUEUE = 1_000;
    private static final int MOST_WAITING = 5_000;

    private final CommandStore store;
    private final Ticker ticker;
    private final ExecutorService workers;
    private final Thread thread = new Thread(this::run, "downlink-desk");
    private final Object wake = new Object();
    private final List<Waiting> waiting = new ArrayList<>(); // guarded by this
    private boolean woken; // guarded by wake
    private volatile boolean closing;
    private volatile @Nullable String outage; // written by the thread only

    /** A gateway that waits for news. */
    private record Waiting(
            Set<CommunityId> communities,
            long position,
            String registry,
            Supplier<String> registryHere,
            long sinceNanos,
            CompletableFuture<News> answer) {}

    private Downlink(DataSource database, Ticker ticker) {
        this.store = new CommandStore(database, ticker);
        this.ticker = ticker;
        this.workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), task -> {
                    Thread worker = new Thread(task, "downlink-reports");
                    worker.setDaemon(true);
                    return worker;
                });
    }

    /** Starts on a schema that is up to date. */
    public static Downlink start(DataSource database, Ticker ticker) {
        Downlink downlink = new Downlink(database, ticker);
        downlink.thread.setDaemon(true);
        downlink.thread.start();
        return downlink;
    }

    /** Where orders are given; what is ordered here wakes the gateways at once. */
    public CommandDesk desk() {
        return new WakingDesk(store, this::wake);
    }

    /**
     * The centre as one gateway sees it.
     *
     * @param communities it serves; empty for all
     * @param registryHere version of the registry that is meant for it
     */
    public Line line(String gateway, Set<CommunityId> communities, Supplier<String> registryHere) {
        return new Line() {
            @Override
            public CompletionStage<News> after(long position, String registry) {
                return await(new Waiting(
                        communities, position, registry, registryHere, ticker.nanos(), new CompletableFuture<>()));
            }

            @Override
            public CompletionStage<Void> report(List<Report> reports) {
                try {
                    return CompletableFuture.runAsync(() -> store.report(gateway, communities, reports), workers);
                } catch (RejectedExecutionException e) {
                    return CompletableFuture.failedFuture(e); // it will tell again
                }
            }
        };
    }

    private CompletionStage<News> await(Waiting gateway) {
        synchronized (this) {
            if (closing || waiting.size() >= MOST_WAITING) {
                return CompletableFuture.failedFuture(new IllegalStateException("nobody else can wait here now"));
            }
            waiting.add(gateway);
        }
        wake();
        return gateway.answer;
    }

    private void wake() {
        synchronized (wake) {
            woken = true;
            wake.notifyAll();
        }
    }

    private void run() {
        long expiredNanos = ticker.nanos();
        while (!closing) {
            try {
                if (ticker.nanos() - expiredNanos >= EXPIRE_NANOS) {
                    expiredNanos = ticker.nanos();
                    store.expire();
                }
                answerWaiting();
                if (outage != null) {
                    LOG.info("commands can be read again");
                    outage = null;
                }
            } catch (RuntimeException e) { // the database is away, or a bug: both must not end the thread
                if (outage == null) {
                    LOG.warn("commands cannot be read: {}", e.toString());
                }
                outage = e.toString();
            }
            pause();
        }
    }

    private void pause() {
        synchronized (wake) {
            try {
                if (!woken) {
                    wake.wait(LOOK_MILLIS);
                }
                woken = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closing = true;
            }
        }
    }

    private void answerWaiting() {
        List<Waiting> now;
        synchronized (this) {
            now = List.copyOf(waiting);
        }
        if (now.isEmpty()) {
            return;
        }
        long head = store.head();
        for (Waiting gateway : now) {
            String registry = gateway.registryHere.get();
            boolean otherRegistry = !registry.isEmpty() && !registry.equals(gateway.registry);
            boolean isOver = ticker.nanos() - gateway.sinceNanos >= LONGEST_WAIT_NANOS;
            if (head == gateway.position && !otherRegistry && !isOver) {
                continue;
            }
            News news = head == gateway.position
                    ? new News(head, List.of(), List.of(), registry)
                    : withRegistry(store.after(gateway.position, gateway.communities), registry);
            if (!news.isEmpty() || otherRegistry || isOver || news.position() != gateway.position) {
                answer(gateway, news);
            }
        }
    }

    private static News withRegistry(News news, String registry) {
        return new News(news.position(), news.errands(), news.withdrawn(), registry);
    }

    private void answer(Waiting gateway, News news) {
        synchronized (this) {
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                if (all.next() == gateway) { // itself, not one that is equal
                    all.remove();
                }
            }
        }
        gateway.answer.complete(news);
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        String away = outage;
        return away == null ? "up" : away;
    }

    @Override
    public void close() {
        List<Waiting> left;
        synchronized (this) {
            closing = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        left.forEach(gateway -> gateway.answer.completeExceptionally(new IllegalStateException("the centre stops")));
        workers.shutdown();
    }
}
