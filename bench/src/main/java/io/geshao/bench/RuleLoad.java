package io.geshao.bench;

import io.geshao.core.CommunityId;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A community, rules, the same rules as EPL statements, and what its devices say. Seeded.
 *
 * <p>Every device reports three metrics each minute, and each metric carries one sort of rule: a limit without a memory; a
 * limit to be exceeded twice in a row; a fall within four and a half minutes. Values stay clear of all limits but for rare
 * excursions, built such that an alert of ours and a row of Esper's are the same thing: an excursion over a plain limit or
 * a fall lasts one reading, one to be seen twice lasts one or two. How far it goes decides how many limits it passes: a
 * few at most, however many rules there are.
 */
final class RuleLoad {
    /** Three sorts of metrics per kind of device: plain limit, twice, fall. */
    private static final Map<DeviceKind, List<Metric>> METRICS = Map.of(
            DeviceKind.FIRE, List.of(Metric.SMOKE_OBSCURATION, Metric.TEMPERATURE, Metric.BATTERY),
            DeviceKind.WASTE_BIN, List.of(Metric.FILL_LEVEL, Metric.TEMPERATURE, Metric.BATTERY),
            DeviceKind.PARKING, List.of(Metric.RSSI, Metric.TEMPERATURE, Metric.BATTERY),
            DeviceKind.WATER, List.of(Metric.LEVEL, Metric.FLOW, Metric.PRESSURE));

    private static final long START_MILLIS = 1_760_000_000_000L;
    private static final long INTERVAL_MILLIS = 60_000;
    private static final int BATCH = 1_000;
    private static final double EXCURSIONS = 0.0005;
    /** Limits lie this far from what is normal and from each other, in parts of the metric's normal spread. */
    private static final double STEP = 0.25;

    private final int rules;
    private final List<Device> devices = new ArrayList<>();
    private final Registry registry;
    private final Random random;
    private final int[] rest; // per device and metric: readings of an excursion still to come
    private final double[] level; // and where they lie
    private long number;
    private long round;

    RuleLoad(int rules, int deviceCount, long seed) {
        this.rules = rules;
        this.random = new Random(seed);
        List<Place> places = new ArrayList<>(List.of(place("310104"), place("310104/013"), place("310104/013/bench")));
        DeviceKind[] kinds = DeviceKind.values();
        for (int grid = 0; grid < 20; grid++) {
            places.add(place("310104/013/bench/g" + grid));
        }
        for (int i = 0; i < deviceCount; i++) {
            DeviceKind kind = kinds[i % kinds.length];
            DeviceProfile profile = new DeviceProfile(
                    "bench-" + kind.wireName(), kind, "native", Lane.ROUTINE, INTERVAL_MILLIS, 300_000);
            String place = "310104/013/bench/g" + i % 20;
            devices.add(new Device(new DeviceId("bench-" + i), profile, place, "z" + i % 200, "", 121, 31, "", ""));
        }
        registry = new Registry(places, devices, Map.of());
        rest = new int[deviceCount * 3];
        level = new double[deviceCount * 3];
    }

    private static Place place(String path) {
        return new Place(path, path, path, 121, 31);
    }

    Registry registry() {
        return registry;
    }

    static CommunityId community() {
        return new CommunityId("bench");
    }

    static long startMillis() {
        return START_MILLIS;
    }

    /** Rule files by name. */
    Map<String, String> ours() {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 0; i < rules; i++) {
            Metric metric = metric(i);
            String condition =
                    switch (sort(i)) {
                        case 0, 1 -> metric.name() + " >= " + limit(i);
                        default -> "drop(\"" + metric.name() + "\", \"270s\") >= " + fall(i);
                    };
            files.put(id(i) + ".yaml", """
                    id: %s
                    title: { zh: 限值, en: Limit }
                    source: bench
                    kinds: [%s]
                    scope: device
                    severity: S3
                    when:
                      any:
                        - %s
                    %sneeds_ack: false
                    """.formatted(
                            id(i), kind(i).wireName(), condition, sort(i) == 1 ? "for: { readings: 2 }\n" : ""));
        }
        return files;
    }

    /** EPL by the same names. The window is kept once per kind and metric for all statements about it, as ours is. */
    Map<String, String> theirs() {
        Map<String, String> statements = new LinkedHashMap<>();
        for (int i = 2; i < Math.min(12, rules); i += 3) {
            statements.put(
                    "windows-" + i,
                    ("insert into Fall select kind, metric, device, max(value) - value as fall"
                                    + " from EsperReading(kind = '%s', metric = '%s')#time(270 sec) group by device")
                            .formatted(kind(i).wireName(), metric(i).name()));
        }
        for (int i = 0; i < rules; i++) {
            String of = "kind = '" + kind(i).wireName() + "', metric = '"
                    + metric(i).name() + "'";
            statements.put(
                    id(i),
                    switch (sort(i)) {
                        case 0 -> "select device from EsperReading(" + of + ", value >= " + limit(i) + ")";
                        case 1 ->
                            "select a.device from pattern [every a=EsperReading(%s, value >= %s) -> "
                                            .formatted(of, limit(i))
                                    + "(b=EsperReading(%s, device = a.device, value >= %s) and not EsperReading(%s, device = a.device, value < %s))]"
                                            .formatted(of, limit(i), of, limit(i));
                        default -> "select device from Fall(" + of + ", fall >= " + fall(i) + ")";
                    });
        }
        return statements;
    }

    List<String> ids() {
        return IntStream.range(0, rules).mapToObj(RuleLoad::id).toList();
    }

    private static String id(int rule) {
        return "R" + rule;
    }

    private static int sort(int rule) {
        return rule % 3;
    }

    private static DeviceKind kind(int rule) {
        return DeviceKind.values()[rule / 3 % DeviceKind.values().length];
    }

    private static Metric metric(int rule) {
        return metricOf(kind(rule), sort(rule));
    }

    private static Metric metricOf(DeviceKind kind, int sort) {
        return METRICS.getOrDefault(kind, List.of()).get(sort);
    }

    /** How many rules of the same kind and metric come before it. */
    private static int rank(int rule) {
        return rule / 12;
    }

    private static double limit(int rule) {
        Metric metric = metric(rule);
        return normal(metric) + spread(metric) * (2 + STEP * rank(rule));
    }

    private static double fall(int rule) {
        return spread(metric(rule)) * (2 + STEP * rank(rule));
    }

    /** The middle of what is normal. */
    private static double normal(Metric metric) {
        return switch (metric.name()) {
            case "smoke_obscuration" -> 0.05;
            case "fill_level" -> 20;
            case "rssi" -> -110;
            case "level" -> 0.05;
            case "flow" -> 20;
            case "pressure" -> 0.40;
            case "temperature" -> 20;
            default -> 90;
        };
    }

    /** Normal values lie within half of this around the middle. */
    private static double spread(Metric metric) {
        return switch (metric.name()) {
            case "smoke_obscuration" -> 0.02;
            case "level" -> 0.02;
            case "pressure" -> 0.01;
            default -> 0.5;
        };
    }

    /** The next minute of the community, in batches as ingest hands them over. */
    List<StoredBatch> minute() {
        List<StoredBatch> batches = new ArrayList<>();
        List<Reading> readings = new ArrayList<>(BATCH);
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            long at = START_MILLIS + round * INTERVAL_MILLIS + (long) i * INTERVAL_MILLIS / devices.size();
            for (int sort = 0; sort < 3; sort++) {
                Metric metric = metricOf(device.profile().kind(), sort);
                readings.add(
                        new Reading(device.id(), metric, value(i * 3 + sort, sort, metric), at, at, at, round + 1, 0));
            }
            if (readings.size() >= BATCH || i == devices.size() - 1) {
                batches.add(new StoredBatch(++number, at, readings));
                readings = new ArrayList<>(BATCH);
            }
        }
        round++;
        return batches;
    }

    private double value(int place, int sort, Metric metric) {
        double usual = normal(metric) + spread(metric) * (random.nextDouble() - 0.5);
        if (rest[place] > 0) {
            rest[place]--;
            return level[place];
        }
        if (level[place] != 0) { // one normal reading after each excursion
            level[place] = 0;
            return usual;
        }
        if (round > 1 && random.nextDouble() < EXCURSIONS) {
            double passed = 2 + STEP * (random.nextInt(3) + 0.5);
            double away = spread(metric) * (sort == 2 ? -passed : passed);
            level[place] = normal(metric) + away;
            rest[place] = sort == 1 ? random.nextInt(2) : 0;
            return level[place];
        }
        return usual;
    }
}
