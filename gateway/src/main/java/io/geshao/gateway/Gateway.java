package io.geshao.gateway;

import io.geshao.core.AlertView;
import io.geshao.core.Lane;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.coap.CoapIntake;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.downlink.CoapDoor;
import io.geshao.gateway.downlink.DeviceDoor;
import io.geshao.gateway.downlink.Downlink;
import io.geshao.gateway.downlink.MqttDoor;
import io.geshao.gateway.edge.Edge;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Keep;
import io.geshao.gateway.mqtt.MqttIntake;
import io.geshao.gateway.paho.BrokerAccount;
import io.geshao.gateway.paho.BrokerIntake;
import io.geshao.gateway.registry.RegistrySource;
import io.geshao.gateway.spool.AppendResult;
import io.geshao.gateway.spool.Spool;
import io.geshao.gateway.spool.SpoolEntry;
import io.geshao.gateway.uplink.Uplink;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway: one spool, its uplink, and the doors in front of it. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final long VERTX_LIMIT_S = 10;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // last opened first
    private final Map<String, Supplier<String>> health = new LinkedHashMap<>(); // written at start only
    private final int edgePort;
    private final MqttIntake mqtt;
    private final CoapIntake coap;
    private volatile @Nullable MqttIntake alarmDoor; // set once, when it is open

    private Gateway(
            GatewayConfig c,
            RegistrySource registries,
            BatchSink sink,
            CommandDesk.@Nullable Line line,
            Downlink.RegistryNews registryNews,
            Edge.@Nullable Setting edge,
            Ticker ticker,
            MeterRegistry meters) {
        boolean started = false;
        try {
            // Closed last: the spool's final commits still answer on its event loops.
            Vertx vertx = Vertx.vertx();
            parts.push(() ->
                    vertx.close().toCompletionStage().toCompletableFuture().get(VERTX_LIMIT_S, TimeUnit.SECONDS));
            Spool spool =
                    opened("spool", Spool.open(c.spoolDir(), c.name(), c.spoolLimits(), ticker, meters), Spool::health);
            Uplink uplink = opened("uplink", Uplink.start(spool, sink, ticker, meters), Uplink::health);
            warnOfUnknownCodecs(registries.get());
            registries.listen(Gateway::warnOfUnknownCodecs);
            Edge watch = edge == null
                    ? null
                    : opened(
                            "edge",
                            Edge.start(
                                    vertx,
                                    edge,
                                    registries,
                                    link(uplink, spool),
                                    spool::appendAll,
                                    this::alarm,
                                    ticker,
                                    meters),
                            Edge::health);
            edgePort = watch == null ? 0 : watch.port();
            Keep keep = watch == null ? keepIn(spool) : watch.behind(keepIn(spool));
            Intake intake = new Intake(registries, keep, ticker, meters);
            DeviceLimits limits = new DeviceLimits(c.limitPerSecond(), c.limitBurst(), ticker);
            mqtt = opened(
                    "mqtt",
                    MqttIntake.start(vertx, c.mqtt(), intake, limits, registries, ticker, meters),
                    MqttIntake::health);
            coap = opened(
                    "coap", CoapIntake.start(c.coap(), intake, registries, limits, ticker, meters), CoapIntake::health);
            alarmDoor = mqtt;
            registries.listen(now -> mqtt.registryChanged(now, now));
            if (line != null) {
                List<DeviceDoor> doors = List.of(new MqttDoor(mqtt), new CoapDoor(coap));
                Downlink down = opened(
                        "downlink",
                        Downlink.start(c.spoolDir(), line, doors, registryNews, ticker, meters),
                        Downlink::health);
                MqttDoor.listen(mqtt, down);
                CoapDoor.listen(coap, down);
            }
            for (BrokerAccount account : c.brokers()) {
                opened(
                        "broker " + account.url(),
                        BrokerIntake.start(account, intake, limits, meters),
                        BrokerIntake::health);
            }
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /**
     * Starts a gateway.
     *
     * @param sink the centre
     * @throws io.geshao.core.config.Launcher.StartException if a port is taken or the spool cannot be used
     */
    public static Gateway start(
            GatewayConfig config, Registry registry, BatchSink sink, Ticker ticker, MeterRegistry meters) {
        return start(config, new RegistrySource(registry), sink, ticker, meters);
    }

    /** As above, with a registry that can change while the gateway runs. */
    public static Gateway start(
            GatewayConfig config, RegistrySource registries, BatchSink sink, Ticker ticker, MeterRegistry meters) {
        return new Gateway(config, registries, sink, null, Downlink.RegistryNews.none(), null, ticker, meters);
    }

    /**
     * As above, with a way down.
     *
     * @param line where errands for devices come from
     * @param registryNews told when the centre has another registry
     * @param edge what it judges by itself, or null
     */
    public static Gateway start(
            GatewayConfig config,
            RegistrySource registries,
            BatchSink sink,
            CommandDesk.Line line,
            Downlink.RegistryNews registryNews,
            Edge.@Nullable Setting edge,
            Ticker ticker,
            MeterRegistry meters) {
        return new Gateway(config, registries, sink, line, registryNews, edge, ticker, meters);
    }

    private static Edge.Link link(Uplink uplink, Spool spool) {
        return new Edge.Link() {
            @Override
            public boolean isCutOff() {
                return uplink.isCutOff();
            }

            @Override
            public long[] stored() {
                return new long[] {spool.stored(Lane.LIFE_SAFETY), spool.stored(Lane.URGENT)};
            }

            @Override
            public boolean isConfirmed(long[] mark) {
                return spool.isDelivered(Lane.LIFE_SAFETY, mark[0]) && spool.isDelivered(Lane.URGENT, mark[1]);
            }

            @Override
            public boolean hasAll() {
                return spool.waiting(Lane.LIFE_SAFETY) + spool.waiting(Lane.URGENT) == 0;
            }
        };
    }

    private void alarm(AlertView alert, String notice) {
        MqttIntake door = alarmDoor;
        if (door != null) {
            door.alarm(alert.community(), notice.getBytes(StandardCharsets.UTF_8));
        }
    }

    private <T extends AutoCloseable> T opened(String name, T part, Function<T, String> healthOfPart) {
        parts.push(part);
        health.put(name, () -> healthOfPart.apply(part));
        return part;
    }

    private static Keep keepIn(Spool spool) {
        return new Keep() {
            @Override
            public void appendAll(List<SpoolEntry> entries, Consumer<AppendResult> done) {
                spool.appendAll(entries, done);
            }

            @Override
            public boolean hasRoom() {
                return spool.hasRoom();
            }
        };
    }

    /** A misspelled codec would show only as rejections, one device at a time. */
    private static void warnOfUnknownCodecs(Registry registry) {
        registry.devices().stream()
                .map(Device::profile)
                .filter(profile -> !PayloadDecoder.knowsCodec(profile.codec()))
                .distinct()
                .forEach(profile -> log.warn(
                        "profile {}: there is no codec '{}', its devices' bytes will be refused as NO_CODEC",
                        profile.name(),
                        profile.codec()));
    }

    /** Where devices reach the MQTT door. */
    public int mqttPort() {
        return mqtt.port();
    }

    /** Where devices reach the MQTT door with TLS, or 0 if there is none. */
    public int mqttTlsPort() {
        return mqtt.tlsPort();
    }

    /** Where devices reach the CoAP door without DTLS, or -1 if they do not. */
    public int coapPort() {
        return coap.port();
    }

    /** Where people reach the page of what was told here, or 0 if there is none. */
    public int edgePort() {
        return edgePort;
    }

    /** Where devices reach the CoAP door over DTLS, or -1 if there are no keys. */
    public int coapsPort() {
        return coap.securePort();
    }

    /** Each part of the gateway to {@code up}, or to what is wrong with it. */
    public Map<String, String> health() {
        Map<String, String> now = new LinkedHashMap<>();
        health.forEach((name, part) -> now.put(name, part.get()));
        return now;
    }

    /** Closes the doors first, the spool last: whatever was answered is durable by then. */
    @Override
    public void close() {
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (Exception e) { // one part that does not close must not keep the spool open
                log.warn("{} did not close cleanly", part, e);
            }
        }
    }
}
