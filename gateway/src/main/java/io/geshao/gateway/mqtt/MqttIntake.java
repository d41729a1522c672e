package io.geshao.gateway.mqtt;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT door: Vert.x accepts connections, with TLS or without, and deals them out to its event loops, where each stays;
 * there Netty's MQTT codec and one handler of our own do the rest. An idle connection costs about 3 KB of heap.
 *
 * <p>Not built on {@code io.vertx.mqtt.MqttServer}, because as of 5.0.8 its endpoint cannot stop reading a socket, which
 * is our back-pressure, and its {@code publishReceived} leaves the reason code out, so that a refused QoS 2 message
 * would look accepted.
 */
public final class MqttIntake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MqttIntake.class);
    private static final int LOOPS = 2;
    /** For Vert.x a negative port is any free one that all loops with the same number share; 0 gives each its own. */
    private static final int ANY_PORT = -1;

    private static final int ANY_OTHER_PORT = -2;
    private static final long START_LIMIT_S = 20;

    private final List<ConnectionLoop> plain = new ArrayList<>(); // written at start only
    private final List<ConnectionLoop> secure = new ArrayList<>(); // written at start only
    private final Doorway doorway;
    private volatile boolean closed;

    private MqttIntake(Doorway doorway) {
        this.doorway = doorway;
    }

    /** What every connection works with. */
    record Doorway(
            Vertx vertx,
            Intake intake,
            @Nullable DeviceLimits limits,
            Supplier<Registry> registries,
            Sessions sessions,
            Crowd crowd,
            MqttDoorConfig config,
            Ticker ticker,
            Meters meters) {
        Registry registry() {
            return registries.get();
        }

        /** Offers the wills of clients that were lost and did not come back. Any thread. */
        void executeWills() {
            for (Map.Entry<Sessions.Key, Wills.Will> due : sessions.takeDueWills()) {
                Wills.Will will = due.getValue();
                meters.wills.increment();
                Arrival arrival = Arrival.onTopic(will.publisher(), will.topic(), will.contentType(), will.body());
                intake.offer(arrival, verdict -> {
                    if (verdict.outcome() == Verdict.Outcome.BUSY) {
                        sessions.repeatWill(due.getKey(), will);
                    }
                });
            }
        }
    }

    /** What the door counts. */
    record Meters(
            Counter acked,
            Counter nacked,
            Counter refusedConnects,
            Counter protocolErrors,
            Counter pauses,
            Counter wills) {
        static Meters in(MeterRegistry registry) {
            return new Meters(
                    registry.counter("geshao.gateway.door.acked", "door", "mqtt"),
                    registry.counter("geshao.gateway.door.nacked", "door", "mqtt"),
                    registry.counter("geshao.gateway.mqtt.connects.refused"),
                    registry.counter("geshao.gateway.mqtt.protocol.errors"),
                    registry.counter("geshao.gateway.mqtt.pauses"),
                    registry.counter("geshao.gateway.mqtt.wills"));
        }
    }

    /**
     * Starts listening.
     *
     * @throws StartException if a port is taken, or a file for TLS is missing or wrong
     */
    public static MqttIntake start(
            Vertx vertx,
            MqttDoorConfig config,
            Intake intake,
            @Nullable DeviceLimits limits,
            Supplier<Registry> registries,
            Ticker ticker,
            MeterRegistry meters) {
        Sessions sessions = new Sessions(config.willDelaySeconds(), ticker);
        Crowd crowd = new Crowd(config.maxConnections(), config.connectsPerSecond(), ticker);
        MqttIntake door = new MqttIntake(
                new Doorway(vertx, intake, limits, registries, sessions, crowd, config, ticker, Meters.in(meters)));
        meters.gauge("geshao.gateway.mqtt.connections", sessions, Sessions::connected);
        NetServerOptions plain = options(config.host(), config.port() == 0 ? ANY_PORT : config.port());
        NetServerOptions secure = config.isSecure()
                ? TlsFiles.secure(
                        options(config.host(), config.tlsPort() < 0 ? ANY_OTHER_PORT : config.tlsPort()), config, vertx)
                : null;
        boolean started = false;
        try {
            for (int i = 0; i < LOOPS; i++) {
                door.plain.add(door.listen(plain));
                if (secure != null) {
                    door.secure.add(door.listen(secure));
                }
            }
            started = true;
        } finally {
            if (!started) {
                door.close();
            }
        }
        log.info("mqtt door listens on {}:{}", config.host(), door.port());
        if (secure != null) {
            log.info("mqtt door listens on {}:{} with TLS", config.host(), door.tlsPort());
        }
        return door;
    }

    private static NetServerOptions options(String host, int port) {
        return new NetServerOptions()
                .setHost(host)
                .setPort(port)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(1_024);
    }

    /** One more event loop on the same port. */
    private ConnectionLoop listen(NetServerOptions options) {
        ConnectionLoop loop = new ConnectionLoop(options, doorway);
        try {
            doorway.vertx
                    .deployVerticle(loop)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_LIMIT_S, TimeUnit.SECONDS);
            return loop;
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String text = cause instanceof BindException ? " is taken" : " cannot be opened: " + cause;
            throw new StartException("mqtt port " + options.getPort() + text, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while opening mqtt port " + options.getPort(), e);
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

    /** Sends what is to be known of an alarm to every device of the community that reads its {@code …/alarm}. Any thread. */
    public void alarm(CommunityId community, byte[] payload) {
        for (Device device : doorway.registry().devices()) {
            if (device.community().equals(community)) {
                CompletionStage<Boolean> unused =
                        doorway.sessions.send(OwnTopics.name(device, OwnTopics.ALARM), payload);
            }
        }
    }

    /** The port it listens on. */
    public int port() {
        return plain.get(0).port();
    }

    /** The port it listens on with TLS, or 0 if it does not. */
    public int tlsPort() {
        return secure.isEmpty() ? 0 : secure.get(0).port();
    }

    /**
     * Ends the connections of those who may not come in any more. Any thread.
     *
     * @param before not needed: every credential is checked anew, however it came in
     */
    public void registryChanged(Registry before, Registry next) {
        loops().forEach(loop -> loop.check(next));
    }

    private List<ConnectionLoop> loops() {
        return Stream.concat(plain.stream(), secure.stream()).toList();
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
        for (ConnectionLoop loop : loops()) {
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
