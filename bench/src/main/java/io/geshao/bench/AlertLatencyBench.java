package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.console.ConsoleAccounts;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.GenerateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * From the publish of an alarm to the moment a page on the live stream has its alert and the case it belongs to, both
 * committed. Alarms are sent by the clock, whatever became of those before, and each is measured from the moment it was
 * meant to be sent; so is the load behind them. Generator, platform and database share the machine.
 */
@Command(
        name = "alert-latency",
        mixinStandardHelpOptions = true,
        description = "Publish of an alarm to alert and case on the live stream, at several background loads.")
final class AlertLatencyBench implements Callable<Integer> {
    private static final int VALUES = 3;
    private static final int WARM_ALARMS = 60;
    private static final long SEQUENCE = 4_000_000; // above all that the load sends
    private static final int GIVE_UP_S = 20;

    @Option(
            names = "--rate",
            split = ",",
            defaultValue = "0,10000,33334",
            description =
                    "messages of three values per second behind the alarms, one run each; default ${DEFAULT-VALUE}")
    private double[] rates = {};

    @Option(names = "--alarms", defaultValue = "500", description = "measured per run; default ${DEFAULT-VALUE}")
    private int alarms;

    @Option(names = "--per-second", defaultValue = "15", description = "alarms per second; default ${DEFAULT-VALUE}")
    private double perSecond;

    @Option(names = "--warmup", defaultValue = "10", description = "seconds of load first; default ${DEFAULT-VALUE}")
    private int warmup;

    @Option(names = "--connections", defaultValue = "100", description = "publishers; default ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--db-url",
            description = "an empty PostgreSQL or TimescaleDB instead of the embedded one, for a single rate")
    private @Nullable String dbUrl;

    @Option(names = "--jvm", description = "further option for the platform's Java machine; may be given several times")
    private List<String> jvm = List.of();

    @Option(names = "--json", description = "one JSON object on standard output instead of text")
    private boolean json;

    private final Ticker ticker = Ticker.system();

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode result = mapper.createObjectNode();
        ArrayNode runs = mapper.createArrayNode();
        int missing = 0;
        String version = "";
        for (double rate : rates) {
            Path folder = Files.createTempDirectory("geshao-bench");
            try (BenchDatabase database = BenchDatabase.open(dbUrl)) {
                version = database.version();
                ObjectNode run = mapper.createObjectNode();
                missing += measure(folder, database, rate, run);
                runs.add(run);
            } finally {
                Folders.delete(folder);
            }
        }
        result.setAll((ObjectNode) runs.get(runs.size() / 2)); // the middle load speaks for all
        result.set("runs", runs);
        Machine.describe(result, version);
        print(result, runs);
        return missing == 0 ? 0 : 1;
    }

    private int measure(Path folder, BenchDatabase database, double rate, ObjectNode run)
            throws IOException, SQLException, InterruptedException {
        Path registry = folder.resolve("registry");
        new CommandLine(new GenerateCommand())
                .setOut(new java.io.PrintWriter(System.err))
                .execute("--folder=" + registry);
        List<LoadPlan.Account> accounts = LoadPlan.of(RegistryFiles.read(registry), registry, connections);
        int port = ChildPlatform.freePort();
        int page = ChildPlatform.freePort();
        String password = Long.toHexString(ticker.nanos());
        Map<String, String> keys = new HashMap<>(ChildPlatform.keys(folder, registry, database.url(), port));
        keys.put("console.port", Integer.toString(page));
        keys.put("console.user", "bench");
        keys.put("console.password.hash", ConsoleAccounts.hash(password.toCharArray()));
        try (ChildPlatform platform = ChildPlatform.start(folder.resolve("platform.log"), keys, jvm);
                AlarmWatch watch = new AlarmWatch(ticker);
                AlarmSender sender = new AlarmSender();
                MqttLoad load = new MqttLoad(ticker, 1_000, rate)) {
            sender.connect(port, accounts);
            watch.follow(page, "bench", password);
            List<AlarmSender.Alarm> plan = AlarmSender.alarms(accounts);
            if (plan.size() < WARM_ALARMS + alarms) {
                throw new IOException("only " + plan.size() + " devices can raise an alarm");
            }
            if (rate > 0) {
                load.connect(port, accounts);
                load.start();
                LockSupport.parkNanos(warmup * 1_000_000_000L);
                load.check();
            }
            send(sender, plan.subList(0, WARM_ALARMS), 0);
            long before = load.acknowledged();
            long start = ticker.nanos();
            List<Long> meant = send(sender, plan.subList(WARM_ALARMS, WARM_ALARMS + alarms), WARM_ALARMS);
            double seconds = (ticker.nanos() - start) / 1e9;
            run.put("background_dps", Math.round((load.acknowledged() - before) * VALUES / seconds));
            load.check();
            int missing = report(run, rate, plan.subList(WARM_ALARMS, WARM_ALARMS + alarms), meant, watch);
            load.stopSending();
            say(run.toString() + ", platform " + platform.pid());
            return missing;
        }
    }

    /** By the clock; returns when each was meant to be sent. */
    private List<Long> send(AlarmSender sender, List<AlarmSender.Alarm> plan, int from) throws IOException {
        List<Long> meant = new ArrayList<>();
        long start = ticker.nanos();
        for (int i = 0; i < plan.size(); i++) {
            long due = start + (long) (i / perSecond * 1e9);
            while (ticker.nanos() < due) {
                LockSupport.parkNanos(Math.max(1, Math.min(due - ticker.nanos(), 1_000_000)));
            }
            meant.add(due);
            sender.send(plan.get(i), SEQUENCE + from + i, ticker.epochMillis());
        }
        return meant;
    }

    private int report(ObjectNode run, double rate, List<AlarmSender.Alarm> plan, List<Long> meant, AlarmWatch watch) {
        long limit = ticker.nanos() + GIVE_UP_S * 1_000_000_000L;
        double[] millis = new double[plan.size()];
        int missing = 0;
        for (int i = 0; i < plan.size(); i++) {
            String device = plan.get(i).device().id().value();
            Long seen = watch.seenNanos(device);
            while (seen == null && ticker.nanos() < limit) {
                LockSupport.parkNanos(1_000_000);
                seen = watch.seenNanos(device);
            }
            missing += seen == null ? 1 : 0;
            millis[i] = ((seen == null ? limit : seen) - meant.get(i)) / 1e6;
        }
        Arrays.sort(millis);
        run.put("rate", rate).put("alarms", plan.size()).put("missing", missing);
        run.put("p50_ms", at(millis, 0.50)).put("p90_ms", at(millis, 0.90));
        run.put("p99_ms", at(millis, 0.99)).put("max_ms", at(millis, 1));
        return missing;
    }

    private static double at(double[] sorted, double share) {
        int place = (int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
        return Math.round(sorted[Math.max(0, place)] * 100) / 100.0;
    }

    private static void say(String line) {
        System.err.println("bench alert-latency: " + line);
    }

    private void print(ObjectNode result, ArrayNode runs) {
        if (json) {
            System.out.println(result);
            return;
        }
        runs.forEach(run -> System.out.printf(
                "%,9d data points/s: p50 %s, p90 %s, p99 %s, max %s ms; %d alarms, %d missing%n",
                run.get("background_dps").asLong(),
                run.get("p50_ms").asText(),
                run.get("p90_ms").asText(),
                run.get("p99_ms").asText(),
                run.get("max_ms").asText(),
                run.get("alarms").asInt(),
                run.get("missing").asInt()));
    }
}
