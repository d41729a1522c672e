package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.RuleReload.Outcome;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.store.InMemoryAlertStore;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules are read again while readings are judged. */
class ReloadTest {
    private static final long MINUTE = 60_000;

    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final Registry registry = new Story()
            .device("w1", Story.profile("w", DeviceKind.WATER, Lane.URGENT, Duration.ofMinutes(5)), "z1", "")
            .device("w2", Story.profile("w", DeviceKind.WATER, Lane.URGENT, Duration.ofMinutes(5)), "z1", "")
            .registry();
    private long now = Story.ZERO;
    private long number;
    private AlertEngine engine = start(flood("0.50", "2m", "道路积水"));

    private static String flood(String limit, String hold, String title) {
        return """
        id: Flood
        title: { zh: %s, en: Flood }
        source: test
        kinds: [water]
        scope: device
        severity: S2
        when:
          any:
            - level >= %s
        for: %s
        needs_ack: false
        """.formatted(title, limit, hold);
    }

    private static List<Rule> rules(String... texts) {
        Map<String, String> files = new TreeMap<>();
        for (String text : texts) {
            files.put(text.substring(4, text.indexOf('\n')) + ".yaml", text);
        }
        return RuleCatalogue.parse(files, 1);
    }

    private AlertEngine start(String... texts) {
        AlertEngine started = new AlertEngine(
                Story.COMMUNITY, registry, rules(texts), store, new EngineMeters(new SimpleMeterRegistry(), "0"));
        started.restore(now);
        started.ready(now);
        started.commit();
        return started;
    }

    private void says(String device, double level) {
        Reading reading = new Reading(new DeviceId(device), Metric.LEVEL, level, now, now, now, ++number, 0);
        engine.apply(new StoredBatch(number, now, List.of(reading)), now, now);
        engine.commit();
    }

    private void pass(long millis) {
        now += millis;
        engine.tick(now);
        engine.commit();
    }

    private void reload(String... texts) {
        engine.reload(Rulebook.of(rules(texts), registry, Story.COMMUNITY), now);
        engine.commit();
    }

    private List<String> told() {
        return store.after(0, 100).stream()
                .map(step -> step.kind() + " " + step.alert().scope() + " " + (step.atMillis() - Story.ZERO) / 1_000)
                .toList();
    }

    @Test
    void delay_under_a_rule_that_means_the_same_goes_on() {
        says("w1", 0.6);
        pass(MINUTE);
        reload(flood("0.50", "2m", "路面积水"));
        pass(MINUTE - 1);
        assertThat(told()).isEmpty();
        pass(1);
        assertThat(told()).containsExactly("RAISED device:w1 120");
        assertThat(store.open().get(0).title()).containsEntry("zh", "路面积水");
    }

    @Test
    void delay_under_a_stricter_rule_is_judged_anew() {
        says("w1", 0.6);
        says("w2", 0.9);
        pass(MINUTE);
        reload(flood("0.80", "2m", "道路积水"));
        pass(2 * MINUTE);
        assertThat(told()).containsExactly("RAISED device:w2 180");
    }

    @Test
    void last_values_are_judged_by_a_rule_that_has_been_tightened() {
        says("w1", 0.3);
        pass(MINUTE);
        reload(flood("0.20", "2m", "道路积水"));
        pass(2 * MINUTE);
        assertThat(told()).containsExactly("RAISED device:w1 180");
    }

    @Test
    void open_alert_of_a_removed_rule_is_closed_by_that_name() {
        says("w1", 0.6);
        pass(2 * MINUTE);
        reload(flood("0.50", "2m", "道路积水").replace("id: Flood", "id: Other"));
        assertThat(told()).startsWith("RAISED device:w1 120", "RULE_REMOVED device:w1 120");
        pass(2 * MINUTE);
        assertThat(store.open()).hasSize(1);
        assertThat(store.open().get(0).rule()).isEqualTo("Other");
    }

    @Test
    void open_alert_of_a_rule_that_means_the_same_stays_one() {
        says("w1", 0.6);
        pass(2 * MINUTE);
        reload(flood("0.50", "2m", "路面积水"));
        says("w1", 0.1);
        assertThat(told()).containsExactly("RAISED device:w1 120", "CLEARED device:w1 120");
    }

    @Test
    void every_rule_is_accounted_for() {
        RuleReload outcome = RuleReload.compare(
                rules(flood("0.5", "2m", "甲"), flood("0.5", "2m", "甲").replace("id: Flood", "id: Gone")),
                rules(flood("0.5", "3m", "甲"), flood("0.5", "2m", "乙").replace("id: Flood", "id: New")));
        assertThat(outcome.rules())
                .containsOnly(
                        Map.entry("Flood", Outcome.REPLACED),
                        Map.entry("Gone", Outcome.REMOVED),
                        Map.entry("New", Outcome.ADDED));
    }

    /** Real threads and the real clock: this is about how long the thread that judges is kept from it. */
    @Test
    void reload_under_load_refuses_faults_and_hardly_holds_up_readings(@TempDir Path folder) throws Exception {
        Story town = new Story();
        for (int i = 0; i < 10_000; i++) {
            town.device("d" + i, Story.profile("w", DeviceKind.WATER, Lane.URGENT, Duration.ofMinutes(5)), "", "");
        }
        write(folder, flood("0.50", "2m", "甲"));
        Ticker ticker = Ticker.system();
        List<Rule> first = RuleCatalogue.read(folder, 1);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EngineMeters meters = new EngineMeters(registry, "0");
        AlertEngine judge = new AlertEngine(Story.COMMUNITY, town.registry(), first, store, meters);
        judge.ready(ticker.epochMillis());
        AlertingConfig config = new AlertingConfig(folder, 1, 1, Duration.ofHours(1));
        try (Partition partition = new Partition(
                        0, List.of(judge), store, config, ticker, new SimpleMeterRegistry(), meters, () -> {});
                Reloader reloader = new Reloader(config, town.registry(), first, List.of(partition), read -> {})) {
            partition.start(0);
            AtomicBoolean over = new AtomicBoolean();
            long[] fed = {0};
            Thread feeder = new Thread(() -> feed(partition, ticker, over, fed), "feeder");
            feeder.start();
            for (int round = 0; round < 8; round++) {
                write(folder, flood("0.6" + round, "2m", "甲"));
                assertThat(reloader.reload().rules()).containsEntry("Flood", Outcome.REPLACED);
            }
            Files.writeString(folder.resolve("Flood.yaml"), flood("0.5", "2m", "甲") + "nonsense: 1\n");
            assertThat(reloader.reload().isRefused()).isTrue();
            over.set(true);
            feeder.join();
            assertThat(fed[0]).as("batches meanwhile").isPositive();
            Timer pauses = registry.get("geshao.alerting.reload.pause").timer();
            System.out.printf(
                    "%d reloads beside %d batches, 10,000 devices: %.2f ms without judging on average, %.2f ms at most%n",
                    pauses.count(), fed[0], pauses.mean(TimeUnit.MILLISECONDS), pauses.max(TimeUnit.MILLISECONDS));
            assertThat(pauses.count()).isEqualTo(8);
            assertThat(pauses.mean(TimeUnit.MILLISECONDS)).isLessThan(50);
        }
    }

    private static void write(Path folder, String text) throws IOException {
        Files.writeString(folder.resolve("Flood.yaml"), text);
    }

    private static void feed(Partition partition, Ticker ticker, AtomicBoolean over, long[] fed) {
        try {
            while (!over.get()) {
                long now = ticker.epochMillis();
                List<Reading> readings = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    readings.add(new Reading(
                            new DeviceId("d" + (fed[0] * 100 + i) % 10_000),
                            Metric.LEVEL,
                            0.1,
                            now,
                            now,
                            now,
                            fed[0],
                            0));
                }
                partition.apply(new StoredBatch(++fed[0], now, readings), now);
                LockSupport.parkNanos(1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
