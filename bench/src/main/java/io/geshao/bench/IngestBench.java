package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.GenerateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Data points per second from MQTT QoS 1 publishes to stored rows: through the door, the spool's commit, the uplink,
 * ingest and the shipped rules, with the load generator, the platform and the database on the same machine. Beside it a
 * bare COPY of the same rows into the same table.
 */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "MQTT QoS 1 to stored rows, rules on, beside a bare COPY of the same rows.")
final class IngestBench implements Callable<Integer> {
    private static final int VALUES = 3;
    private static final int DRAIN_LIMIT_S = 300;
    private static final long COPY_ROWS = 2_000_000;

    @Option(names = "--seconds", defaultValue = "30", description = "measured time; default ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warmup", defaultValue = "30", description = "seconds before it; default ${DEFAULT-VALUE}")
    private int warmup;

    @Option(names = "--connections", defaultValue = "100", description = "publishers; default ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--window",
            defaultValue = "100",
            description = "unanswered messages each; default ${DEFAULT-VALUE}")
    private int window;

    @Option(names = "--rate", defaultValue = "0", description = "messages per second; 0, the default, is all it takes")
    private double rate;

    @Option(
            names = "--db-url",
            description = "an empty PostgreSQL or TimescaleDB instead of the embedded one; it is filled")
    private @Nullable String dbUrl;

    @Option(names = "--jvm", description = "further option for the platform's Java machine; may be given several times")
    private List<String> jvm = List.of();

    @Option(names = "--json", description = "one JSON object on standard output instead of text")
    private boolean json;

    private final Ticker ticker = Ticker.system();

    /** Counts at one moment. */
    private record Snapshot(double atSeconds, long stored, long acknowledged, double[] cpu) {}

    @Override
    public Integer call() throws IOException, SQLException {
        Path folder = Files.createTempDirectory("geshao-bench");
        try (BenchDatabase database = BenchDatabase.open(dbUrl)) {
            return measure(folder, database);
        } finally {
            Folders.delete(folder);
        }
    }

    private int measure(Path folder, BenchDatabase database) throws IOException, SQLException {
        Path registry = folder.resolve("registry");
        say("a community of 2,000 devices");
        new CommandLine(new GenerateCommand())
                .setOut(new java.io.PrintWriter(System.err))
                .execute("--folder=" + registry);
        List<LoadPlan.Account> accounts = LoadPlan.of(RegistryFiles.read(registry), registry, connections);
        int port = ChildPlatform.freePort();
        ObjectNode result = new ObjectMapper().createObjectNode();
        try (ChildPlatform platform = ChildPlatform.start(
                        folder.resolve("platform.log"),
                        ChildPlatform.keys(folder, registry, database.url(), port),
                        jvm);
                MqttLoad load = new MqttLoad(ticker, window, rate)) {
            load.connect(port, accounts);
            say(accounts.size() + " publishers, warming up for " + warmup + " s");
            load.start();
            Map<String, List<Long>> processes = new LinkedHashMap<>();
            processes.put("platform", List.of(platform.pid()));
            processes.put("database", database.processes());
            processes.put("generator", List.of(ProcessHandle.current().pid()));
            run(load, database, processes, warmup);
            Snapshot before = snapshot(load, database, processes);
            run(load, database, processes, seconds);
            Snapshot after = snapshot(load, database, processes);
            report(result, before, after, processes);
            load.stopSending();
            settle(load, database);
            compare(result, load, database, accounts);
        }
        say("bare COPY of the same rows");
        double copy = ReplayCopy.rowsPerSecond(database.url(), folder, COPY_ROWS, ticker);
        double points = result.get("data_points_per_second").asDouble();
        result.put("copy_rows_per_second", Math.round(copy));
        result.put("ratio_to_copy", Math.round(points / copy * 1_000) / 1_000.0);
        Machine.describe(result, database.version());
        print(result);
        return result.get("lost").asLong() == 0 && result.get("duplicates").asLong() == 0 ? 0 : 1;
    }

    private void run(MqttLoad load, BenchDatabase database, Map<String, List<Long>> processes, int forSeconds)
            throws IOException, SQLException {
        long end = ticker.nanos() + forSeconds * 1_000_000_000L;
        long lastStored = database.stored();
        double last = ticker.nanos() / 1e9;
        while (ticker.nanos() < end) {
            LockSupport.parkNanos(Math.min(5_000_000_000L, Math.max(1, end - ticker.nanos())));
            load.check();
            double now = ticker.nanos() / 1e9;
            long stored = database.stored();
            say(String.format(
                    "%,10.0f data points/s stored, %,d messages acknowledged",
                    (stored - lastStored) / (now - last), load.acknowledged()));
            lastStored = stored;
            last = now;
        }
    }

    private Snapshot snapshot(MqttLoad load, BenchDatabase database, Map<String, List<Long>> processes)
            throws SQLException {
        double[] cpu =
                processes.values().stream().mapToDouble(Processes::cpuSeconds).toArray();
        return new Snapshot(ticker.nanos() / 1e9, database.stored(), load.acknowledged(), cpu);
    }

    private static void report(ObjectNode result, Snapshot before, Snapshot after, Map<String, List<Long>> processes) {
        double span = after.atSeconds() - before.atSeconds();
        result.put("data_points_per_second", Math.round((after.stored() - before.stored()) / span));
        result.put("messages_per_second", Math.round((after.acknowledged() - before.acknowledged()) / span));
        result.put("seconds", Math.round(span * 10) / 10.0);
        int i = 0;
        for (Map.Entry<String, List<Long>> process : processes.entrySet()) {
            double cores = (after.cpu()[i] - before.cpu()[i]) / span;
            result.put(process.getKey() + "_cpu_cores", Math.round(cores * 100) / 100.0);
            result.put(process.getKey() + "_rss_mb", Math.round(Processes.residentMiB(process.getValue())));
            i++;
        }
    }

    /** Waits until everything that was sent is answered and everything answered is stored. */
    private void settle(MqttLoad load, BenchDatabase database) throws IOException, SQLException {
        long limit = ticker.nanos() + DRAIN_LIMIT_S * 1_000_000_000L;
        LockSupport.parkNanos(200_000_000);
        while ((load.acknowledged() < load.sent() || database.stored() < load.sent() * VALUES)
                && ticker.nanos() < limit) {
            load.check();
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static void compare(
            ObjectNode result, MqttLoad load, BenchDatabase database, List<LoadPlan.Account> accounts)
            throws SQLException {
        Map<String, Long> rows = database.rowsByDevice();
        List<int[]> sent = load.sentByDevice();
        long lost = 0;
        long tooMany = 0;
        long total = 0;
        for (int a = 0; a < accounts.size(); a++) {
            List<Device> devices = accounts.get(a).devices();
            for (int d = 0; d < devices.size(); d++) {
                long want = (long) sent.get(a)[d] * VALUES;
                long have = rows.getOrDefault(devices.get(d).id().value(), 0L);
                lost += Math.max(0, want - have);
                tooMany += Math.max(0, have - want);
                total += have;
            }
        }
        result.put("messages", load.sent()).put("acknowledged", load.acknowledged());
        result.put("rows", total).put("lost", lost).put("duplicates", tooMany);
    }

    private static void say(String line) {
        System.err.println("bench ingest: " + line);
    }

    private void print(ObjectNode result) {
        if (json) {
            System.out.println(result);
            return;
        }
        System.out.printf(
                "%,d data points/s stored over %s s, bare COPY %,d rows/s, ratio %s; lost %d, duplicates %d%n",
                result.get("data_points_per_second").asLong(),
                result.get("seconds").asText(),
                result.get("copy_rows_per_second").asLong(),
                result.get("ratio_to_copy").asText(),
                result.get("lost").asLong(),
                result.get("duplicates").asLong());
        for (String process : List.of("platform", "database", "generator")) {
            System.out.printf(
                    "%-10s %s cores, %d MiB%n",
                    process,
                    result.get(process + "_cpu_cores").asText(),
                    result.get(process + "_rss_mb").asLong());
        }
    }
}
