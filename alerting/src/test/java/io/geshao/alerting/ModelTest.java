package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.ReferenceModel.Episode;
import io.geshao.alerting.ReferenceModel.Spec;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.store.InMemoryAlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random sequences of readings, out of order within the lateness bound, with crashes before and after commits, snapshots now
 * and then and batches delivered again, through the engine and through a plain reading of the rule reference: the same
 * episodes, none twice, none missing. {@code -Dgeshao.model.runs} runs more of them.
 */
class ModelTest {
    private static final int RUNS = Integer.getInteger("geshao.model.runs", 2_000);
    private static final long ZERO = 1_772_445_600_000L;
    private static final long HOLD = 180_000;
    private static final long BOUND = 300_000;
    private static final String PLACE = "310104/013/yuhua/g01";

    private static final List<Rule> RULES = RuleCatalogue.parse(
            new TreeMap<>(Map.of(
                    "Now.yaml",
                    rule("Now", "leak", "", "'!leak'", "for: 30s"),
                    "Long.yaml",
                    rule("Long", "level >= 0.5", "for: 2m", "level < 0.4", "for: 60s"),
                    "Twice.yaml",
                    rule("Twice", "flow >= 9.0", "for: { readings: 2 }", "flow < 7.0", "for: { readings: 2 }"),
                    "Low.yaml",
                    rule("Low", "pressure < 0.2", "", "pressure >= 0.2", ""))),
            1);

    private static String rule(String id, String when, String hold, String clear, String clearHold) {
        return """
        id: %s
        title: { zh: 模型, en: Model }
        source: test
        kinds: [water]
        scope: device
        severity: S3
        when:
          any:
            - %s
        %s
        clear:
          all:
            - %s
          %s
        needs_ack: false
        """.formatted(id, when, hold, clear, clearHold);
    }

    private static final List<String> DEVICES = List.of("w1", "w2");

    /** What is broken on purpose, to show that it would be seen. */
    private enum Fault {
        NONE,
        LOSES_A_BATCH_IN_A_CRASH,
        JUDGES_BY_ARRIVAL,
        HOLDS_VALUES_FOR_EVER
    }

    private enum Crash {
        NONE,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    /** One step of a sequence: time passes, readings are stored, and perhaps something happens to the platform. */
    private record Act(int seconds, List<Said> said, Crash crash, boolean snapshot, boolean again) {}

    private record Said(String device, Metric metric, double value, int secondsOld) {}

    @Test
    void engine_and_reference_raise_the_same_episodes() {
        for (int seed = 1; seed <= RUNS; seed++) {
            List<Act> acts = acts(new Random(seed));
            String difference = difference(acts, Fault.NONE);
            if (difference != null) {
                List<Act> shrunk = shrink(acts, Fault.NONE);
                throw new AssertionError("seed " + seed + ": " + difference + "\nshrunk to\n" + text(shrunk) + "\n"
                        + difference(shrunk, Fault.NONE));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void engine_broken_on_purpose_is_found_out(Fault fault) {
        int found = 0;
        for (int seed = 1; seed <= 60; seed++) {
            found += difference(acts(new Random(seed)), fault) == null ? 0 : 1;
        }
        assertThat(found).as("sequences that show %s", fault).isPositive();
    }

    @Test
    void sequences_raise_correct_and_close_episodes() {
        int raised = 0;
        int corrected = 0;
        int closed = 0;
        for (int seed = 1; seed <= 50; seed++) {
            for (Episode episode : reference(acts(new Random(seed)))) {
                raised++;
                corrected += episode.onsetMillis() < episode.identityMillis() ? 1 : 0;
                closed += episode.endMillis() > 0 ? 1 : 0;
            }
        }
        assertThat(raised).isGreaterThan(200);
        assertThat(corrected).isGreaterThan(5);
        assertThat(closed).isGreaterThan(100);
    }

    private static List<Act> acts(Random random) {
        List<Act> acts = new ArrayList<>();
        boolean quiet = random.nextInt(3) == 0; // long silences, so that values stop to hold
        for (int i = 0; i < 40; i++) {
            List<Said> said = new ArrayList<>();
            int size = random.nextInt(4);
            for (int j = 0; j < size; j++) {
                said.add(said(random));
            }
            int crash = random.nextInt(12);
            acts.add(new Act(
                    quiet && random.nextInt(8) == 0 ? 150 + random.nextInt(100) : 1 + random.nextInt(40),
                    said,
                    crash == 0 ? Crash.BEFORE_COMMIT : crash == 1 ? Crash.AFTER_COMMIT : Crash.NONE,
                    random.nextInt(6) == 0,
                    random.nextInt(5) == 0));
        }
        return acts;
    }

    private static Said said(Random random) {
        String device = DEVICES.get(random.nextInt(DEVICES.size()));
        int old = random.nextInt(3) == 0 ? random.nextInt(90) : 0;
        return switch (random.nextInt(4)) {
            case 0 -> new Said(device, Metric.LEAK, random.nextInt(2), old);
            case 1 -> new Said(device, Metric.LEVEL, random.nextInt(4) == 0 ? 0.45 : random.nextInt(2), old);
            case 2 -> new Said(device, Metric.FLOW, random.nextInt(4) == 0 ? 8 : random.nextInt(2) * 10, old);
            default -> new Said(device, Metric.PRESSURE, random.nextInt(2) * 0.4, old);
        };
    }

    private static @Nullable String difference(List<Act> acts, Fault fault) {
        List<Episode> expected = sorted(reference(acts));
        List<Episode> found = sorted(engine(acts, fault));
        return expected.equals(found) ? null : "expected\n" + lines(expected) + "but found\n" + lines(found);
    }

    private static List<Episode> sorted(List<Episode> episodes) {
        List<Episode> sorted = new ArrayList<>(episodes);
        sorted.sort(Comparator.comparing(Episode::rule)
                .thenComparing(Episode::device)
                .thenComparingLong(Episode::identityMillis));
        return sorted;
    }

    private static List<Episode> reference(List<Act> acts) {
        List<Spec> specs = new ArrayList<>();
        for (String device : DEVICES) {
            specs.add(new Spec("Now", device, "leak", v -> v != 0, 0, 0, v -> v == 0, 30_000, 0));
            specs.add(new Spec("Long", device, "level", v -> v >= 0.5, 120_000, 0, v -> v < 0.4, 60_000, 0));
            specs.add(new Spec("Twice", device, "flow", v -> v >= 9, 0, 2, v -> v < 7, 0, 2));
            specs.add(new Spec("Low", device, "pressure", v -> v < 0.2, 0, 0, v -> v >= 0.2, 0, 0));
        }
        ReferenceModel model = new ReferenceModel(specs, HOLD, BOUND, ZERO);
        long now = ZERO;
        long sequence = 0;
        for (Act act : acts) {
            now += act.seconds() * 1_000L;
            model.advanceTo(now);
            for (Said said : act.said()) {
                model.hears(
                        said.device(),
                        said.metric().name(),
                        said.value(),
                        now - said.secondsOld() * 1_000L,
                        ++sequence);
            }
            if (act.crash() != Crash.NONE) {
                model.restarted();
            }
        }
        return model.episodes();
    }

    /** The engine with its store and the log of its input, as a platform that may die. */
    private static final class Platform {
        final InMemoryAlertStore store = new InMemoryAlertStore();
        final List<StoredBatch> log = new ArrayList<>();
        final Registry registry;
        final Fault fault;
        AlertEngine engine;

        Platform(Fault fault) {
            this.fault = fault;
            long interval = fault == Fault.HOLDS_VALUES_FOR_EVER ? HOLD * 10 : HOLD / 3;
            DeviceProfile profile =
                    new DeviceProfile("water", DeviceKind.WATER, "native", Lane.URGENT, interval, BOUND);
            List<Place> places = new ArrayList<>();
            String path = "";
            for (String code : PLACE.split("/", -1)) {
                path = path.isEmpty() ? code : path + "/" + code;
                places.add(new Place(path, code, code, 121, 31));
            }
            registry = new Registry(
                    places,
                    DEVICES.stream()
                            .map(id -> new Device(new DeviceId(id), profile, PLACE, "z", "", 121, 31, id, id))
                            .toList(),
                    Map.of());
            engine = start(ZERO);
        }

        private AlertEngine start(long now) {
            AlertEngine started = new AlertEngine(
                    Story.COMMUNITY, registry, RULES, store, new EngineMeters(new SimpleMeterRegistry(), "0"));
            started.restore(now);
            for (StoredBatch batch : log) {
                started.replay(batch, now);
            }
            started.ready(now);
            started.commit();
            engine = started;
            snapshot(now);
            return started;
        }

        void crash(long now) {
            if (fault == Fault.LOSES_A_BATCH_IN_A_CRASH && !log.isEmpty()) {
                log.remove(log.size() - 1);
            }
            start(now);
        }

        void snapshot(long now) {
            io.geshao.alerting.store.AlertStore.Snapshot snapshot = engine.snapshot(now);
            if (snapshot != null) {
                store.save(Story.COMMUNITY, snapshot);
            }
        }

        void tick(long now) {
            engine.tick(now);
            engine.commit();
        }
    }

    private static List<Episode> engine(List<Act> acts, Fault fault) {
        Platform platform = new Platform(fault);
        long now = ZERO;
        long sequence = 0;
        for (Act act : acts) {
            for (int second = 0; second < act.seconds(); second++) {
                now += 1_000;
                platform.tick(now);
            }
            List<Reading> readings = new ArrayList<>();
            for (Said said : act.said()) {
                long event = fault == Fault.JUDGES_BY_ARRIVAL ? now : now - said.secondsOld() * 1_000L;
                readings.add(new Reading(
                        new DeviceId(said.device()), said.metric(), said.value(), event, event, now, ++sequence, 0));
            }
            StoredBatch batch = new StoredBatch(
                    platform.log.isEmpty()
                            ? 1
                            : platform.log.get(platform.log.size() - 1).number() + 1,
                    now,
                    readings);
            platform.log.add(batch);
            platform.engine.apply(batch, now, now);
            if (act.crash() == Crash.BEFORE_COMMIT) {
                platform.crash(now);
            } else {
                platform.engine.commit();
            }
            if (act.again()) {
                for (StoredBatch old : platform.log) {
                    platform.engine.apply(old, now, now);
                }
                platform.engine.commit();
            }
            if (act.snapshot()) {
                platform.snapshot(now);
            }
            if (act.crash() == Crash.AFTER_COMMIT) {
                platform.crash(now);
            }
        }
        return episodes(platform.store.after(0, Integer.MAX_VALUE));
    }

    /** From the log of transitions, so that an episode raised twice shows as two. */
    private static List<Episode> episodes(List<AlertTransition> log) {
        Map<String, Episode> open = new HashMap<>();
        List<Episode> found = new ArrayList<>();
        for (AlertTransition step : log) {
            String[] id = step.alert().id().split("\\|", -1);
            Episode now = new Episode(
                    id[0],
                    id[1].replace("device:", ""),
                    Long.parseLong(id[2]),
                    step.alert().onsetMillis(),
                    0);
            switch (step.kind()) {
                case RAISED -> {
                    Episode raisedBefore = open.put(step.alert().id(), now);
                    if (raisedBefore != null) {
                        found.add(raisedBefore);
                    }
                }
                case CLEARED -> {
                    open.remove(step.alert().id());
                    found.add(new Episode(
                            now.rule(), now.device(), now.identityMillis(), now.onsetMillis(), step.atMillis()));
                }
                default -> open.replace(step.alert().id(), now);
            }
        }
        found.addAll(open.values());
        return found;
    }

    /** Leaves out whatever is not needed to show the difference. */
    private static List<Act> shrink(List<Act> acts, Fault fault) {
        List<Act> smallest = acts;
        for (int i = smallest.size() - 1; i >= 0; i--) {
            Act act = smallest.get(i);
            Act idle = new Act(act.seconds(), List.of(), Crash.NONE, false, false);
            smallest = keepIfDifferent(smallest, i, idle, fault);
            for (int j = act.said().size() - 1; j >= 0; j--) {
                Act now = smallest.get(i);
                if (j < now.said().size()) {
                    List<Said> fewer = new ArrayList<>(now.said());
                    fewer.remove(j);
                    Act less = new Act(now.seconds(), fewer, now.crash(), now.snapshot(), now.again());
                    smallest = keepIfDifferent(smallest, i, less, fault);
                }
            }
        }
        return smallest;
    }

    private static List<Act> keepIfDifferent(List<Act> acts, int place, Act instead, Fault fault) {
        List<Act> tried = new ArrayList<>(acts);
        tried.set(place, instead);
        return difference(tried, fault) == null ? acts : tried;
    }

    private static String text(List<Act> acts) {
        StringBuilder text = new StringBuilder();
        long second = 0;
        for (Act act : acts) {
            second += act.seconds();
            boolean empty = act.said().isEmpty() && act.crash() == Crash.NONE && !act.snapshot();
            if (!empty || act == acts.get(acts.size() - 1)) {
                text.append(second)
                        .append(" s: ")
                        .append(act.said())
                        .append(' ')
                        .append(act.crash())
                        .append(act.snapshot() ? " snapshot" : "")
                        .append(act.again() ? " again" : "")
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String lines(List<Episode> episodes) {
        StringBuilder text = new StringBuilder();
        Collections.unmodifiableList(episodes).forEach(one -> text.append("  ")
                .append(one.rule())
                .append(' ')
                .append(one.device())
                .append(" raised as ")
                .append((one.identityMillis() - ZERO) / 1_000)
                .append(", onset ")
                .append((one.onsetMillis() - ZERO) / 1_000)
                .append(one.endMillis() == 0 ? ", open" : ", closed " + (one.endMillis() - ZERO) / 1_000)
                .append('\n'));
        return text.toString();
    }
}
