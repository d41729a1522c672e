package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.Intake;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CoAP door: {@code POST} or {@code PUT /t/{device}}, with {@code ?codec=…} for vendor bytes, and {@code /c/{device}}
 * for what a device is to know. The answer to a reading rides on the acknowledgement if the spool commits soon, and
 * follows on its own if not; either way it is sent after the commit.
 *
 * <p>Over DTLS the handshake says who it is, over plain CoAP the request carries a token as {@code ?token=…}: the
 * device's own or that of the radio gateway it hangs on. Such a token can be read on the way; networks that are not
 * trusted need DTLS.
 */
public final class CoapIntake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CoapIntake.class);

    private final CoapServer server;
    private final Downlinks downlinks;
    private final SignsOfLife signs = new SignsOfLife();
    private final Answers answers = new Answers();
    private final @Nullable ShortWay shortWay;
    private final List<Uploads> uploads = new ArrayList<>(); // one per endpoint; not changed after the constructor
    private final @Nullable CoapEndpoint plain;
    private final @Nullable CoapEndpoint secure;
    private final @Nullable SecureTransport transport;
    private final ScheduledExecutorService executor = new InlineExecutor();
    private final ScheduledExecutorService sweeper;
    private volatile boolean closed;

    /** What became of something offered to a device. */
    public enum Delivery {
        /** The device has it, says its CoAP stack; what it does with it is in its receipt. */
        ACKNOWLEDGED,
        /** Something else was offered before the device had it. */
        SUPERSEDED,
        /** It was taken back before the device had it. */
        WITHDRAWN,
        /** There is no such device. */
        UNKNOWN_DEVICE,
        /** It is larger than one datagram. */
        TOO_LARGE
    }

    /** Which ways plain requests may take. */
    enum Ways {
        /** The usual post the short one. */
        BOTH,
        CALIFORNIUM_ONLY
    }

    /** Who is told what devices did with what they were told. */
    public interface ReceiptListener {
        /**
         * Takes one receipt. Called on a protocol thread: it must not block.
         *
         * @param device on whose path it came, from somebody who may speak for it
         * @param done to be called once: with null when the receipt is safe, or with the reason why it is not taken
         */
        void receipt(DeviceId device, byte[] body, Consumer<@Nullable RejectionReason> done);
    }

    private CoapIntake(
            CoapDoorConfig config,
            Intake intake,
            Supplier<Registry> registries,
            DeviceLimits limits,
            Ticker ticker,
            MeterRegistry meters,
            Ways ways) {
        sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "coap-sweep");
            thread.setDaemon(true);
            return thread;
        });
        Configuration settings = CoapSettings.settings();
        server = new CoapServer(settings);
        Speakers speakers = new Speakers(registries);
        downlinks = new Downlinks(speakers, sweeper);
        Posts posts = new Posts(intake, limits, ticker, meters);
        Adoptions adoptions = new Adoptions(ticker);
        shortWay = ways == Ways.BOTH && config.plain()
                ? new ShortWay(posts, speakers, answers, adoptions, ticker, meters)
                : null;
        server.add(new Parent("t", new DeviceAddress(posts, speakers, signs, answers, adoptions)));
        server.add(downlinks);
        plain = config.plain()
                ? CoapEndpoint.builder()
                        .setConfiguration(settings)
                        .setConnector(new UdpTransport(new InetSocketAddress(config.host(), config.port()), shortWay))
                        .setDataSerializerAndParser(new UdpDataSerializer(), new CarefulParser())
                        .setCoapStackFactory(stacks(new Uploads(speakers, ticker, meters)))
                        .build()
                : null;
        transport = config.isSecure()
                ? SecureTransport.of(config, new InetSocketAddress(config.host(), config.securePort()))
                : null;
        secure = transport == null
                ? null
                : CoapEndpoint.builder()
                        .setConfiguration(settings)
                        .setConnector(transport.connector())
                        .setDataSerializerAndParser(new UdpDataSerializer(), new CarefulParser())
                        .setCoapStackFactory(stacks(new Uploads(speakers, ticker, meters)))
                        .build();
        meters.gauge("geshao.gateway.coap.uploads.open", uploads, CoapIntake::open);
    }

    private static double open(List<Uploads> uploads) {
        return uploads.stream().mapToInt(Uploads::size).sum();
    }

    private DoorStack.Factory stacks(Uploads ofEndpoint) {
        uploads.add(ofEndpoint);
        return new DoorStack.Factory(ofEndpoint);
    }

    /**
     * Starts listening.
     *
     * @throws StartException if a port is taken, or a file of keys is not as it should be
     */
    public static CoapIntake start(
            CoapDoorConfig config,
            Intake intake,
            Supplier<Registry> registries,
            DeviceLimits limits,
            Ticker ticker,
            MeterRegistry meters) {
        return start(config, intake, registries, limits, ticker, meters, Ways.BOTH);
    }

    /** As above; tests take either way. */
    static CoapIntake start(
            CoapDoorConfig config,
            Intake intake,
            Supplier<Registry> registries,
            DeviceLimits limits,
            Ticker ticker,
            MeterRegistry meters,
            Ways ways) {
        CoapIntake door = new CoapIntake(config, intake, registries, limits, ticker, meters, ways);
        door.open(door.plain, "coap port " + config.port() + " is taken");
        door.open(door.secure, "coaps port " + config.securePort() + " is taken");
        ScheduledFuture<?> unused = door.sweeper.scheduleWithFixedDelay(
                door::sweep, SignsOfLife.SWEEP_MILLIS, SignsOfLife.SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        if (door.plain != null) {
            log.info("coap door listens on {}:{}", config.host(), door.port());
        }
        if (door.secure != null) {
            log.info("coap door listens on {}:{} for DTLS", config.host(), door.securePort());
        }
        return door;
    }

    private void open(@Nullable CoapEndpoint endpoint, String taken) {
        if (endpoint == null) {
            return;
        }
        server.addEndpoint(endpoint);
        endpoint.setExecutors(executor, executor);
        try {
            endpoint.start();
        } catch (IOException e) {
            close();
            throw new StartException(taken, e);
        }
    }

    /** {@code /t}: its children are made up as they are asked for, one address for every device there may be. */
    private static final class Parent extends CoapResource {
        private final Resource child;

        Parent(String name, Resource child) {
            super(name, false);
            this.child = child;
        }

        @Override
        public Resource getChild(String name) {
            return child;
        }
    }

    private void sweep() {
        signs.sweep();
        if (shortWay != null) {
            shortWay.sweep();
        }
        uploads.forEach(Uploads::sweep);
        if (transport != null) {
            transport.sweep();
        }
    }

    /**
     * Offers a device what it is to know, in place of what was offered before. Those who observe {@code /c/{device}} are
     * told at once; otherwise it waits until the device asks. In memory only. Any thread; does not block.
     *
     * @param body JSON if it begins with a brace, else CBOR; at most 1,024 bytes
     * @return completes when it has become of it what will; never exceptionally
     */
    public CompletionStage<Delivery> offer(DeviceId device, byte[] body) {
        return downlinks.offer(device, body);
    }

    /** Takes back what was offered last; a device that asks from now on gets an empty object. */
    public void withdraw(DeviceId device) {
        downlinks.withdraw(device);
    }

    /** Says who takes the receipts; without one they are answered 5.03. */
    public void onReceipt(ReceiptListener listener) {
        downlinks.onReceipt(listener);
    }

    /** The port of plain CoAP, or -1 if it is off. */
    public int port() {
        return plain == null ? -1 : plain.getAddress().getPort();
    }

    /** The port of CoAP over DTLS, or -1 if there are no keys. */
    public int securePort() {
        return secure == null ? -1 : secure.getAddress().getPort();
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return closed ? "closed" : "up";
    }

    @Override
    public void close() {
        closed = true;
        sweeper.shutdownNow();
        answers.close();
        server.destroy();
        executor.shutdownNow();
    }
}
