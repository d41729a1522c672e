package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.codec.PayloadFormat;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.intake.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CoAP door: {@code POST} or {@code PUT /t/{device}}, with {@code ?codec=…} for vendor bytes. The answer rides on the acknowledgement if the spool commits
 * soon, and follows on its own if not; either way it is sent after the commit.
 *
 * <p>Plain CoAP knows no identity, so a request carries its token as {@code ?token=…}: the device's own or that of the
 * radio gateway it hangs on. Such a token can be read on the way; networks that are not trusted need DTLS, where the
 * community and the identity come from the handshake. This door does not speak DTLS yet.
 */
public final class CoapIntake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CoapIntake.class);

    /** Well above the largest body: one that is somewhat too large is refused by name and kept as a rejection. */
    private static final int MAX_REASSEMBLED = 65_536;

    private static final int BLOCK = 1_024;
    /** A client repeats itself after two seconds (RFC 7252, 4.8): by then it should have a sign of life. */
    private static final long SWEEP_MILLIS = 400;

    private static final long BUSY_S = 5;
    private static final String TOKEN = "token=";
    private static final String CODEC = "codec=";

    private final Intake intake;
    private final Supplier<Registry> registries;
    private final CoapServer server;
    private final CoapEndpoint endpoint;
    private final Counter acked;
    private final Counter nacked;
    private final Counter strangersUnkept;
    private final StrangerBudget strangers;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService sweeper;
    private volatile boolean closed;

    private CoapIntake(
            String host,
            int port,
            Intake intake,
            Supplier<Registry> registries,
            Ticker ticker,
            MeterRegistry meters) {
        this.intake = intake;
        this.registries = registries;
        this.acked = meters.counter("geshao.gateway.door.acked", "door", "coap");
        this.nacked = meters.counter("geshao.gateway.door.nacked", "door", "coap");
        this.strangersUnkept = meters.counter("geshao.gateway.coap.strangers.unkept");
        this.strangers = new StrangerBudget(ticker);
        Configuration settings = settings();
        this.endpoint = CoapEndpoint.builder()
                .setConfiguration(settings)
                .setInetSocketAddress(new InetSocketAddress(host, port))
                .build();
        this.server = new CoapServer(settings);
        server.addEndpoint(endpoint);
        server.add(new Devices());
        this.sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "coap-sweep");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts listening.
     *
     * @param port UDP, 0 for any free one
     * @throws StartException if the port is taken
     */
    public static CoapIntake start(
            String host,
            int port,
            Intake intake,
            Supplier<Registry> registries,
            Ticker ticker,
            MeterRegistry meters) {
        CoapIntake door = new CoapIntake(host, port, intake, registries, ticker, meters);
        try {
            door.server.start();
        } catch (IllegalStateException e) { // all that Californium says; the cause is in its log
            door.close();
            throw new StartException("coap port " + port + " is taken", e);
        }
        ScheduledFuture<?> unused =
                door.sweeper.scheduleWithFixedDelay(door::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        log.info("coap door listens on {}:{}", host, door.port());
        return door;
    }

    /** In code, so that Californium neither reads nor writes a file in the working folder. */
    private static Configuration settings() {
        CoapConfig.register();
        UdpConfig.register();
        return Configuration.createStandardWithoutFile()
                .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, MAX_REASSEMBLED)
                .set(CoapConfig.MAX_MESSAGE_SIZE, BLOCK)
                .set(CoapConfig.PREFERRED_BLOCK_SIZE, BLOCK);
    }

    /** {@code /t}: its children are made up as they are asked for, one address for every device there may be. */
    private final class Devices extends CoapResource {
        private final Resource device = new DeviceAddress();

        Devices() {
            super("t", false);
        }

        @Override
        public Resource getChild(String name) {
            return device;
        }
    }

    private final class DeviceAddress extends CoapResource {
        DeviceAddress() {
            super("{device}", false);
        }

        @Override
        public void handlePOST(CoapExchange exchange) {
            take(exchange);
        }

        @Override
        public void handlePUT(CoapExchange exchange) {
            take(exchange);
        }
    }

    /** A request without an answer so far. */
    private static final class Waiting {
        private final CoapExchange exchange;
        private boolean seen; // sweeper's thread only

        Waiting(CoapExchange exchange) {
            this.exchange = exchange;
        }
    }

    private void take(CoapExchange exchange) {
        List<String> path = exchange.getRequestOptions().getUriPath();
        String name = path.get(path.size() - 1);
        DeviceId device = DeviceId.isValid(name) ? new DeviceId(name) : null;
        String identity = identityOf(device, exchange.getRequestOptions().getUriQuery());
        if (identity.isEmpty() && strangers.judge() == StrangerBudget.Decision.COUNT_ONLY) {
            strangersUnkept.increment();
            Response refusal = new Response(ResponseCode.FORBIDDEN);
            refusal.setPayload(RejectionReason.NOT_AUTHORIZED.name());
            exchange.respond(refusal);
            return;
        }
        Arrival arrival = new Arrival(
                Publisher.authenticated(identity),
                null,
                device,
                formatOf(exchange),
                codecOf(exchange),
                exchange.getRequestPayload() == null ? new byte[0] : exchange.getRequestPayload(),
                "coap:/t/" + name);
        Waiting request = new Waiting(exchange);
        waiting.add(request);
        intake.offer(arrival, verdict -> {
            waiting.remove(request);
            exchange.respond(answer(verdict));
        });
    }

    private static @Nullable PayloadFormat formatOf(CoapExchange exchange) {
        return exchange.getRequestOptions().hasContentFormat()
                ? PayloadFormat.ofCoapNumber(exchange.getRequestOptions().getContentFormat())
                        .orElse(null)
                : PayloadFormat.NATIVE_JSON;
    }

    private static String codecOf(CoapExchange exchange) {
        for (String parameter : exchange.getRequestOptions().getUriQuery()) {
            if (parameter.startsWith(CODEC)) {
                return parameter.substring(CODEC.length());
            }
        }
        return "";
    }

    /** Whose token the request carries: the device's, or its radio gateway's. Empty if it is neither's. */
    private String identityOf(@Nullable DeviceId id, List<String> query) {
        Registry registry = registries.get();
        Device device = id == null ? null : registry.device(id).orElse(null);
        if (device == null) {
            return "";
        }
        for (String parameter : query) {
            if (parameter.startsWith(TOKEN)) {
                byte[] token = parameter.substring(TOKEN.length()).getBytes(StandardCharsets.UTF_8);
                for (String identity : List.of(device.id().value(), device.gateway())) {
                    if (registry.authenticates(identity, token)) {
                        return identity;
                    }
                }
            }
        }
        return "";
    }

    private Response answer(Verdict verdict) {
        if (verdict.outcome() == Verdict.Outcome.BUSY) {
            Response busy = new Response(ResponseCode.SERVICE_UNAVAILABLE);
            busy.getOptions().setMaxAge(BUSY_S);
            return busy;
        }
        if (verdict.outcome() == Verdict.Outcome.REFUSED && verdict.reason() != null) {
            nacked.increment();
            int code = verdict.reason().coapCode();
            Response refusal = new Response(ResponseCode.valueOf(((code / 100) << 5) | (code % 100)));
            refusal.setPayload(verdict.reason().name());
            return refusal;
        }
        acked.increment();
        Response kept = new Response(ResponseCode.CHANGED);
        if (verdict.hasComplaint()) {
            kept.setPayload(verdict.nackJson());
            kept.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
        }
        return kept;
    }

    /** Gives a sign of life to those who have waited for a whole round. */
    private void sweep() {
        for (Waiting request : waiting) {
            if (!request.seen) {
                request.seen = true;
            } else if (waiting.contains(request)) {
                request.exchange.accept();
            }
        }
    }

    /** The port it listens on. */
    public int port() {
        return endpoint.getAddress().getPort();
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return closed ? "closed" : "up";
    }

    @Override
    public void close() {
        closed = true;
        sweeper.shutdownNow();
        server.destroy();
    }
}
