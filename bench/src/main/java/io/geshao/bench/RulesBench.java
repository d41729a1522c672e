package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.geshao.alerting.Rehearsal;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.core.AlertTransition;
import io.geshao.core.DeviceId;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.registry.Device;
import io.geshao.core.time.Ticker;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Readings per second through the alert engine of one community, on one thread, with 100 and with 1,000 rules; beside it
 * Esper with equivalent statements on the same readings, in turn with it. Both must find the same alarms.
 */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Readings per second through the rules, one thread, beside Esper with equivalent statements.")
final class RulesBench implements Callable<Integer> {
    private static final int SLICE = 10; // minutes judged in one go, by one side and then by the other

    @Option(names = "--devices", defaultValue = "10000", description = "default ${DEFAULT-VALUE}")
    private int devices;

    @Option(names = "--rules", split = ",", defaultValue = "100,1000", description = "default ${DEFAULT-VALUE}")
    private int[] rules = {};

    @Option(names = "--slices", defaultValue = "12", description = "measured, of ten minutes; default ${DEFAULT-VALUE}")
    private int slices;

    @Option(names = "--warmup", defaultValue = "8", description = "slices before them; default ${DEFAULT-VALUE}")
    private int warmup;

    @Option(names = "--seed", defaultValue = "4", description = "default ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--without-esper", description = "ours alone, for a profile")
    private boolean alone;

    @Option(names = "--json", description = "one JSON object on standard output instead of text")
    private boolean json;

    private final Ticker ticker = Ticker.system();

    /** What one side did. */
    private static final class Side {
        final List<Double> rates = new ArrayList<>();
        long nanos;
        long bytes;
        long readings;
        Map<String, Integer> alarms = Map.of();

        double median() {
            double[] sorted = rates.stream().mapToDouble(rate -> rate).sorted().toArray();
            return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        }
    }

    /** Both sides under one number of rules. */
    private record Outcome(Side ours, Side theirs) {}

    @Override
    public Integer call() throws Exception {
        ObjectNode result = new ObjectMapper().createObjectNode();
        boolean same = true;
        for (int count : rules) {
            Outcome outcome = measure(count);
            String suffix = count == 100 ? "" : "_" + count;
            result.put("readings_per_second" + suffix, Math.round(outcome.ours().median()));
            result.put("bytes_per_reading" + suffix, rounded((double) outcome.ours().bytes / outcome.ours().readings));
            result.put("alarms" + suffix, total(outcome.ours()));
            if (!alone) {
                double theirs = outcome.theirs().median();
                result.put("esper_events_per_second" + suffix, Math.round(theirs));
                result.put("ratio" + suffix, rounded(outcome.ours().median() / theirs));
                result.put(
                        "esper_bytes_per_event" + suffix,
                        rounded((double) outcome.theirs().bytes / outcome.theirs().readings));
                result.put("esper_alarms" + suffix, total(outcome.theirs()));
                boolean equal = outcome.ours().alarms.equals(outcome.theirs().alarms);
                result.put("same_alarms_by_rule" + suffix, equal);
                same &= equal;
            }
        }
        result.put("devices", devices).put("seconds_between_reports", 60);
        Machine.describe(result, "none");
        print(result);
        return same ? 0 : 1;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static int total(Side side) {
        return side.alarms.values().stream().mapToInt(count -> count).sum();
    }

    private Outcome measure(int count) throws Exception {
        RuleLoad load = new RuleLoad(count, devices, seed);
        Map<DeviceId, Device> byId = new LinkedHashMap<>();
        load.registry().devices().forEach(device -> byId.put(device.id(), device));
        Map<String, Integer> raised = new LinkedHashMap<>();
        load.ids().forEach(rule -> raised.put(rule, 0));
        Rehearsal engine = Rehearsal.startLong(
                load.registry(), RuleCatalogue.parse(load.ours(), 1), RuleLoad.startMillis(), transition -> {
                    if (transition.kind() == AlertTransition.Kind.RAISED) {
                        raised.merge(transition.alert().rule(), 1, Integer::sum);
                    }
                });
        Side ours = new Side();
        Side theirs = new Side();
        Path home = Path.of(System.getProperty("geshao.home", ".")).toAbsolutePath();
        try (EsperRuntime esper = alone ? null : EsperRuntime.start(home, "rules-" + count, load.theirs())) {
            for (int slice = 0; slice < warmup + slices; slice++) {
                boolean measured = slice >= warmup;
                List<StoredBatch> batches = new ArrayList<>();
                for (int minute = 0; minute < SLICE; minute++) {
                    batches.addAll(load.minute());
                }
                judge(engine, batches, ours, measured);
                if (esper != null) {
                    judge(esper, batches, byId, theirs, measured);
                }
                say(count + " rules, slice " + slice, ours, theirs);
            }
            theirs.alarms = esper == null ? Map.of() : esper.rows();
        }
        ours.alarms = raised;
        return new Outcome(ours, theirs);
    }

    private void judge(Rehearsal engine, List<StoredBatch> batches, Side side, boolean measured) {
        long bytes = allocated();
        long start = ticker.nanos();
        for (StoredBatch batch : batches) {
            engine.stored(batch, batch.committedMillis());
        }
        note(side, batches, ticker.nanos() - start, allocated() - bytes, measured);
        engine.forget();
    }

    private void judge(
            EsperRuntime esper, List<StoredBatch> batches, Map<DeviceId, Device> devices, Side side, boolean measured)
            throws Exception {
        List<EsperReading[]> events = new ArrayList<>();
        for (StoredBatch batch : batches) {
            events.add(batch.readings().stream()
                    .map(reading -> event(reading, devices.get(reading.device())))
                    .toArray(EsperReading[]::new));
        }
        long bytes = allocated();
        long start = ticker.nanos();
        try {
            for (int i = 0; i < events.size(); i++) {
                esper.advanceTo(batches.get(i).committedMillis());
                for (EsperReading event : events.get(i)) {
                    esper.send(event);
                }
            }
        } catch (Throwable e) { // what a method handle may throw
            throw new IllegalStateException("Esper failed", e);
        }
        note(side, batches, ticker.nanos() - start, allocated() - bytes, measured);
    }

    private static EsperReading event(Reading reading, @Nullable Device device) {
        if (device == null) {
            throw new IllegalStateException("no device " + reading.device());
        }
        return new EsperReading(reading, device);
    }

    private static void note(Side side, List<StoredBatch> batches, long nanos, long bytes, boolean measured) {
        long readings =
                batches.stream().mapToLong(batch -> batch.readings().size()).sum();
        side.nanos = nanos;
        if (measured) {
            side.readings += readings;
            side.bytes += bytes;
            side.rates.add(readings * 1e9 / nanos);
        }
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                ? threads.getCurrentThreadAllocatedBytes()
                : 0;
    }

    private static void say(String what, Side ours, Side theirs) {
        System.err.printf(
                "bench rules: %s: %d ms, Esper %d ms%n", what, ours.nanos / 1_000_000, theirs.nanos / 1_000_000);
    }

    private void print(ObjectNode result) {
        if (json) {
            System.out.println(result);
            return;
        }
        result.properties()
                .forEach(entry -> System.out.println(
                        entry.getKey() + " " + entry.getValue().asText()));
    }
}
