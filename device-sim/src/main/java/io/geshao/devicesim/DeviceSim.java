package io.geshao.devicesim;

import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.community.Model;
import io.geshao.devicesim.ledger.Ledger;
import io.geshao.devicesim.pace.Agenda;
import io.geshao.devicesim.scenario.DemoScenario;
import io.geshao.devicesim.scenario.VirtualDevice;
import io.geshao.devicesim.score.Truth;
import io.geshao.devicesim.score.TruthJson;
import io.geshao.devicesim.wire.CoapLinks;
import io.geshao.devicesim.wire.Link;
import io.geshao.devicesim.wire.MqttLink;
import io.geshao.devicesim.wire.Orders;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual community at work: starts, speaks to real MQTT and CoAP ports, plays its scenario, and can say at any moment
 * what it sent, what was acknowledged and what should have been raised.
 */
public final class DeviceSim implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeviceSim.class);

    /** Boot counters are seconds since here: two runs never share one, and 31 bits last until 2088. */
    private static final long BOOT_EPOCH_SECONDS = 1_600_000_000L;

    private static final long IDLE_MILLIS = 200;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final SimConfig config;
    private final Ticker ticker;
    private final Agenda agenda;
    private final Ledger ledger = new Ledger(Ledger.DEFAULT_LIMIT);
    private final Truth truth = new Truth();
    private final Tally tally;
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Map<String, VirtualDevice> byId = new HashMap<>(); // written by the constructor only
    private final List<String> radioGateways = new ArrayList<>();
    private final CoapLinks coap;
    private final Community community;
    private final Thread thread;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private volatile @Nullable RuntimeException failure; // written once by the simulator's thread

    /** Where a simulation stands; data points and messages are told apart. */
    public record Progress(
            long messages,
            long attempts,
            long ackedMessages,
            long ackedPoints,
            long rejectedByDesign,
            long refusedUnexpectedly,
            long reconnects,
            long forgotten,
            long owed,
            int connected) {}

    private DeviceSim(SimConfig config, Registry registry, Ticker ticker, MeterRegistry meters) {
        this.config = config;
        this.ticker = ticker;
        this.agenda = new Agenda(ticker);
        this.tally = new Tally(ticker, ledger, meters);
        this.coap = new CoapLinks(config.coapHost(), config.coapPort(), agenda, tally);
        Tokens tokens = Tokens.read(config.registryDir());
        long boot = ticker.epochMillis() / 1_000 - BOOT_EPOCH_SECONDS;
        List<VirtualDevice> devices = new ArrayList<>();
        Map<String, List<String>> bases = new HashMap<>();
        for (Device device : registry.devices()) {
            String speaker = device.gateway().isEmpty() ? device.id().value() : device.gateway();
            bases.computeIfAbsent(speaker, identity -> new ArrayList<>())
                    .add("g/" + device.community() + "/" + device.id());
        }
        for (Device device : registry.devices()) {
            VirtualDevice virtual = new VirtualDevice(device, config.seed(), boot);
            devices.add(virtual);
            links.computeIfAbsent(
                    virtual.connection(),
                    identity -> link(identity, virtual.model(), tokens, bases.getOrDefault(identity, List.of())));
            byId.put(device.id().value(), virtual);
            if (virtual.model().door() == Model.Door.RADIO_GATEWAY && !radioGateways.contains(virtual.connection())) {
                radioGateways.add(virtual.connection());
            }
        }
        this.community = new Community(List.copyOf(devices), links, agenda, ticker, tally, config.rate());
        Gauge.builder("geshao.sim.owed", this, DeviceSim::owed).register(meters);
        Gauge.builder("geshao.sim.connected", tally, Tally::connected).register(meters);
        this.thread = new Thread(this::run, "device-sim");
    }

    /**
     * Connects and begins to report at once; a {@code demo} scenario begins when the radio gateways are connected.
     *
     * @throws io.geshao.core.config.Launcher.StartException if the tokens are not there
     */
    public static DeviceSim start(SimConfig config, Registry registry, Ticker ticker, MeterRegistry meters) {
        DeviceSim sim = new DeviceSim(config, registry, ticker, meters);
        // Radio gateways first: most of the community speaks through them, and the scenario waits for them.
        sim.radioGateways.forEach(sim::open);
        sim.links.keySet().stream()
                .filter(identity -> !sim.radioGateways.contains(identity))
                .forEach(sim::open);
        sim.truth.watchedSince(ticker.epochMillis());
        sim.community.beginReporting();
        if (config.scenario().equals("demo")) {
            long begun = ticker.nanos();
            sim.agenda.after(0, () -> sim.beginScenario(begun));
        }
        sim.thread.start();
        return sim;
    }

    private Link link(String identity, Model model, Tokens tokens, List<String> bases) {
        String token = tokens.of(identity);
        if (model.door() == Model.Door.COAP) {
            return coap.line(identity, token);
        }
        MqttLink link = new MqttLink(
                identity,
                token.getBytes(StandardCharsets.UTF_8),
                "tcp://" + config.mqttHost() + ":" + config.mqttPort(),
                config.window(),
                agenda,
                tally);
        link.obey(bases, this::ordered);
        return link;
    }

    /** On a client library's thread: the device itself lives on the agenda's. */
    private void ordered(String id, byte[] order, Orders.Answer answer) {
        VirtualDevice device = byId.get(id);
        if (device != null) {
            agenda.after(0, () -> answer.receipt(community.obey(device, order)));
        }
    }

    private void open(String identity) {
        Link link = links.get(identity);
        if (link != null) {
            link.open();
        }
    }

    private void beginScenario(long begunNanos) {
        boolean connected = radioGateways.stream().allMatch(tally::isConnected);
        if (connected || ticker.nanos() - begunNanos > PATIENCE_MILLIS * 1_000_000) {
            log.info("the scenario begins with {} connections", tally.connected());
            new DemoScenario(community, truth, config.delayScale(), config.seed()).begin();
        } else {
            agenda.after(LOOK_AGAIN_MILLIS, () -> beginScenario(begunNanos));
        }
    }

    private void run() {
        try {
            while (running.get()) {
                agenda.runDue();
                agenda.await(IDLE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the owner loop: a bug must be seen in the health, not die with its thread
            failure = e;
            log.error("the simulator stopped by a bug", e);
        }
    }

    public Progress progress() {
        return new Progress(
                community.messages(),
                tally.attempts(),
                tally.ackedMessages(),
                tally.ackedPoints(),
                tally.rejectedByDesign(),
                tally.refusedUnexpectedly(),
                tally.reconnects(),
                community.forgotten(),
                owed(),
                tally.connected());
    }

    public Ledger ledger() {
        return ledger;
    }

    public Truth truth() {
        return truth;
    }

    public Map<String, String> health() {
        RuntimeException bug = failure;
        return Map.of(
                "simulator", bug == null ? "up" : bug.toString(),
                "connections", tally.connected() > 0 ? "up" : "none of " + links.size() + " is up");
    }

    private int owed() {
        return links.values().stream().mapToInt(Link::owed).sum();
    }

    /**
     * Stops publishing and waits until everything on the way is answered, at most so long. Messages still owed then stay
     * uncertain in the ledger.
     */
    public Progress stop(Duration limit) {
        community.stopPublishing();
        long start = ticker.nanos();
        try {
            while (owed() > 0 && ticker.nanos() - start < limit.toNanos() && thread.isAlive()) {
                thread.join(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!config.truthFile().isEmpty()) {
            writeTruth(Path.of(config.truthFile()));
        }
        return progress();
    }

    private void writeTruth(Path file) {
        try {
            Files.writeString(file, TruthJson.write(truth));
        } catch (IOException e) {
            log.warn("the truth could not be written to {}: {}", file, e.toString());
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(5));
        running.set(false);
        agenda.after(0, () -> {});
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        links.values().forEach(Link::close);
        coap.close();
    }
}
