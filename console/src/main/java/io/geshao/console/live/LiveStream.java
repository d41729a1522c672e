package io.geshao.console.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.console.api.Summary;
import io.geshao.console.http.PortWorkers;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fans the logs out to all clients. A new client is live at once from the position reached; one that comes back catches
 * up from the logs first. It becomes live only on the event loop and only when its position covers what has been fanned
 * out, so nothing falls between the two; and whatever reaches it twice is passed over by position.
 *
 * <p>Owned by the event loop; {@link #wake} and {@link #health} may be called by any thread.
 */
public final class LiveStream implements AutoCloseable {
    private static final int REPLAY_PAGE = 100;
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final long SUMMARY_MILLIS = 2_000;
    /** A page cannot hear comments; an event now and then tells it that a quiet stream is not a dead one. */
    private static final int SUMMARY_ANYWAY_TICKS = 10;

    private static final int RETRY_MILLIS = 2_000;

    private final Limits limits;
    private final Context loop;
    private final PortWorkers workers;
    private final LogReader reader;
    private final Summary summary;
    private final LogFollower follower;
    private final Counter slow;
    private final Set<StreamClient> clients = new LinkedHashSet<>(); // while their connection is open
    private final AtomicInteger clientCount = new AtomicInteger(); // for the gauge, read by any thread
    private final List<Long> timers = new ArrayList<>();
    private @Nullable StreamPosition reached; // all up to here has been fanned out; null until the logs were read
    private @Nullable ObjectNode lastSummary;
    private boolean summaryUnderWay;
    private int quietTicks; // since the last summary was sent

    /**
     * Bounds of the stream.
     *
     * @param clients open streams at most
     * @param replay entries a returning client is sent at most; who missed more must reload
     * @param pendingBytes what a client may leave unread before it is disconnected
     */
    public record Limits(int clients, int replay, long pendingBytes) {}

    public LiveStream(
            Limits limits,
            Context loop,
            PortWorkers workers,
            AlertLog alerts,
            CaseLog cases,
            CaseDesk desk,
            Summary summary,
            MeterRegistry meters) {
        this.limits = limits;
        this.loop = loop;
        this.workers = workers;
        this.reader = new LogReader(alerts, cases, desk);
        this.summary = summary;
        this.follower = new LogFollower(
                reader, start -> loop.runOnContext(v -> reached = start), page -> loop.runOnContext(v -> fanOut(page)));
        this.slow = Counter.builder("geshao.console.stream.slow")
                .description("clients disconnected because they did not read")
                .register(meters);
        Gauge.builder("geshao.console.stream.clients", clientCount, AtomicInteger::get)
                .description("open live streams")
                .register(meters);
    }

    public void start() {
        follower.start();
        loop.runOnContext(nothing -> {
            timers.add(loop.owner().setPeriodic(HEARTBEAT_MILLIS, timer -> heartbeat()));
            timers.add(loop.owner().setPeriodic(SUMMARY_MILLIS, timer -> tellSummary()));
        });
    }

    /** Something was written to the logs in this process. Any thread, never blocks. */
    public void wake() {
        follower.wake();
    }

    /** As {@link #wake}, where only cases can have been written. */
    public void wakeForCases() {
        follower.wakeForCases();
    }

    /** {@code up}, or how reading the logs fails. Any thread. */
    public String health() {
        return follower.health();
    }

    /**
     * Opens a stream on a request that the guard has let through.
     *
     * @param sees whether a place is one that the client may hear of
     */
    public void open(RoutingContext context, BooleanSupplier stillIn, Predicate<String> sees) {
        if (reached == null) {
            throw Refusal.retryLater(Reason.STORE_UNAVAILABLE, "the logs have not been reached yet", 1);
        }
        if (clients.size() >= limits.clients) {
            throw Refusal.retryLater(Reason.TOO_MANY_STREAMS, "too many live streams are open", 30);
        }
        String lastEventId = context.request().getHeader("Last-Event-ID");
        Optional<StreamPosition> asked = lastEventId == null ? Optional.of(reached) : StreamPosition.parse(lastEventId);
        StreamClient client =
                new StreamClient(context.request(), asked.orElse(reached), stillIn, sees, limits.pendingBytes);
        context.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        context.response().exceptionHandler(broken -> forget(client));
        context.response().closeHandler(closed -> forget(client));
        clients.add(client);
        clientCount.set(clients.size());
        send(client, Buffer.buffer("retry: " + RETRY_MILLIS + "\nid: " + client.position() + "\n\n"));
        if (asked.isEmpty()) {
            reset(client, "UNKNOWN_POSITION");
        } else if (lastEventId == null) {
            goLive(client, reached);
        } else {
            checkPosition(client);
        }
    }

    /** A position beyond the logs comes from another database: nothing after it can be told. */
    private void checkPosition(StreamClient client) {
        workers.run(reader::heads).onComplete(done -> {
            if (done.failed()) {
                disconnect(client);
            } else if (done.result().covers(client.position())) {
                catchUp(client);
            } else {
                reset(client, "UNKNOWN_POSITION");
            }
        });
    }

    private void catchUp(StreamClient client) {
        StreamPosition goal = reached;
        if (!client.isOpen() || goal == null) {
            return;
        }
        if (client.position().covers(goal)) {
            goLive(client, client.position());
            return;
        }
        if (client.replayed() >= limits.replay) {
            reset(client, "TOO_FAR_BEHIND");
            return;
        }
        workers.run(() -> reader.after(client.position(), REPLAY_PAGE)).onComplete(done -> {
            if (done.failed()) {
                disconnect(client); // it comes back by itself, with its position
            } else if (settle(client, client.replay(done.result()))) {
                client.whenTaken(() -> catchUp(client));
            }
        });
    }

    private void reset(StreamClient client, String reason) {
        if (client.isOpen() && reached != null) {
            goLive(client, reached);
            send(
                    client,
                    Buffer.buffer("id: " + reached + "\n" + Frame.event("reset", "{\"reason\":\"" + reason + "\"}")));
        }
    }

    private void fanOut(LogReader.Page page) {
        if (reached == null) {
            return;
        }
        reached = reached.max(page.end());
        for (StreamClient client : List.copyOf(clients)) {
            if (client.isLive()) {
                for (Frame frame : page.frames()) {
                    if (!settle(client, client.offer(frame))) {
                        break;
                    }
                }
            }
        }
    }

    private void heartbeat() {
        for (StreamClient client : List.copyOf(clients)) {
            if (!client.isStillIn()) {
                client.end();
            } else if (client.isLive()) {
                send(client, Buffer.buffer(": still here\n\n"));
            }
        }
    }

    /** From here on the client hears what others hear; before, its pages alone fill what it may leave unread. */
    private void goLive(StreamClient client, StreamPosition from) {
        client.goLive(from);
        workers.run(summary::counts)
                .onSuccess(counts -> send(client, Buffer.buffer(Frame.event("summary", counts.json()))));
    }

    private void tellSummary() {
        if (clients.isEmpty() || summaryUnderWay) {
            return;
        }
        summaryUnderWay = true;
        workers.run(summary::counts).onComplete(done -> {
            summaryUnderWay = false;
            quietTicks++;
            if (done.succeeded()
                    && (quietTicks >= SUMMARY_ANYWAY_TICKS
                            || !done.result().content().equals(lastSummary))) {
                quietTicks = 0;
                lastSummary = done.result().content();
                String event = Frame.event("summary", done.result().json());
                List.copyOf(clients).stream()
                        .filter(StreamClient::isLive)
                        .forEach(client -> send(client, Buffer.buffer(event)));
            }
        });
    }

    private void send(StreamClient client, Buffer bytes) {
        settle(client, client.write(bytes));
    }

    /** Whether the client goes on; one that does not read is let go and finds its place again by its position. */
    private boolean settle(StreamClient client, StreamClient.Sent sent) {
        switch (sent) {
            case ACCEPTED -> {
                return true;
            }
            case TOO_SLOW -> {
                slow.increment();
                disconnect(client);
            }
            case GONE -> forget(client);
        }
        return false;
    }

    private void disconnect(StreamClient client) {
        forget(client);
        client.disconnect();
    }

    private void forget(StreamClient client) {
        clients.remove(client);
        clientCount.set(clients.size());
    }

    @Override
    public void close() {
        follower.close();
        loop.runOnContext(nothing -> {
            timers.forEach(timer -> loop.owner().cancelTimer(timer));
            List.copyOf(clients).forEach(StreamClient::end);
        });
    }
}
