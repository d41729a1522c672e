package io.geshao.devicesim.scenario;

import io.geshao.core.Metric;
import io.geshao.devicesim.community.Model;
import io.geshao.devicesim.score.Truth;
import io.geshao.devicesim.score.Truth.Decisive;
import io.geshao.devicesim.score.Truth.Expected;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bad minute and a half: a flat burns, a bin burns, a pipe bursts, an underpass and a street flood, a bin overflows, a
 * fire lane is blocked, batteries run low, a detector and a whole radio gateway fall silent. The {@link Noise} that must
 * raise nothing runs in between. All incidents are over their delays within {@link #LENGTH_MILLIS}.
 *
 * <p>Limits and delays are those of the rule catalogue, written down here a second time on purpose: the scenario is an
 * independent opinion on what they mean.
 */
public final class DemoScenario {
    /** By then every expected incident must have been raised. */
    public static final long LENGTH_MILLIS = 85_000;

    private static final long TWO_MINUTES = 120_000;
    private static final long SLACK_MILLIS = 12_000;
    private static final String WEST = "yuhua";
    private static final String EAST = "linjiang";

    private final Stage stage;
    private final Truth truth;
    private final long twoMinutes;
    private final Cast cast;

    /** @param delayScale what the platform multiplies every delay of its rules by */
    public DemoScenario(Stage stage, Truth truth, double delayScale, long seed) {
        this.stage = stage;
        this.truth = truth;
        this.twoMinutes = Math.round(TWO_MINUTES * delayScale);
        this.cast = new Cast(stage.devices(), seed);
    }

    /** Enters every step into the agenda, from now on. */
    public void begin() {
        truth.begins(stage.nowMillis());
        String dead = cast.gateway(EAST);
        flatFire(1_500);
        detectorOffline(2_500);
        lowBatteries(3_000);
        gatewayDies(dead, 4_000);
        fireLaneBlocked(5_000);
        binOverflows(8_000);
        floods(cast.one(DemoScenario::isInWesternUnderpass), "underpass-flood", 10_000);
        floods(cast.one(EAST, Model.ROAD_LEVEL_4G), "street-flood", 15_000);
        pipeBursts(16_000);
        binBurns(20_000);
        new Noise(stage, truth, cast, twoMinutes).begin();
    }

    private static boolean isInWesternUnderpass(VirtualDevice device) {
        return device.device().community().value().equals(WEST)
                && device.device().zone().startsWith("up-");
    }

    private void flatFire(long at) {
        Cast.Zone zone = cast.zone(WEST, Map.of(Model.SMOKE_LORA, 2, Model.CALL_POINT_LORA, 1));
        VirtualDevice first = zone.all(Model.SMOKE_LORA).get(0);
        VirtualDevice second = zone.all(Model.SMOKE_LORA).get(1);
        VirtualDevice button = zone.all(Model.CALL_POINT_LORA).get(0);
        Decisive suspected = new Decisive("F1", deviceScope(first));
        Decisive another = new Decisive("F1", deviceScope(second));
        Decisive confirmed = new Decisive("F2", zoneScope(first));
        Decisive pressed = new Decisive("F3", deviceScope(button));
        expect(
                "flat-fire",
                "Fire in " + first.device().nameEn(),
                Set.of("EM-01"),
                Set.of("F1", "F2", "F3"),
                zoneScope(first),
                first,
                at,
                at + SLACK_MILLIS,
                List.of(suspected, another, confirmed, pressed));
        stage.after(at, () -> {
            smoke(first);
            stage.send(
                    first.connection(),
                    stage.report(first, suspected)); // a repeat by the radio network: still one alarm
        });
        stage.after(at + 6_000, () -> {
            smoke(second);
            stage.report(second, another, confirmed);
        });
        stage.after(at + 11_500, () -> {
            button.force(Metric.CALL_POINT, 1);
            stage.report(button, pressed);
        });
    }

    private static void smoke(VirtualDevice detector) {
        detector.force(Metric.SMOKE_ALARM, 1);
        detector.force(Metric.SMOKE_OBSCURATION, 1.4);
        detector.force(Metric.TEMPERATURE, 41.5);
    }

    private void detectorOffline(long at) {
        VirtualDevice detector = cast.one(WEST, Model.HEAT_LORA);
        long hold = detector.device().profile().intervalMillis()
                * detector.device().profile().silentAfterIntervals();
        expect(
                "detector-offline",
                detector.device().nameEn() + " falls silent",
                Set.of("MT-01"),
                Set.of("D1"),
                deviceScope(detector),
                detector,
                at,
                at + hold + twoMinutes + SLACK_MILLIS + 5_000,
                List.of());
        stage.after(at, detector::fallSilent);
    }

    private void lowBatteries(long at) {
        List<VirtualDevice> empty = List.of(
                cast.one(WEST, Model.BAY_LORA), cast.one(EAST, Model.METER_NB), cast.one(WEST, Model.PRESSURE_LORA));
        for (int i = 0; i < empty.size(); i++) {
            VirtualDevice device = empty.get(i);
            long first = at + i * 1_500L;
            Decisive second = new Decisive("D2", deviceScope(device));
            expect(
                    "battery-" + (i + 1),
                    "Battery of " + device.device().nameEn() + " at 8 %",
                    Set.of("MT-02"),
                    Set.of("D2"),
                    deviceScope(device),
                    device,
                    first,
                    first + SLACK_MILLIS,
                    List.of(second));
            stage.after(first, () -> {
                device.force(Metric.BATTERY, 8);
                stage.report(device);
            });
            stage.after(first + 3_000, () -> stage.report(device, second));
        }
        List<VirtualDevice> low =
                List.of(cast.one(EAST, Model.BAY_LORA), cast.one(WEST, Model.METER_NB), cast.one(WEST, Model.BAY_NB));
        for (VirtualDevice device : low) {
            truth.mustStayQuiet(deviceScope(device), Set.of("MT-02"), "battery at 15 %: a hint, no case");
            stage.after(at + 2_000, () -> device.force(Metric.BATTERY, 15));
        }
    }

    private void gatewayDies(String gateway, long at) {
        List<VirtualDevice> heardThere = stage.devices().stream()
                .filter(device -> device.device().gateway().equals(gateway))
                .toList();
        long hold = heardThere.stream()
                .mapToLong(device -> device.device().profile().intervalMillis()
                        * device.device().profile().silentAfterIntervals())
                .max()
                .orElseThrow();
        expect(
                "gateway-dead",
                "Radio gateway " + gateway + " with " + heardThere.size() + " devices falls silent",
                Set.of("MT-04"),
                Set.of("D8"),
                "gateway:" + EAST + "/" + gateway,
                heardThere.get(0),
                at,
                at + hold + twoMinutes + 2 * SLACK_MILLIS,
                List.of());
        for (VirtualDevice device : heardThere) {
            truth.mustStayQuiet(
                    deviceScope(device),
                    Set.of(),
                    "its gateway is dead: that is one incident, not " + heardThere.size());
        }
        stage.after(at, () -> stage.kill(gateway));
    }

    private void fireLaneBlocked(long at) {
        VirtualDevice bay = cast.one(EAST, Model.FIRE_LANE_LORA);
        expect(
                "fire-lane",
                "A car stays on " + bay.device().nameEn(),
                Set.of("E04-96-1"),
                Set.of("F11"),
                zoneScope(bay),
                bay,
                at + twoMinutes - 1_000,
                at + twoMinutes + SLACK_MILLIS,
                List.of());
        stage.after(at, () -> {
            bay.force(Metric.OCCUPIED, 1);
            stage.report(bay);
        });
    }

    private void binOverflows(long at) {
        VirtualDevice bin = cast.one(EAST, Model.BIN_LORA);
        Decisive second = new Decisive("W2", deviceScope(bin));
        expect(
                "bin-overflow",
                bin.device().nameEn() + " overflows",
                Set.of("E01-92-1"),
                Set.of("W2"),
                "grid:" + bin.device().place(),
                bin,
                at,
                at + 3_000 + SLACK_MILLIS,
                List.of(second));
        stage.after(at, () -> {
            bin.force(Metric.FILL_LEVEL, 97);
            stage.report(bin);
        });
        stage.after(at + 3_000, () -> stage.report(bin, second));
    }

    private void floods(VirtualDevice gauge, String id, long at) {
        long deep = at + 4_000;
        expect(
                id,
                "Water stands at " + gauge.device().nameEn(),
                Set.of("E05-06-1", "C02-07-1"),
                Set.of("A1"),
                zoneScope(gauge),
                gauge,
                deep + twoMinutes - 1_000,
                deep + twoMinutes + SLACK_MILLIS,
                List.of());
        double[] depths = {0.05, 0.11, 0.17, 0.2};
        for (int i = 0; i < depths.length; i++) {
            double depth = depths[i];
            stage.after(at + i * 2_000L, () -> {
                gauge.force(Metric.LEVEL, depth);
                stage.report(gauge);
            });
        }
    }

    private void pipeBursts(long at) {
        List<VirtualDevice> ends = cast.zone(WEST, Map.of(Model.PRESSURE_4G, 2)).all(Model.PRESSURE_4G);
        Decisive secondEnd = new Decisive("A7", zoneScope(ends.get(0)));
        expect(
                "pipe-burst",
                "Pipe section " + ends.get(0).device().zone() + " bursts",
                Set.of("E05-01-1"),
                Set.of("A7"),
                zoneScope(ends.get(0)),
                ends.get(0),
                at,
                at + 1_000 + SLACK_MILLIS,
                List.of(secondEnd));
        stage.after(at, () -> {
            ends.get(0).force(Metric.PRESSURE, 0.19);
            stage.report(ends.get(0));
        });
        stage.after(at + 1_000, () -> {
            ends.get(1).force(Metric.PRESSURE, 0.21);
            stage.report(ends.get(1), secondEnd);
        });
    }

    private void binBurns(long at) {
        VirtualDevice bin = cast.one(EAST, Model.BIN_LORA);
        Decisive hot = new Decisive("W3", deviceScope(bin));
        expect(
                "bin-fire",
                bin.device().nameEn() + " burns",
                Set.of("EM-01"),
                Set.of("W3", "F2"),
                zoneScope(bin),
                bin,
                at,
                at + SLACK_MILLIS,
                List.of(hot));
        stage.after(at, () -> {
            bin.force(Metric.TEMPERATURE, 92.5);
            stage.report(bin, hot);
        });
    }

    private void expect(
            String id,
            String title,
            Set<String> classes,
            Set<String> rules,
            String scope,
            VirtualDevice at,
            long notBefore,
            long latest,
            List<Decisive> decisive) {
        long start = truth.startMillis();
        truth.expect(new Expected(
                id, title, classes, rules, scope, at.device().place(), start + notBefore, start + latest, decisive));
    }

    static String deviceScope(VirtualDevice device) {
        return "device:" + device.id();
    }

    static String zoneScope(VirtualDevice device) {
        return device.device().zone().isEmpty()
                ? deviceScope(device)
                : "zone:" + device.device().community() + "/" + device.device().zone();
    }
}
