package io.geshao.devicesim.scenario;

import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.devicesim.community.Model;
import io.geshao.devicesim.score.Truth;
import io.geshao.devicesim.wire.Encoding;
import io.geshao.devicesim.wire.Message;
import io.geshao.devicesim.wire.Point;
import io.geshao.devicesim.wire.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happens every day and must raise nothing: tests, spikes, passers-by, puddles, clocks gone wrong, broken bytes. */
final class Noise {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final String WEST = "yuhua";
    private static final String EAST = "linjiang";

    private final Stage stage;
    private final Truth truth;
    private final Cast cast;
    private final long twoMinutes;

    Noise(Stage stage, Truth truth, Cast cast, long twoMinutes) {
        this.stage = stage;
        this.truth = truth;
        this.cast = cast;
        this.twoMinutes = twoMinutes;
    }

    void begin() {
        selfTest(9_000);
        haze(6_500);
        spike(12_000);
        passingCar(11_000);
        pressures(18_000);
        puddle(7_000);
        lateOverflow(22_000);
        wrongClocks(14_000);
        duplicates(10_500);
        malformed(13_000);
    }

    private void selfTest(long at) {
        VirtualDevice detector = cast.one(EAST, Model.SMOKE_LORA);
        truth.mustStayQuiet(DemoScenario.zoneScope(detector), Set.of("EM-01"), "the test button, no fire");
        for (int i = 0; i < 2; i++) {
            stage.after(
                    at + i * 4_000L,
                    () -> stage.send(
                            detector.connection(),
                            detector.message(
                                    stage.nowMillis(),
                                    stage.nowMillis(),
                                    true,
                                    List.of(Sample.of(Metric.SMOKE_ALARM, true), Sample.of(Metric.BATTERY, 88)))));
        }
    }

    private void haze(long at) {
        VirtualDevice detector = cast.one(WEST, Model.SMOKE_LORA);
        truth.mustStayQuiet(DemoScenario.zoneScope(detector), Set.of("EM-01"), "cooking haze of 0.45 dB/m, below 0.65");
        stage.after(at, () -> {
            detector.force(Metric.SMOKE_OBSCURATION, 0.45);
            stage.report(detector);
        });
    }

    /** One reading of 96 %, which the radio network even delivers twice. */
    private void spike(long at) {
        VirtualDevice bin = cast.one(WEST, Model.BIN_LORA);
        truth.mustStayQuiet("grid:" + bin.device().place(), Set.of("E01-92-1"), "a single reading of 96 %, sent twice");
        stage.after(at, () -> {
            bin.force(Metric.FILL_LEVEL, 96);
            Message spike = stage.report(bin);
            bin.release(Metric.FILL_LEVEL);
            stage.send(bin.connection(), spike);
        });
        stage.after(at + 2_000, () -> stage.report(bin));
    }

    private void passingCar(long at) {
        VirtualDevice bay = cast.one(WEST, Model.FIRE_LANE_LORA);
        truth.mustStayQuiet(DemoScenario.zoneScope(bay), Set.of("E04-96-1"), "a car stops for a moment only");
        for (long again = 0; again <= 30_000; again += 30_000) {
            stage.after(at + again, () -> {
                bay.force(Metric.OCCUPIED, 1);
                stage.report(bay);
            });
            stage.after(at + again + twoMinutes * 2 / 5, () -> {
                bay.force(Metric.OCCUPIED, 0);
                stage.report(bay);
            });
        }
    }

    private void pressures(long at) {
        List<VirtualDevice> wobbling = pair();
        truth.mustStayQuiet(
                DemoScenario.zoneScope(wobbling.get(0)), Set.of("E05-01-1"), "both ends fall by 0.03 MPa, below 0.05");
        List<VirtualDevice> lone = pair();
        truth.mustStayQuiet(DemoScenario.zoneScope(lone.get(0)), Set.of("E05-01-1"), "one end alone falls by 0.09 MPa");
        stage.after(at - 14_000, () -> {
            wobbling.forEach(end -> end.force(Metric.PRESSURE, 0.325));
            lone.get(0).force(Metric.PRESSURE, 0.325);
        });
        stage.after(at, () -> {
            wobbling.forEach(end -> end.force(Metric.PRESSURE, 0.295));
            wobbling.forEach(stage::report);
            lone.get(0).force(Metric.PRESSURE, 0.235);
            stage.report(lone.get(0));
        });
        stage.after(at + 9_000, () -> wobbling.forEach(end -> end.force(Metric.PRESSURE, 0.325)));
    }

    private List<VirtualDevice> pair() {
        return cast.zone(EAST, Map.of(Model.PRESSURE_LORA, 2)).all(Model.PRESSURE_LORA);
    }

    private void puddle(long at) {
        VirtualDevice gauge = cast.one(WEST, Model.ROAD_LEVEL_4G);
        truth.mustStayQuiet(DemoScenario.zoneScope(gauge), Set.of("E05-06-1", "C02-07-1", "EM-03"), "a puddle of 8 cm");
        stage.after(at, () -> {
            gauge.force(Metric.LEVEL, 0.08);
            stage.report(gauge);
        });
    }

    /** Two readings of 97 % an hour old, long overtaken by lower ones. */
    private void lateOverflow(long at) {
        VirtualDevice bin = cast.one(WEST, Model.BIN_LORA);
        truth.mustStayQuiet("grid:" + bin.device().place(), Set.of("E01-92-1"), "97 % an hour ago, emptied since");
        for (int i = 0; i < 2; i++) {
            long age = HOUR - i * 60_000L;
            stage.after(at + i * 1_000L, () -> {
                long now = stage.nowMillis();
                stage.send(
                        bin.connection(),
                        bin.message(now, now - age, false, List.of(Sample.of(Metric.FILL_LEVEL, 97))));
            });
        }
    }

    private void wrongClocks(long at) {
        VirtualDevice seconds = cast.one(WEST, Model.BAY_LORA);
        VirtualDevice tomorrow = cast.one(EAST, Model.BAY_LORA);
        truth.mustStayQuiet(DemoScenario.deviceScope(seconds), Set.of(), "its clock counts seconds, not milliseconds");
        truth.mustStayQuiet(DemoScenario.deviceScope(tomorrow), Set.of(), "its clock is a day ahead");
        // Twice, between reports with the right time: a third within a minute would be a clock that comes and goes, and
        // D6.
        for (int i = 0; i < 2; i++) {
            stage.after(at + i * 5_000L, () -> {
                long now = stage.nowMillis();
                List<Sample> free = List.of(Sample.of(Metric.OCCUPIED, false), Sample.of(Metric.BATTERY, 77));
                stage.send(seconds.connection(), seconds.message(now, now / 1_000, false, free));
                stage.send(tomorrow.connection(), tomorrow.message(now, now + DAY, false, free));
            });
        }
    }

    private void duplicates(long at) {
        for (int i = 0; i < 20; i++) {
            VirtualDevice device = stage.devices().get(i * 97 % stage.devices().size());
            stage.after(at + i * 700L, () -> {
                if (!device.isSilent()) {
                    stage.send(device.connection(), stage.report(device));
                }
            });
        }
    }

    private void malformed(long at) {
        VirtualDevice device = cast.one(WEST, Model.BIN_LORA);
        VirtualDevice foreign = cast.one(other ->
                !other.device().gateway().isEmpty() && !other.connection().equals(device.connection()));
        List<Message> broken = List.of(
                bad(device, "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.2}", "BAD_JSON"),
                bad(device, "42", "BAD_SHAPE"),
                bad(device, "{\"ts\":1760000000000,\"m\":{\"tilt\":true}}", "SEQ_MISSING"),
                bad(device, "{\"seq\":1.0,\"m\":{\"tilt\":true}}", "SEQ_INVALID"),
                bad(device, "{\"seq\":1,\"m\":{\"tilt\":1}}", "NO_METRIC"),
                bad(device, "{\"seq\":1,\"m\":{\"tilt\":true,\"tilt\":false}}", "DUPLICATE_KEY"),
                bad(device, "{\"seq\":1,\"m\":{\"level\":[[[1]]]}}", "TOO_DEEP"),
                bad(foreign, "{\"seq\":1,\"m\":{\"battery\":50}}", "NOT_AUTHORIZED"));
        for (int i = 0; i < broken.size(); i++) {
            Message message = broken.get(i);
            stage.after(at + i * 900L, () -> {
                truth.refused(message.device().value(), message.refusal(), stage.nowMillis());
                stage.send(device.connection(), message);
            });
        }
        VirtualDevice meter = cast.one(EAST, Model.METER_NB);
        stage.after(at, () -> {
            truth.refused(meter.id().value(), "EMPTY_BODY", stage.nowMillis());
            stage.send(
                    meter.connection(),
                    Message.malformed(meter.device().community(), meter.id(), Encoding.NATIVE_JSON, "", "EMPTY_BODY"));
        });
        stage.after(at + 1_000, () -> partlyKnown(device));
    }

    /** One metric that nobody knows beside one that is fine: the good one must be kept. */
    private void partlyKnown(VirtualDevice bin) {
        long now = stage.nowMillis();
        long seq = bin.takeSeq();
        String body = "{\"seq\":" + seq + ",\"ts\":" + now + ",\"boot\":" + bin.boot()
                + ",\"m\":{\"foo\":1,\"fill_level\":41.5}}";
        truth.refused(bin.id().value(), "UNKNOWN_METRIC", now);
        stage.send(
                bin.connection(),
                new Message(
                        bin.device().community(),
                        bin.id(),
                        Encoding.NATIVE_JSON,
                        body.getBytes(StandardCharsets.UTF_8),
                        List.of(new Point(bin.id(), Metric.FILL_LEVEL, now, Reading.sequence(bin.boot(), seq), 41.5)),
                        "UNKNOWN_METRIC"));
    }

    private static Message bad(VirtualDevice device, String body, String reason) {
        return Message.malformed(device.device().community(), device.id(), Encoding.NATIVE_JSON, body, reason);
    }
}
