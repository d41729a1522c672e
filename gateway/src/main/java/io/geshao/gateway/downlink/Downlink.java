package io.geshao.gateway.downlink;

import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk.Line;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.downlink.store.ErrandStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the centre for errands, and lets {@link Errands} bring them to their devices. One thread of its own; what comes
 * in from doors and centre waits for it in one bounded queue, and all that waits is committed together before anybody is
 * told that it is kept.
 */
public final class Downlink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Downlink.class);
    private static final int QUEUE = 4_096;
    private static final int WORDS_AT_ONCE = 200;
    private static final long LOOK_MILLIS = 200;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final ErrandStore store;
    private final Errands errands;
    private final Line line;
    private final Ticker ticker;
    private final RegistryNews registry;
    private final Counter refused;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread = new Thread(this::run, "downlink");
    private final Pause asking = new Pause(); // the downlink's thread
    private final Pause telling = new Pause(); // the downlink's thread
    private volatile boolean closing;
    private volatile @Nullable String outage; // written by the downlink's thread only
    private volatile @Nullable String broken; // as above

    /** The gateway's side of a registry that the centre pushes. */
    public interface RegistryNews {
        /** Version of the registry in force; empty if it did not come from the centre. */
        String version();

        /** The centre has another version; must not block. */
        void changed(String version);

        /** For a gateway whose registry does not come from the centre. */
        static RegistryNews none() {
            return new RegistryNews() {
                @Override
                public String version() {
                    return "";
                }

                @Override
                public void changed(String version) {
                    // It is not ours to fetch.
                }
            };
        }
    }

    /** Something for the downlink's thread to do, and who is told when it is durable. */
    private record Event(Step step, @Nullable CompletableFuture<Boolean> done) {}

    /** Work on the store, before the common commit; false if it was not taken. */
    @FunctionalInterface
    private interface Step {
        boolean run() throws IOException;
    }

    /** A request under way, or how long it is before the next one. */
    private static final class Pause {
        boolean underWay;
        int failures;
        long untilNanos;

        boolean isOver(long now) {
            return !underWay && (failures == 0 || now - untilNanos >= 0);
        }

        void failed(long now) {
            failures++;
            untilNanos = now + Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures - 1, 6));
        }
    }

    private Downlink(
            ErrandStore store,
            Line line,
            List<DeviceDoor> doors,
            RegistryNews registry,
            Ticker ticker,
            MeterRegistry meters) {
        this.store = store;
        this.line = line;
        this.ticker = ticker;
        this.registry = registry;
        this.refused = meters.counter("geshao.gateway.downlink.refused");
        this.errands = new Errands(store, doors, this::settled, ticker, meters);
    }

    /**
     * Starts asking.
     *
     * @param folder where the errands are kept; one process at a time
     * @param doors tried in this order
     * @throws io.geshao.core.config.Launcher.StartException if the folder cannot be used
     */
    public static Downlink start(
            Path folder,
            Line line,
            List<DeviceDoor> doors,
            RegistryNews registry,
            Ticker ticker,
            MeterRegistry meters) {
        Downlink downlink = new Downlink(ErrandStore.open(folder), line, doors, registry, ticker, meters);
        downlink.thread.start();
        return downlink;
    }

    /** A device listens again, to its commands or to its configuration: what waits for it goes out now. Any thread. */
    public void listening(DeviceId device, boolean configuration) {
        submit(() -> errands.listening(device, configuration), null);
    }

    /** Takes a device's receipt; true once it is durable, false if it is none or cannot be kept. Any thread. */
    public CompletionStage<Boolean> receipt(DeviceId device, byte[] body) {
        Optional<Report> report = ErrandJson.receipt(device, body, ticker.epochMillis());
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (report.isEmpty()) {
            refused.increment();
            done.complete(false);
        } else {
            submit(() -> errands.answered(report.get()), done);
        }
        return done;
    }

    /** A door has an answer to an attempt. Any thread. */
    private void settled(String id, long attempt, boolean acknowledged) {
        submit(() -> errands.settled(id, attempt, acknowledged), null);
    }

    private void submit(Step step, @Nullable CompletableFuture<Boolean> done) {
        if (!events.offer(new Event(step, done))) {
            refused.increment();
            if (done != null) {
                done.complete(false);
            }
        }
    }

    private void run() {
        try {
            carryOut(List.of(new Event(errands::restore, null)));
            while (!closing) {
                ask();
                tell();
                Event first = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                List<Event> due = new ArrayList<>();
                due.add(new Event(errands::tick, null));
                if (first != null) {
                    due.add(first);
                    events.drainTo(due);
                }
                carryOut(due);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            events.forEach(event -> finish(event.done(), false));
        }
    }

    /** All of it, one commit, and only then the answers; on the downlink's thread. */
    private void carryOut(List<Event> due) {
        List<Runnable> answers = new ArrayList<>();
        try {
            for (Event event : due) {
                boolean taken = event.step().run();
                answers.add(() -> finish(event.done(), taken));
            }
            store.commit();
            if (broken != null) {
                LOG.info("the way down is kept on disk again");
                broken = null;
            }
            answers.forEach(Runnable::run);
            errands.sendWhatIsDue();
        } catch (IOException e) {
            if (broken == null) {
                LOG.error("the way down cannot be kept on disk", e);
            }
            broken = String.valueOf(e.getMessage());
            undo();
            due.forEach(event -> finish(event.done(), false));
        }
    }

    private void undo() {
        try {
            store.rollback();
            errands.restore(); // memory follows the disk
        } catch (IOException e) {
            LOG.debug("and cannot be undone either", e);
        }
    }

    private static void finish(@Nullable CompletableFuture<Boolean> done, boolean taken) {
        if (done != null) {
            done.complete(taken);
        }
    }

    private void ask() {
        if (!asking.isOver(ticker.nanos()) || errands.isFull()) {
            return;
        }
        asking.underWay = true;
        String version = registry.version();
        attempt(() -> line.after(errands.position(), version), (news, failure) -> {
            asking.underWay = false;
            if (news == null) {
                failed(asking, failure);
                return true;
            }
            worked(asking);
            if (!news.registry().isEmpty() && !news.registry().equals(version)) {
                registry.changed(news.registry());
                asking.failed(ticker.nanos()); // not at once again: the fetch of it is under way
            }
            return errands.take(news);
        });
    }

    private void tell() {
        if (!telling.isOver(ticker.nanos())) {
            return;
        }
        List<ErrandStore.Kept> words = errands.words(WORDS_AT_ONCE);
        if (words.isEmpty()) {
            return;
        }
        telling.underWay = true;
        attempt(() -> line.report(words.stream().map(ErrandStore.Kept::report).toList()), (nothing, failure) -> {
            telling.underWay = false;
            if (failure != null) {
                failed(telling, failure);
                return true;
            }
            worked(telling);
            return errands.told(words.get(words.size() - 1).number());
        });
    }

    /** What comes of a request, on the downlink's thread. */
    @FunctionalInterface
    private interface Outcome<T> {
        boolean take(@Nullable T answer, @Nullable Throwable failure) throws IOException;
    }

    private <T> void attempt(Supplier<CompletionStage<T>> request, Outcome<T> outcome) {
        CompletionStage<T> stage;
        try {
            stage = request.get();
        } catch (RuntimeException e) { // a line's bug is told like an outage
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((answer, failure) -> {
            Event event = new Event(() -> outcome.take(answer, failure), null);
            if (!events.offer(event)) {
                putLater(event);
            }
        });
    }

    /** An answer of the centre must not get lost in a full queue, or nobody would ask again. */
    private void putLater(Event event) {
        try {
            events.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void worked(Pause pause) {
        pause.failures = 0;
        if (outage != null) {
            LOG.info("the centre answers again on the way down");
            outage = null;
        }
    }

    private void failed(Pause pause, @Nullable Throwable failure) {
        pause.failed(ticker.nanos());
        String why = failure == null ? "no answer" : String.valueOf(failure.getMessage());
        if (outage == null) {
            LOG.warn("the centre does not answer on the way down, what is kept here goes on: {}", why);
        }
        outage = why;
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        String disk = broken;
        String away = outage;
        if (!thread.isAlive()) {
            return "the downlink has stopped";
        }
        if (disk != null) {
            return "not kept on disk: " + disk;
        }
        return away == null ? "up" : "centre not reached: " + away;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        submit(() -> true, null);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
