package io.geshao.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.config.Settings;
import io.geshao.core.port.BatchSink;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.Gateway;
import io.geshao.gateway.GatewayConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Confirmable POSTs a second through the CoAP door of a whole gateway, each answered 2.04 after the spool's commit, beside
 * a bare Californium resource that answers 2.04 and does nothing: the same load from the same generator, in turn, several
 * times, on the same machine. The medians are given.
 */
@Command(
        name = "coap",
        mixinStandardHelpOptions = true,
        description = "Durable CoAP posts a second beside a bare Californium resource.")
public final class CoapBench implements Callable<Integer> {
    private static final double WARM_UP_S = 4;
    private static final String COMMUNITY = "310104/013/yuhua";

    @Option(names = "--seconds", defaultValue = "6", description = "of load per round; default ${DEFAULT-VALUE}")
    private double seconds;

    @Option(names = "--rounds", defaultValue = "5", description = "rounds of each; default ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--devices", defaultValue = "2000", description = "that post in turn; default ${DEFAULT-VALUE}")
    private int devices;

    @Option(names = "--in-flight", defaultValue = "512", description = "exchanges at a time; default ${DEFAULT-VALUE}")
    private int inFlight;

    @Option(names = "--json", description = "one JSON object instead of text")
    private boolean json;

    private final Ticker ticker = Ticker.system();
    private final LongAdder delivered = new LongAdder();
    private final List<String> names = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<Double> durable = new ArrayList<>();
    private final List<Double> bare = new ArrayList<>();
    private final List<Double> durableMicros = new ArrayList<>();
    private final List<Double> bareMicros = new ArrayList<>();
    private long sequence;
    private long kept;
    private long refused;

    @Override
    public Integer call() throws Exception {
        Registry registry = registry();
        Path spool = Files.createTempDirectory("geshao-coap-bench");
        try (Gateway gateway = Gateway.start(config(spool), registry, sink(), ticker, new SimpleMeterRegistry());
                BareCoap californium = new BareCoap()) {
            round(gateway.coapPort(), WARM_UP_S, new ArrayList<>(), new ArrayList<>(), true);
            round(californium.port(), WARM_UP_S, new ArrayList<>(), new ArrayList<>(), false);
            for (int round = 0; round < rounds; round++) {
                round(californium.port(), seconds, bare, bareMicros, false);
                round(gateway.coapPort(), seconds, durable, durableMicros, true);
                System.err.printf(
                        "round %d: durable %,.0f posts/s (%.1f µs of processor each), bare %,.0f posts/s (%.1f µs)%n",
                        round + 1,
                        durable.get(round),
                        durableMicros.get(round),
                        bare.get(round),
                        bareMicros.get(round));
            }
        } finally {
            try (Stream<Path> files = Files.walk(spool)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        long lost = kept * 3 - delivered.sum(); // a gateway that closes has delivered what it could
        print(lost);
        return refused == 0 ? 0 : 1;
    }

    private void round(int port, double time, List<Double> rates, List<Double> micros, boolean isGateway)
            throws IOException {
        List<Long> own = List.of(ProcessHandle.current().pid());
        try (CoapLoad load = new CoapLoad(port, names, tokens, inFlight, sequence, ticker)) {
            double before = Processes.cpuSeconds(own);
            CoapLoad.Outcome outcome = load.run(time);
            micros.add((Processes.cpuSeconds(own) - before) * 1e6 / Math.max(1, outcome.kept()));
            sequence = load.lastSequence();
            rates.add(outcome.postsPerSecond());
            refused += outcome.refused();
            kept += isGateway ? outcome.kept() : 0;
            if (outcome.refused() + outcome.repeated() > 0) {
                System.err.printf(
                        "  %d sent again, %d refused %s%n",
                        outcome.repeated(), outcome.refused(), outcome.firstRefusal());
            }
        }
    }

    private static GatewayConfig config(Path spool) {
        return GatewayConfig.read(Settings.of(Map.of(
                "bind.host", "127.0.0.1",
                "coap.port", "0",
                "mqtt.port", "0",
                "spool.dir", spool.toString())));
    }

    /** A centre that takes everything at once: what it would do with it is another benchmark's business. */
    private BatchSink sink() {
        return new BatchSink() {
            @Override
            public CompletionStage<Void> report(BatchSink.GatewayReport report) {
                return CompletableFuture.completedFuture(null); // not measured here
            }

            @Override
            public CompletionStage<Receipt> deliver(Batch batch) {
                delivered.add(batch.readings().size());
                return CompletableFuture.completedFuture(
                        new Receipt(batch.readings().size(), 0));
            }
        };
    }

    private Registry registry() {
        DeviceProfile profile =
                new DeviceProfile("level-gauge", DeviceKind.WATER, "native", Lane.ROUTINE, 300_000, 900_000);
        List<Device> list = new ArrayList<>();
        Map<String, String> hashes = new HashMap<>();
        for (int i = 0; i < devices; i++) {
            String name = "gauge-" + i;
            String token = "token-of-gauge-" + i;
            names.add(name);
            tokens.add(token);
            hashes.put(name, Registry.hashOf(token.getBytes(StandardCharsets.UTF_8)));
            list.add(new Device(new DeviceId(name), profile, COMMUNITY + "/g01", "", "", 121.4, 31.2, name, name));
        }
        List<Place> places = List.of(
                new Place(COMMUNITY, "雨花", "Yuhua", 121.4, 31.2),
                new Place(COMMUNITY + "/g01", "一格", "Grid 1", 121.4, 31.2));
        return new Registry(places, list, hashes);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private void print(long lost) throws JsonProcessingException {
        double ratio = median(durable) / median(bare);
        if (!json) {
            System.out.printf(
                    "durable %,.0f posts/s, bare Californium %,.0f posts/s, ratio %.2f, refused %d (medians of %d)%n",
                    median(durable), median(bare), ratio, refused, rounds);
            return;
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("posts_per_second", Math.round(median(durable)));
        root.put("bare_posts_per_second", Math.round(median(bare)));
        root.put("ratio", Math.round(ratio * 100) / 100.0);
        root.put("cpu_us_per_post", Math.round(median(durableMicros) * 10) / 10.0);
        root.put("bare_cpu_us_per_post", Math.round(median(bareMicros) * 10) / 10.0);
        root.put("kept", kept).put("refused", refused).put("readings_not_delivered_yet", lost);
        root.put("rounds", rounds)
                .put("seconds", seconds)
                .put("devices", devices)
                .put("in_flight", inFlight);
        Machine.describe(root, "none: the gateway's spool, SQLite with synchronous=FULL");
        System.out.println(mapper.writeValueAsString(root));
    }
}
