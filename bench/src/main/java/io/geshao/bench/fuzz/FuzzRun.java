package io.geshao.bench.fuzz;

import io.geshao.core.RejectionReason;
import io.geshao.core.config.Settings;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.Gateway;
import io.geshao.gateway.GatewayConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One gateway with a real spool and its three doors, under malformed input. One thread runs it. */
public final class FuzzRun implements AutoCloseable {
    private static final int PARTS = 3;
    /** Of a hundred inputs: MQTT packets, broken MQTT frames, CoAP datagrams; the others go through the broker. */
    private static final int MQTT_SHARE = 60;

    private static final int FRAME_SHARE = 4;
    private static final int COAP_SHARE = 21;
    /** The samples before and behind the measured part: at most so many, and a tenth of a short run. */
    private static final long SAMPLE = 20_000;

    /** A spoiled batch has a few elements, hardly ever more of them refused than this. */
    private static final int ELEMENTS_AT_ONCE = 4;

    private static final long SETTLES_WITHIN_S = 120;
    private static final long ANSWER_LIMIT_MILLIS = 15_000;
    private static final long LIVE_SLACK = 24L << 20;
    private static final int HANDLE_SLACK = 12;

    private final long seed;
    private final Ticker ticker = Ticker.system();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Centre centre = new Centre();
    private final Vitals vitals = new Vitals();
    private final Map<String, Tally> doors = new LinkedHashMap<>();
    private final List<Honest> honest = new ArrayList<>();
    private final List<Vitals.Reading> readings = new ArrayList<>();
    private final @Nullable Mosquitto broker;
    private final Gateway gateway;
    private final ExecutorService floods = Executors.newCachedThreadPool();
    private Set<String> threads = Set.of();
    private long elapsedNanos;
    private long sample;
    private int round;

    /**
     * Starts broker and gateway.
     *
     * @param mosquitto the broker's program; without it the third door stays shut
     * @param folder for the spool and the broker's files
     */
    public FuzzRun(long seed, Optional<Path> mosquitto, Path folder) throws IOException, InterruptedException {
        this.seed = seed;
        broker = mosquitto.isPresent() ? new Mosquitto(mosquitto.get(), folder) : null;
        Map<String, String> settings = new HashMap<>(Map.of(
                "gateway.name", "fuzz",
                "spool.dir", Files.createDirectories(folder.resolve("spool")).toString(),
                "bind.host", "127.0.0.1",
                "mqtt.port", "0",
                "coap.port", "0",
                "limit.messages.per.second", "0"));
        if (broker != null) {
            settings.put("broker.urls", "tcp://127.0.0.1:" + broker.port());
        }
        gateway = Gateway.start(GatewayConfig.read(Settings.of(settings)), Town.registry(), centre, ticker, meters);
        for (String door : List.of("mqtt", "mqtt-frames", "coap", "broker")) {
            doors.put(door, new Tally());
        }
    }

    /** Sends that many inputs in three parts, and looks at the vitals after each. */
    public void run(long inputs) throws IOException, InterruptedException {
        sample = Math.min(SAMPLE, inputs / 10);
        startHonest();
        part(sample); // everything has been loaded and has grown to its size
        threads = Vitals.threads();
        long from = ticker.nanos();
        for (int i = 0; i < PARTS; i++) {
            part((inputs - 2 * sample) / PARTS);
            settle();
            readings.add(vitals.take());
        }
        elapsedNanos = ticker.nanos() - from;
        Vitals.watchEveryBuffer();
        part(sample);
        settle();
        vitals.take(); // a buffer that was lost is found when it is collected
        part(sample / 10); // and told of when the next one is made
        for (Honest each : honest) {
            each.close();
        }
        settle();
    }

    private void startHonest() throws IOException, InterruptedException {
        honest.add(
                Honest.overMqtt("honest-mqtt", Mqtt.of(gateway.mqttPort(), "honest-mqtt", "honest-mqtt", Town.TOKEN)));
        honest.add(Honest.overCoap("honest-coap", new Coap(gateway.coapPort())));
        if (broker != null) {
            await("the broker is subscribed", () -> gateway.health().entrySet().stream()
                    .filter(part -> part.getKey().startsWith("broker"))
                    .allMatch(part -> part.getValue().equals("up")));
            honest.add(Honest.overMqtt("honest-broker", Mqtt.of(broker.port(), "honest-broker", "any", "any")));
        }
        honest.forEach(Honest::start);
    }

    private void part(long inputs) throws IOException, InterruptedException {
        round++;
        List<Callable<Void>> work = new ArrayList<>();
        long mqtt = inputs * MQTT_SHARE / 100;
        long frames = inputs * FRAME_SHARE / 100;
        long coap = inputs * COAP_SHARE / 100;
        long rest = inputs - mqtt - frames - coap;
        if (broker == null) {
            mqtt += rest;
        } else {
            work.add(flood("broker", broker.port(), rest));
        }
        work.add(flood("mqtt", gateway.mqttPort(), mqtt / 2));
        work.add(flood("mqtt", gateway.mqttPort(), mqtt - mqtt / 2));
        work.add(() -> {
            new FrameBreaker(gateway.mqttPort(), Town.BROKEN, Town.TOKEN, spoiler("frames"), tally("mqtt-frames"))
                    .run(frames);
            return null;
        });
        work.add(() -> {
            new CoapFlood(gateway.coapPort(), Town.TOKEN, spoiler("coap"), tally("coap")).run(coap);
            return null;
        });
        for (Future<Void> done : floods.invokeAll(work)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IOException("a flood ended early: " + e.getCause(), e);
            }
        }
    }

    private int spoilers; // to give each its own seed

    private Callable<Void> flood(String door, int port, long count) {
        Spoiler spoiler = spoiler(door);
        String client = "fuzz-" + door + "-" + spoilers;
        return () -> {
            try (Mqtt mqtt = Mqtt.of(port, client, Town.GATEWAY, Town.TOKEN)) {
                new MqttFlood(mqtt, spoiler, tally(door), !door.equals("broker")).run(count);
            }
            return null;
        };
    }

    private synchronized Spoiler spoiler(String door) {
        spoilers++;
        return new Spoiler(seed * 1_000_003 + door.hashCode() + 31L * round + spoilers);
    }

    private Tally tally(String door) {
        Tally tally = doors.get(door);
        if (tally == null) {
            throw new IllegalStateException("no door " + door);
        }
        return tally;
    }

    /** Waits until the gateway has answered what the broker has, and the centre has what the gateway had. */
    private void settle() throws IOException, InterruptedException {
        if (broker != null) {
            await(
                    "the broker's messages are answered for",
                    () -> counter("door.acked", "door", "broker")
                            >= tally("broker").answerable());
        }
        await("the centre has every rejection", () -> unaccounted() <= keptOnceAllowance());
    }

    /** Refused here, and neither at the centre nor declared as given up. */
    private long unaccounted() {
        return whole(refusedHere()) - whole(centre.rejections()) - centre.givenUpRejections();
    }

    /**
     * Refused elements ride with the first message of their batch: if that one came before and another is new, they are
     * answered and counted, and not kept again. One input in a million is like that, with up to as many elements as the
     * spoiled batches have.
     */
    private long keptOnceAllowance() {
        return (1 + inputs() / 200_000) * ELEMENTS_AT_ONCE;
    }

    /** Refusals of whole messages; single metrics are kept with their message, once, and counted as often as it comes. */
    private static long whole(Map<String, Long> byReason) {
        return byReason.entrySet().stream()
                .filter(each -> !RejectionReason.valueOf(each.getKey()).dropsOneMetric())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void await(String what, Callable<Boolean> condition) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long until = ticker.nanos() + TimeUnit.SECONDS.toNanos(SETTLES_WITHIN_S);
        try {
            while (!condition.call()) {
                if (ticker.nanos() > until || never.await(50, TimeUnit.MILLISECONDS)) {
                    throw new IOException("not within " + SETTLES_WITHIN_S + " s: " + what + "; here " + refusedHere()
                            + ", at the centre " + centre.rejections() + " and " + centre.givenUpRejections()
                            + " given up; " + gateway.health());
                }
            }
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) { // Callable says so; none of the conditions throws
            throw new IllegalStateException(what, e);
        }
    }

    private long counter(String name, String tag, String value) {
        Counter counter = meters.find("geshao.gateway." + name).tag(tag, value).counter();
        return counter == null ? 0 : Math.round(counter.count());
    }

    /** What the gateway says it refused, by reason; single metrics that were left out count, too. */
    public Map<String, Long> refusedHere() {
        Map<String, Long> counts = new TreeMap<>();
        meters.find("geshao.gateway.rejected").counters().forEach(counter -> {
            long count = Math.round(counter.count());
            if (count > 0) {
                counts.put(String.valueOf(counter.getId().getTag("reason")), count);
            }
        });
        return counts;
    }

    /** Refusals and readings that the gateway dropped for want of room, as it declared itself. */
    public long givenUp() {
        return centre.givenUpRejections() + centre.givenUpReadings();
    }

    /** What went through each door. */
    public Map<String, Tally> doors() {
        return doors;
    }

    /** Inputs through all doors. */
    public long inputs() {
        return doors.values().stream().mapToLong(Tally::inputs).sum();
    }

    /** Of the part that was measured, so without the samples before and behind it. */
    public double inputsPerSecond() {
        return (inputs() - 2.0 * sample) * 1e9 / elapsedNanos;
    }

    /** Live bytes of the heap after each part. */
    public List<Long> liveBytes() {
        return readings.stream().map(Vitals.Reading::liveBytes).toList();
    }

    /** Open files of the process after each part. */
    public List<Long> openFiles() {
        return readings.stream().map(Vitals.Reading::openFiles).toList();
    }

    /** Honest devices to their slowest answer in milliseconds. */
    public Map<String, Long> slowestAnswers() {
        Map<String, Long> slowest = new LinkedHashMap<>();
        honest.forEach(each -> slowest.put(each.device, each.slowestMillis()));
        return slowest;
    }

    /** Messages of honest devices that were acknowledged. */
    public long honestMessages() {
        return honest.stream().mapToLong(Honest::acknowledged).sum();
    }

    /** Everything that is not as it should be; empty if all is. */
    public List<String> problems() throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        doors.forEach((door, tally) -> {
            problem(problems, tally.withoutAnswer() > 0, door + ": " + tally.withoutAnswer() + " without an answer");
            problem(problems, tally.unnamedRefusals() > 0, door + ": " + tally.unnamedRefusals() + " refused unnamed");
        });
        Tally mqtt = tally("mqtt");
        problem(
                problems,
                mqtt.answered() != mqtt.answerable(),
                "mqtt: " + mqtt.answered() + " answers to " + mqtt.answerable() + " messages");
        for (Honest each : honest) {
            judge(each, problems);
        }
        gateway.health().forEach((part, state) -> problem(problems, !state.equals("up"), part + " is " + state));
        Set<String> alive = Vitals.threads();
        threads.forEach(name -> problem(problems, !alive.contains(name), "thread " + name + " has ended"));
        problem(problems, vitals.bugs() > 0, vitals.bugs() + " errors were logged or not caught");
        problem(problems, vitals.leaks() > 0, vitals.leaks() + " buffers were not released");
        Vitals.Reading first = readings.get(0);
        Vitals.Reading last = readings.get(readings.size() - 1);
        problem(problems, last.liveBytes() > first.liveBytes() + LIVE_SLACK, "live bytes grew: " + liveBytes());
        problem(problems, last.openFiles() > first.openFiles() + HANDLE_SLACK, "open files grew: " + openFiles());
        problem(problems, last.threads() > first.threads() + HANDLE_SLACK, "threads grew to " + last.threads());
        problem(
                problems,
                unaccounted() < 0 || unaccounted() > keptOnceAllowance(),
                unaccounted() + " refusals are not at the centre: " + refusedHere() + ", there " + centre.rejections());
        return problems;
    }

    private void judge(Honest device, List<String> problems) throws IOException, InterruptedException {
        long said = device.acknowledged();
        if (centre.missing(device.device, said) > 0) {
            await(device.device + " is at the centre", () -> centre.missing(device.device, said) == 0);
        }
        problem(problems, said == 0, device.device + " got nothing through");
        problem(problems, device.failures() > 0, device.device + ": " + device.failures() + " failures");
        problem(problems, centre.doubled(device.device) > 0, device.device + ": doubled at the centre");
        problem(
                problems,
                device.slowestMillis() > ANSWER_LIMIT_MILLIS,
                device.device + " waited " + device.slowestMillis() + " ms");
    }

    private static void problem(List<String> problems, boolean is, String what) {
        if (is) {
            problems.add(what);
        }
    }

    @Override
    public void close() throws InterruptedException {
        floods.shutdownNow();
        gateway.close();
        if (broker != null) {
            broker.close();
        }
        vitals.close();
    }
}
