package io.geshao.bench.fuzz;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a crash or a leak would show in. Owned by the thread of the run; the counters are for any. */
final class Vitals implements AutoCloseable {
    private static final int COLLECTIONS = 3;

    private final AtomicLong bugs = new AtomicLong();
    private final AtomicLong leaks = new AtomicLong();
    private final Logger root = Logger.getLogger("");
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (String.valueOf(entry.getMessage()).startsWith("LEAK")) {
                leaks.incrementAndGet();
            } else if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
                bugs.incrementAndGet();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** @param liveBytes of the heap, after collections */
    record Reading(long liveBytes, long openFiles, int threads) {}

    Vitals() {
        root.addHandler(listener);
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            bugs.incrementAndGet();
            e.printStackTrace();
        });
    }

    Reading take() throws IOException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long files;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            files = open.count();
        }
        return new Reading(live, files, Thread.activeCount());
    }

    /** The names of those threads that the gateway cannot do without. */
    static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("vert.x-eventloop")
                        || name.startsWith("spool")
                        || name.startsWith("Coap")
                        || name.startsWith("coap")
                        || name.startsWith("broker")
                        || name.startsWith("MQTT"))
                .collect(Collectors.toSet());
    }

    /** From now on every buffer is watched: slow, so for a sample. */
    static void watchEveryBuffer() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    /** Logged errors and uncaught exceptions. */
    long bugs() {
        return bugs.get();
    }

    /** Buffers that were collected without having been released. */
    long leaks() {
        return leaks.get();
    }

    @Override
    public void close() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        root.removeHandler(listener);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }
}
