package io.geshao.gateway.edge;

import io.geshao.core.AlertView;
import io.geshao.core.Reading;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.intake.Keep;
import io.geshao.gateway.spool.AppendResult;
import io.geshao.gateway.spool.SpoolEntry;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The part of a running gateway that tells people by itself while the centre cannot be reached. */
public final class Edge implements AutoCloseable {
    private static final long ROUND_MILLIS = 100;

    private final EdgeWatch watch;
    private final @Nullable EdgePage page;
    private final Thread thread = new Thread(this::run, "edge");
    private volatile boolean closing;

    /**
     * What it needs beside the gateway's own parts.
     *
     * @param maker of the rules' evaluator
     * @param rules YAML by file name, asked for again every round
     */
    public record Setting(
            String gateway, EdgeConfig config, EdgeRules.Maker maker, Supplier<Map<String, String>> rules) {}

    /** Where the way to the centre stands. Any thread. */
    public interface Link {
        /** Whether the last attempt to bring something failed. */
        boolean isCutOff();

        /** How far the urgent lanes are stored: the last number of each. */
        long[] stored();

        /** Whether the centre has confirmed those items, perhaps ahead of others. */
        boolean isConfirmed(long[] mark);

        /** Whether the centre has confirmed all that is urgent. */
        boolean hasAll();
    }

    private Edge(EdgeWatch watch, @Nullable EdgePage page) {
        this.watch = watch;
        this.page = page;
        thread.setDaemon(true);
    }

    /**
     * Starts judging.
     *
     * @param keep the spool
     * @param publish sends a notice (JSON) to whoever listens near the alert
     * @throws io.geshao.core.config.Launcher.StartException if the page's port is taken
     * @throws IllegalArgumentException if the rules are wrong
     */
    public static Edge start(
            Vertx vertx,
            Setting setting,
            Supplier<Registry> registries,
            Link link,
            Keep keep,
            BiConsumer<AlertView, String> publish,
            Ticker ticker,
            MeterRegistry meters) {
        EdgeBoard board = new EdgeBoard(setting.gateway());
        EdgeWatch watch =
                new EdgeWatch(setting.maker(), setting.rules(), registries, link, ticker, keep, board, publish, meters);
        EdgePage page = setting.config().page() ? EdgePage.start(vertx, setting.config(), board, ticker) : null;
        Edge edge = new Edge(watch, page);
        edge.thread.start();
        return edge;
    }

    /** The spool, with an ear on what it has stored. */
    public Keep behind(Keep spool) {
        return (entries, done) -> spool.appendAll(entries, result -> {
            if (result == AppendResult.COMMITTED) {
                for (SpoolEntry entry : entries) {
                    watch.offer(entry.readings());
                }
            }
            done.accept(result);
        });
    }

    private void run() {
        try {
            while (!closing) {
                List<Reading> first = watch.queue().poll(ROUND_MILLIS, TimeUnit.MILLISECONDS);
                watch.step(first);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Port of the page, or 0 if there is none. */
    public int port() {
        return page == null ? 0 : page.port();
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return thread.isAlive() ? watch.health() : io.geshao.core.config.OpsServer.DEAD + "the edge watch has stopped";
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        if (page != null) {
            page.close();
        }
    }
}
