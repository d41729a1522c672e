package io.geshao.console.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads on which blocking work is done, with a bounded queue in front: what does not fit is refused and counted,
 * so a slow database costs answers and not memory. Results come back on the event loop.
 */
public final class PortWorkers implements AutoCloseable {
    private final Context loop;
    private final ThreadPoolExecutor pool;
    private final Counter refused;

    public PortWorkers(Context loop, String name, int threads, int queue, MeterRegistry meters) {
        this.loop = loop;
        this.refused = Counter.builder("geshao.console.overload")
                .tag("pool", name)
                .description("work refused because the queue was full")
                .register(meters);
        AtomicInteger number = new AtomicInteger();
        this.pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, "console-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Runs it on a worker; the future completes on the event loop. Any thread. */
    public <T> Future<T> run(Supplier<T> work) {
        try {
            return Future.fromCompletionStage(CompletableFuture.supplyAsync(work, pool), loop)
                    .recover(failure -> Future.failedFuture(unwrap(failure)));
        } catch (RejectedExecutionException e) {
            refused.increment();
            return Future.failedFuture(Refusal.retryLater(Reason.OVERLOADED, "too much is waiting already", 1));
        }
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
