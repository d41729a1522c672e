package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.store.AlertStore;
import io.geshao.alerting.store.InMemoryAlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One community on a relative timeline: {@code at("2:05")} lets time pass second by second, as the intake's ticks do;
 * what devices say is stored and judged at that moment. {@code restart} throws the engine away.
 */
final class Story {
    static final CommunityId COMMUNITY = new CommunityId("yuhua");
    static final String PLACE = "310104/013/yuhua/g01/b07";
    static final long ZERO = 1_772_445_600_000L;

    final FakeTicker ticker = FakeTicker.at(ZERO);
    final InMemoryAlertStore store = new InMemoryAlertStore();
    final List<StoredBatch> log = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<Rule> catalogue;
    private @Nullable AlertEngine engine;
    private long sequence;

    Story() {
        this(1);
    }

    Story(double scale) {
        this(catalogue(scale));
    }

    Story(List<Rule> catalogue) {
        this.catalogue = catalogue;
    }

    private static final Map<Double, List<Rule>> CATALOGUES = new java.util.concurrent.ConcurrentHashMap<>();

    /** The shipped rules, compiled once per scale. */
    static List<Rule> catalogue(double scale) {
        return CATALOGUES.computeIfAbsent(scale, Story::read);
    }

    private static List<Rule> read(double scale) {
        try {
            return RuleCatalogue.read(Path.of(System.getProperty("geshao.root", ".."), "rules"), scale);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static DeviceProfile profile(String name, DeviceKind kind, Lane lane, Duration interval) {
        return new DeviceProfile(name, kind, "native", lane, interval.toMillis(), 300_000);
    }

    Story device(String id, DeviceProfile profile, String zone, String gateway) {
        devices.add(new Device(new DeviceId(id), profile, PLACE, zone, gateway, 121.4, 31.2, id, id));
        return this;
    }

    Story smoke(String id, String zone) {
        return device(id, profile("smoke", DeviceKind.FIRE, Lane.LIFE_SAFETY, Duration.ofHours(1)), zone, "");
    }

    Story callPoint(String id, String zone) {
        return device(id, profile("call-point", DeviceKind.FIRE, Lane.LIFE_SAFETY, Duration.ofHours(1)), zone, "");
    }

    Story bin(String id) {
        return device(id, profile("bin", DeviceKind.WASTE_BIN, Lane.ROUTINE, Duration.ofMinutes(10)), "road-1", "");
    }

    Story water(String id, Duration interval) {
        return device(id, profile("water", DeviceKind.WATER, Lane.URGENT, interval), "ps-01", "");
    }

    Story fireLane(String id) {
        return device(
                id, profile("fire-lane-lora", DeviceKind.PARKING, Lane.ROUTINE, Duration.ofMinutes(10)), "lane-1", "");
    }

    Registry registry() {
        List<Place> places = new ArrayList<>();
        String path = "";
        for (String code : PLACE.split("/", -1)) {
            path = path.isEmpty() ? code : path + "/" + code;
            places.add(new Place(path, code, code, 121.4, 31.2));
        }
        return new Registry(places, devices, Map.of());
    }

    private AlertEngine engine() {
        AlertEngine running = engine;
        if (running == null) {
            running = new AlertEngine(
                    COMMUNITY, registry(), catalogue, store, new EngineMeters(new SimpleMeterRegistry(), "0"));
            running.restore(ticker.epochMillis());
            for (StoredBatch batch : log) {
                running.replay(batch, ticker.epochMillis());
            }
            running.ready(ticker.epochMillis());
            running.commit();
            engine = running;
        }
        return running;
    }

    /** Starts the engine, if it does not run, at the present time. */
    Story begin() {
        engine();
        return this;
    }

    /** Goes to {@code minutes:seconds} or {@code minutes:seconds.millis} after the story's zero. */
    Story at(String time) {
        String[] parts = time.split(":", -1);
        long target = ZERO + Long.parseLong(parts[0]) * 60_000 + Math.round(Double.parseDouble(parts[1]) * 1_000);
        AlertEngine running = engine();
        while (ticker.epochMillis() < target) {
            ticker.advance(Duration.ofMillis(Math.min(1_000, target - ticker.epochMillis())));
            running.tick(ticker.epochMillis());
            running.commit();
        }
        return this;
    }

    Story says(String device, Metric metric, double value, Flag... flags) {
        return saysOf(device, metric, value, ticker.epochMillis(), flags);
    }

    /** A reading whose event time is another. */
    Story saysOf(String device, Metric metric, double value, long eventMillis, Flag... flags) {
        return stored(List.of(new Reading(
                new DeviceId(device),
                metric,
                value,
                eventMillis,
                eventMillis,
                ticker.epochMillis(),
                ++sequence,
                Flag.bits(flags))));
    }

    Story stored(List<Reading> readings) {
        StoredBatch batch = new StoredBatch(log.size() + 1L, ticker.epochMillis(), readings);
        AlertEngine running = engine();
        log.add(batch);
        running.apply(batch, ticker.epochMillis(), ticker.epochMillis());
        running.commit();
        return this;
    }

    /** What people have put aside or taken back is looked at. */
    Story obey() {
        engine().obey(ticker.epochMillis());
        engine().commit();
        return this;
    }

    Story acknowledge(String alertId) {
        store.acknowledge(List.of(alertId), "desk");
        engine().obey(ticker.epochMillis());
        engine().commit();
        return this;
    }

    Story reset(String alertId) {
        store.reset(List.of(alertId), "desk", "checked on site");
        engine().obey(ticker.epochMillis());
        engine().commit();
        return this;
    }

    /** A batch is judged, and the process dies before it can commit. */
    Story storedThenCrash(List<Reading> readings) {
        StoredBatch batch = new StoredBatch(log.size() + 1L, ticker.epochMillis(), readings);
        AlertEngine running = engine();
        log.add(batch);
        running.apply(batch, ticker.epochMillis(), ticker.epochMillis());
        return crash();
    }

    /** Writes a snapshot, as every few seconds. */
    Story snapshot() {
        AlertStore.Snapshot snapshot = engine().snapshot(ticker.epochMillis());
        if (snapshot != null) {
            store.save(COMMUNITY, snapshot);
        }
        return this;
    }

    /** The process dies; the next step starts another one. */
    Story crash() {
        engine = null;
        return this;
    }

    /** {@code F1 RAISED 0:00.000}, in order, with the time it was written. */
    List<String> told() {
        return store.after(0, Integer.MAX_VALUE).stream().map(Story::line).toList();
    }

    private static String line(AlertTransition transition) {
        long millis = transition.atMillis() - ZERO;
        return "%s %s %d:%02d"
                .formatted(transition.alert().rule(), transition.kind(), millis / 60_000, millis / 1_000 % 60);
    }

    List<String> toldOf(String rule) {
        return told().stream().filter(line -> line.startsWith(rule + " ")).toList();
    }

    AlertView only(String rule) {
        List<AlertView> found = store.raisedBetween(0, Long.MAX_VALUE, 1_000).stream()
                .filter(view -> view.rule().equals(rule))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " alerts of " + rule + ": " + told());
        }
        return found.get(0);
    }
}
