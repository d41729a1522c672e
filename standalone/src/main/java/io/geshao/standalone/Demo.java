package io.geshao.standalone;

import io.geshao.casework.people.ImportReport;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.port.TelemetryQuery.Totals;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.DeviceSim;
import io.geshao.devicesim.DeviceSim.Progress;
import io.geshao.devicesim.SimConfig;
import io.geshao.devicesim.community.CommunityPlan;
import io.geshao.devicesim.community.Mode;
import io.geshao.devicesim.community.PeoplePlan;
import io.geshao.devicesim.ledger.Audit;
import io.geshao.devicesim.score.Score;
import io.geshao.devicesim.score.Scorer;
import io.geshao.devicesim.wire.Point;
import io.geshao.incident.IncidentConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A standalone platform and a simulated community on it, from the first start to the score. One thread. */
final class Demo implements AutoCloseable {
    /** Two minutes take ten seconds. */
    static final double DELAY_SCALE = 1.0 / 12;

    static final String PASSWORD_FILE = "demo-password.txt";
    private static final String USER = "admin";
    private static final String MARKER = "geshao-demo";
    private static final Duration ACK_LIMIT = Duration.ofSeconds(15);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(20);
    private static final long SETTLE_STEP_MILLIS = 500;
    private static final long PROGRESS_EVERY_S = 5;

    record Options(Path folder, long seed, int portOffset, String databaseUrl) {}

    private final FolderLock lock;
    private final Standalone platform;
    private final DeviceSim simulator;
    private final Scorer scorer;
    private final String password;
    private final List<String> accounts;
    private final long processStartMillis;
    private final Ticker ticker;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Demo(
            FolderLock lock,
            Standalone platform,
            DeviceSim simulator,
            Scorer scorer,
            String password,
            List<String> accounts,
            long processStartMillis,
            Ticker ticker) {
        this.lock = lock;
        this.platform = platform;
        this.simulator = simulator;
        this.scorer = scorer;
        this.password = password;
        this.accounts = accounts;
        this.processStartMillis = processStartMillis;
        this.ticker = ticker;
    }

    static Demo start(Options options, long processStartMillis, Ticker ticker) throws IOException {
        Path folder = options.folder().toAbsolutePath();
        FolderLock lock = FolderLock.take(folder);
        EmbeddedDatabase.stopOrphan(folder.resolve("data/database"));
        empty(folder);
        Path registry = folder.resolve("registry");
        CommunityPlan plan = CommunityPlan.generate(options.seed(), Mode.DEMO);
        plan.writeTo(registry);
        Path tables = registry.resolve("people");
        PeoplePlan.of(
                        plan,
                        Instant.ofEpochMilli(ticker.epochMillis())
                                .atZone(IncidentConfig.defaults().zone())
                                .toLocalDate())
                .writeTo(tables);
        String password = Passwords.generate();
        Files.writeString(registry.resolve(PASSWORD_FILE), password + "\n");
        Standalone platform = Standalone.start(
                new StandaloneOptions(
                        folder.resolve("data"),
                        registry,
                        RunProgram.defaultRules(),
                        options.databaseUrl(),
                        "",
                        "",
                        "0.0.0.0",
                        8080 + options.portOffset(),
                        1883 + options.portOffset(),
                        5683 + options.portOffset(),
                        "",
                        DELAY_SCALE,
                        USER,
                        Passwords.hash(password)),
                ticker);
        DeviceSim simulator = DeviceSim.start(
                SimConfig.demo(registry, platform.mqttPort(), platform.coapPort(), options.seed(), DELAY_SCALE),
                platform.registry(),
                ticker,
                platform.meters());
        Scorer scorer = new Scorer(URI.create("http://127.0.0.1:" + platform.httpPort()), USER, password);
        List<String> accounts = people(platform, registry, tables);
        return new Demo(lock, platform, simulator, scorer, password, accounts, processStartMillis, ticker);
    }

    /** Who works in the demo community, and how they come in. */
    private static List<String> people(Standalone platform, Path registry, Path tables) throws IOException {
        for (ImportReport report : PeopleFolder.importAll(platform.people(), PeopleFolder.filesOf(tables), "demo")) {
            if (!report.isStored()) {
                throw new IllegalStateException("a generated table has faults: " + report.faults());
            }
        }
        return DemoAccounts.make(platform.people().accounts(), registry);
    }

    /** Empties a folder that an earlier demo made; anybody else's is refused. */
    private static void empty(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.exists(folder.resolve(MARKER))) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.anyMatch(path -> !path.endsWith(FolderLock.FILE))) {
                    throw new StartException(
                            folder + " is not empty and no earlier demo made it; choose another with --data",
                            new IOException(folder.toString()));
                }
            }
        }
        if (Files.exists(folder)) {
            try (Stream<Path> content = Files.walk(folder)) {
                for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                    if (!path.equals(folder) && !path.equals(folder.resolve(FolderLock.FILE))) {
                        Files.delete(path);
                    }
                }
            }
        }
        Files.createDirectories(folder);
        Files.createFile(folder.resolve(MARKER));
    }

    String greeting() {
        return String.format(
                "%n  Duty wall   http://localhost:%d/   account %s   password %s   (made for this demo only)%n"
                        + "  One account for each role, made for this demo only:%n    %s%n"
                        + "  MQTT %d   CoAP %d   up %.1f s after the start; a fire breaks out now%n",
                platform.httpPort(),
                USER,
                password,
                String.join(System.lineSeparator() + "    ", accounts),
                platform.mqttPort(),
                platform.coapPort(),
                (ticker.epochMillis() - processStartMillis) / 1000.0);
    }

    /** Lets it run that many seconds from the process start, 0 for good; a line of progress every few seconds. */
    void playUntil(int seconds, PrintStream progress) {
        long endMillis = seconds == 0 ? Long.MAX_VALUE : processStartMillis + seconds * 1000L;
        while (ticker.epochMillis() < endMillis) {
            long pause = Math.min(PROGRESS_EVERY_S * 1000, endMillis - ticker.epochMillis());
            if (opened(stopped, pause)) {
                return;
            }
            progress.println(progressLine());
        }
    }

    /** Ends {@link #playUntil} early; any thread. */
    void stopPlaying() {
        stopped.countDown();
    }

    private String progressLine() {
        Progress now = simulator.progress();
        Score score = scorer.score(simulator.truth());
        return String.format(
                "%5.0f s  %,8d data points acknowledged, %,8d stored, %3d on the way | incidents %d of %d found, %d made up",
                (ticker.epochMillis() - processStartMillis) / 1000.0,
                now.ackedPoints(),
                platform.ingest().query().totals().stored(),
                now.owed(),
                score.matched(),
                score.expected(),
                score.unexpected());
    }

    /** Stops the simulator, waits until what was acknowledged has had its effect, and counts. */
    DemoReport finish(PrintStream progress) {
        progress.println("counting…");
        Progress sent = simulator.stop(ACK_LIMIT);
        boolean settled = settle();
        List<Point> stored = new ArrayList<>();
        platform.ingest()
                .forEachStored(
                        0,
                        row -> stored.add(
                                new Point(row.device(), row.metric(), row.eventMillis(), row.sequence(), row.value())));
        Audit audit = simulator.ledger().compare(stored.stream());
        Score score = scorer.score(simulator.truth());
        Totals totals = platform.ingest().query().totals();
        List<String> notes = new ArrayList<>(score.remarks());
        if (!settled) {
            notes.add("not all that was acknowledged had its effect within " + SETTLE_LIMIT.toSeconds() + " s");
        }
        if (!audit.complete()) {
            notes.add("the simulator's ledger was full: lost and duplicates are not proved");
        }
        if (audit.changed() > 0) {
            notes.add(audit.changed() + " data points were stored with another value than was sent");
        }
        audit.missing().forEach(point -> notes.add("lost: " + point));
        audit.doubles().forEach(point -> notes.add("stored more often than sent: " + point));
        return new DemoReport(
                (int) ((ticker.epochMillis() - processStartMillis) / 1000),
                audit.acknowledged(),
                audit.stored(),
                audit.doubled() + audit.changed(),
                audit.foreign(),
                audit.complete() ? audit.lost() : -1,
                totals.rejectedByReason().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                sent.refusedUnexpectedly(),
                score.expected(),
                score.matched(),
                score.missed(),
                score.unexpected(),
                score.firstIncidentMillis() == 0 ? null : score.firstIncidentMillis() - processStartMillis,
                new DemoReport.Latency(score.latencyP50Millis(), score.latencyP99Millis(), score.latencySamples()),
                memory(),
                notes);
    }

    /** Until what was acknowledged has had its whole effect, twice in a row; or the patience ends, and then it is said. */
    private boolean settle() {
        long startNanos = ticker.nanos();
        int settled = 0;
        while (settled < 2 && ticker.nanos() - startNanos < SETTLE_LIMIT.toNanos()) {
            long now = ticker.epochMillis();
            opened(new CountDownLatch(1), SETTLE_STEP_MILLIS);
            settled = platform.isSettled(now) ? settled + 1 : 0;
        }
        return settled == 2;
    }

    private Map<String, Long> memory() {
        Map<String, Long> memory = new TreeMap<>();
        long self = ResidentMemory.ofThisProcess();
        long database = platform.databaseProcess().map(ResidentMemory::ofFamily).orElse(0L);
        memory.put("geshao", self);
        memory.put("database", database);
        memory.put("total", self + database);
        return memory;
    }

    private static boolean opened(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        simulator.close();
        platform.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the demo folder's lock cannot be given back", e);
        }
    }
}
