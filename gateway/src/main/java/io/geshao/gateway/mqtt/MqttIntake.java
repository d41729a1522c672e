package io.geshao.gateway.mqtt;

import io.geshao.core.DeviceId;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.intake.Intake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT door: a server on Vert.x sockets with Netty's MQTT codec. Connections are spread over the event loops and
 * each stays on its own.
 *
 * <p>Not built on {@code io.vertx.mqtt.MqttServer}, because as of 5.0.8 its endpoint cannot stop reading a socket, which
 * is our back-pressure, and its {@code publishReceived} leaves the reason code out, so that a refused QoS 2 message
 * would look accepted.
 */
public final class MqttIntake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MqttIntake.class);
    private static final int LOOPS = 2;
    private static final long START_LIMIT_S = 20;

    private final List<ConnectionLoop> loops = new ArrayList<>(); // written at start only
    private final Doorway doorway;
    private volatile boolean closed;

    private MqttIntake(Doorway doorway) {
        this.doorway = doorway;
    }

    /** What every connection works with. */
    record Doorway(
            Vertx vertx,
            Intake intake,
            Supplier<Registry> registries,
            Sessions sessions,
            Ticker ticker,
            Meters meters) {
        Registry registry() {
            return registries.get();
        }
    }

    /** What the door counts. */
    record Meters(Counter acked, Counter nacked, Counter refusedConnects, Counter protocolErrors, Counter pauses) {
        static Meters in(MeterRegistry registry) {
            return new Meters(
                    registry.counter("geshao.gateway.door.acked", "door", "mqtt"),
                    registry.counter("geshao.gateway.door.nacked", "door", "mqtt"),
                    registry.counter("geshao.gateway.mqtt.connects.refused"),
                    registry.counter("geshao.gateway.mqtt.protocol.errors"),
                    registry.counter("geshao.gateway.mqtt.pauses"));
        }
    }

    /**
     * Starts listening.
     *
     * @param port 0 for any free one
     * @throws StartException if the port is taken
     */
    public static MqttIntake start(
            Vertx vertx,
            String host,
            int port,
            Intake intake,
            Supplier<Registry> registries,
            Ticker ticker,
            MeterRegistry meters) {
        Sessions sessions = new Sessions(ticker);
        MqttIntake door = new MqttIntake(new Doorway(vertx, intake, registries, sessions, ticker, Meters.in(meters)));
        meters.gauge("geshao.gateway.mqtt.connections", sessions, Sessions::connected);
        // For Vert.x a negative port is any free one that all loops share; with 0 each would get its own.
        NetServerOptions options = new NetServerOptions()
                .setHost(host)
                .setPort(port == 0 ? -1 : port)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(1_024);
        for (int i = 0; i < LOOPS; i++) {
            door.listen(options, port);
        }
        log.info("mqtt door listens on {}:{}", host, door.port());
        return door;
    }

    /** One more event loop on the same port. */
    private void listen(NetServerOptions options, int port) {
        ConnectionLoop loop = new ConnectionLoop(options, doorway);
        try {
            doorway.vertx
                    .deployVerticle(loop)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_LIMIT_S, TimeUnit.SECONDS);
            loops.add(loop);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String text = cause instanceof BindException ? " is taken" : " cannot be opened: " + cause;
            throw new StartException("mqtt port " + port + text, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while opening mqtt port " + port, e);
        }
    }

    /** Who hears what devices say about what is sent to them; set once, soon after the start. */
    public void listen(DownlinkListener listener) {
        doorway.sessions.listen(listener);
    }

    /**
     * Sends a message down to a device, on {@code g/{community}/{device}/{suffix}}. Any thread. Has no time limit of its
     * own: a client that stays connected and never answers leaves it open.
     *
     * @param suffix {@code cmd} or {@code cfg}
     * @return true once the client has acknowledged it, or, if it reads with QoS 0, once it is on its way; false if
     *     nobody who is connected reads the topic, or the client refuses it, cannot take it, or is lost before it answers
     */
    public CompletionStage<Boolean> send(DeviceId device, String suffix, byte[] payload) {
        Device known = doorway.registry().device(device).orElse(null);
        return known == null
                ? CompletableFuture.completedStage(false)
                : doorway.sessions.send(OwnTopics.name(known, suffix), payload);
    }

    /** The port it listens on. */
    public int port() {
        return loops.get(0).port();
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return closed ? "closed" : "up";
    }

    /** Takes no new connections and closes those there are; what is not answered is sent again by its device. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Future<?>> closing = new ArrayList<>();
        for (ConnectionLoop loop : loops) {
            closing.add(loop.shutDown().eventually(() -> doorway.vertx.undeploy(loop.deploymentID())));
        }
        try {
            Future.join(closing).toCompletionStage().toCompletableFuture().get(START_LIMIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("mqtt door did not close cleanly: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
