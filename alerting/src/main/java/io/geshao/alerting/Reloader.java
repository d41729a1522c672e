package io.geshao.alerting;

import io.geshao.alerting.rule.BadRulesException;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.rule.RuleFault;
import io.geshao.alerting.store.StoreException;
import io.geshao.core.config.Launcher;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rules again when their files change, or when told to, and lets every partition take them up between two
 * readings. A catalogue with a fault is refused as a whole: the rules that run go on. One reload at a time.
 */
final class Reloader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final AlertingConfig config;
    private final Registry registry;
    private final List<Partition> partitions;
    private final Consumer<List<Rule>> keep;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    private List<Rule> running; // guarded by this
    private Map<String, String> seen; // files as they were read last; guarded by this

    /** @param keep told of the rules before they are taken up; fails if they cannot be kept */
    Reloader(
            AlertingConfig config,
            Registry registry,
            List<Rule> running,
            List<Partition> partitions,
            Consumer<List<Rule>> keep) {
        this.keep = keep;
        this.config = config;
        this.registry = registry;
        this.running = running;
        this.partitions = List.copyOf(partitions);
        this.seen = files();
        this.thread = new Thread(this::watch, "alerting-rules");
        thread.setDaemon(true);
    }

    void start() {
        if (!config.watchEvery().isZero()) {
            thread.start();
        }
    }

    private void watch() {
        try {
            while (!stopping.await(config.watchEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                reloadIfChanged();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void reloadIfChanged() throws InterruptedException {
        if (!files().equals(seen)) {
            reload();
        }
    }

    /** Returns when every partition judges by the new rules, or none does. */
    synchronized RuleReload reload() throws InterruptedException {
        seen = files();
        RuleReload outcome;
        try {
            List<Rule> read = RuleCatalogue.read(config.rulesDir(), config.delayScale());
            outcome = read.isEmpty() ? refused("the folder holds no rules") : RuleReload.compare(running, read);
            if (!outcome.isRefused()) {
                keep.accept(read);
                for (Partition partition : partitions) {
                    partition.reload(community -> Rulebook.of(read, registry, community));
                }
                running = read;
            }
        } catch (BadRulesException e) {
            outcome = RuleReload.refused(running, e.faults());
        } catch (IOException e) {
            outcome = refused(e.toString());
        } catch (StoreException | Launcher.StartException e) {
            outcome = refused("its texts cannot be kept: " + e.getMessage());
            seen = Map.of(); // tried again
        }
        if (outcome.isRefused()) {
            LOG.warn("rules were not taken up, the old ones go on: {}", outcome);
        } else {
            LOG.info("rules were read again: {}", outcome);
        }
        return outcome;
    }

    private RuleReload refused(String why) {
        return RuleReload.refused(
                running, List.of(new RuleFault(config.rulesDir().toString(), 1, 1, why)));
    }

    /** Name to time and size: enough to see that somebody has written. */
    private Map<String, String> files() {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(config.rulesDir())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".yaml")) {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    found.put(file.getFileName().toString(), attributes.lastModifiedTime() + " " + attributes.size());
                }
            }
        } catch (IOException e) {
            found.put("", e.toString()); // differs from what was seen, so the reload says what is wrong
        }
        return found;
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
