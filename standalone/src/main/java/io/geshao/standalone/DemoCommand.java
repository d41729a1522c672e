package io.geshao.standalone;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code geshao demo}: the platform with a simulated community, scored. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts everything with a simulated community of 2,000 devices and plays a bad night.",
            "Rule delays run at one twelfth: two minutes take ten seconds. Stop it with Ctrl-C."
        })
final class DemoCommand implements Callable<Integer> {
    private static final long STOP_LIMIT_S = 60;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "stop after N seconds and print the score; 0, the default, goes on until Ctrl-C")
    private int seconds;

    @Option(names = "--json", description = "print the score as one JSON object on standard output")
    private boolean json;

    @Option(names = "--port-offset", paramLabel = "N", description = "added to ports 8080, 1883 and 5683; default 0")
    private int portOffset;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "of the community and its noise; default ${DEFAULT-VALUE}")
    private long seed = 7;

    @Option(
            names = "--data",
            defaultValue = ".geshao/demo",
            description = "folder of the demo, emptied at the start; default ${DEFAULT-VALUE}")
    private Path folder = Path.of("");

    @Option(
            names = "--db-url",
            defaultValue = "",
            description = "an empty PostgreSQL or TimescaleDB instead of the embedded one")
    private String databaseUrl = "";

    @Override
    public Integer call() {
        if (seconds < 0 || portOffset < 0 || portOffset > 57_000) {
            System.err.println("geshao: --seconds is 0 or more, --port-offset is 0…57000");
            return 2;
        }
        long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        try (Demo demo =
                Demo.start(new Demo.Options(folder, seed, portOffset, databaseUrl), startMillis, Ticker.system())) {
            CountDownLatch counted = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(demo, counted), "stop"));
            System.err.println(demo.greeting());
            demo.playUntil(seconds, System.err);
            DemoReport report = demo.finish(System.err);
            demo.close();
            System.out.println(json ? report.toJson() : report.toText());
            System.out.flush();
            counted.countDown();
            return report.isGood() ? 0 : 1;
        } catch (IOException e) {
            throw new StartException("the demo folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Ctrl-C: the score is still wanted. Not reached by a demo that has ended by itself. */
    private static void stop(Demo demo, CountDownLatch counted) {
        demo.stopPlaying();
        try {
            if (!counted.await(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                System.err.println("geshao: the demo did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
