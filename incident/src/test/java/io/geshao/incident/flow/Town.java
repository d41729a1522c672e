package io.geshao.incident.flow;

import io.geshao.core.AlertView;
import io.geshao.core.AlertView.CaseHint;
import io.geshao.core.AlertView.State;
import io.geshao.core.CaseView.Domain;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Grade;
import io.geshao.core.Lane;
import io.geshao.core.Severity;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import java.util.List;
import java.util.Map;

/** A small community and the alerts its devices raise. */
public final class Town {
    public static final String COMMUNITY = "310104/013/yuhua";
    public static final String GRID = COMMUNITY + "/g03";
    public static final String BUILDING = GRID + "/b03";
    public static final String UNIT_2 = BUILDING + "/u2";
    public static final String UNIT_3 = BUILDING + "/u3";
    public static final String ZONE = "zone:yuhua/b03-z1";

    private Town() {}

    public static Registry registry() {
        DeviceProfile smoke = new DeviceProfile("smoke", DeviceKind.FIRE, "native", Lane.LIFE_SAFETY, 60_000, 300_000);
        DeviceProfile bin = new DeviceProfile("bin", DeviceKind.WASTE_BIN, "native", Lane.ROUTINE, 600_000, 1_800_000);
        return new Registry(
                List.of(
                        new Place(COMMUNITY, "宇华社区", "Yuhua Community", 121.4, 31.1),
                        new Place(GRID, "三号网格", "Grid 3", 121.41, 31.11),
                        new Place(BUILDING, "3号楼", "Building 3", 121.42, 31.12),
                        new Place(UNIT_2, "2单元", "Unit 2", 121.421, 31.121),
                        new Place(UNIT_3, "3单元", "Unit 3", 121.422, 31.122)),
                List.of(
                        device("smoke-2", smoke, UNIT_2, "b03-z1"),
                        device("smoke-3", smoke, UNIT_3, "b03-z1"),
                        device("bin-1", bin, GRID, ""),
                        device("bin-2", bin, GRID, "")),
                Map.of());
    }

    private static Device device(String id, DeviceProfile profile, String place, String zone) {
        return new Device(new DeviceId(id), profile, place, zone, "", 121.43, 31.13, id, id);
    }

    /** F1: one smoke detector in the zone, a suspicion. */
    public static AlertView smoke(String device, State state, long onsetMillis) {
        String place = device.equals("smoke-3") ? UNIT_3 : UNIT_2;
        return new AlertView(
                "F1|device:" + device + "|" + onsetMillis,
                "F1",
                1,
                Map.of("zh", "烟感报警", "en", "Smoke alarm"),
                Severity.S1,
                state,
                "device:" + device,
                new CommunityId("yuhua"),
                place,
                new DeviceId(device),
                onsetMillis,
                onsetMillis,
                onsetMillis,
                false,
                new CaseHint("EM-01", Domain.EMERGENCY, Grade.IV, ZONE, true, true),
                Map.of(device + "/smoke_alarm", 1.0),
                null);
    }

    /** F2: a second independent source has confirmed the fire in the zone. */
    public static AlertView fire(State state, long onsetMillis) {
        return new AlertView(
                "F2|" + ZONE + "|" + onsetMillis,
                "F2",
                1,
                Map.of("zh", "确认火警", "en", "Fire confirmed"),
                Severity.S1,
                state,
                ZONE,
                new CommunityId("yuhua"),
                BUILDING,
                null,
                onsetMillis,
                onsetMillis,
                onsetMillis,
                false,
                new CaseHint("EM-01", Domain.EMERGENCY, Grade.IV, ZONE, false, true),
                Map.of(),
                null);
    }

    /** W2: a bin overflows; all bins of a grid share one case. */
    public static AlertView bin(String device, State state, long onsetMillis) {
        return city("W2", "E01-92-1", "grid:" + GRID, device, state, onsetMillis, true);
    }

    /** An alert of the city's classes at a bin. */
    public static AlertView city(
            String rule,
            String classCode,
            String scope,
            String device,
            State state,
            long onsetMillis,
            boolean autoFile) {
        return new AlertView(
                rule + "|device:" + device + "|" + onsetMillis,
                rule,
                1,
                Map.of("zh", "垃圾箱满溢", "en", "Bin overflow"),
                Severity.S3,
                state,
                "device:" + device,
                new CommunityId("yuhua"),
                GRID,
                new DeviceId(device),
                onsetMillis,
                onsetMillis,
                onsetMillis,
                false,
                new CaseHint(classCode, Domain.CITY_MANAGEMENT, Grade.IV, scope, false, autoFile),
                Map.of(device + "/fill_level", 96.0),
                null);
    }

    /** D1: a device is silent. */
    public static AlertView offline(String device, Severity severity, State state, long onsetMillis) {
        return new AlertView(
                "D1|device:" + device + "|" + onsetMillis,
                "D1",
                1,
                Map.of("zh", "设备离线", "en", "Device offline"),
                severity,
                state,
                "device:" + device,
                new CommunityId("yuhua"),
                GRID,
                new DeviceId(device),
                onsetMillis,
                onsetMillis,
                onsetMillis,
                false,
                new CaseHint("MT-01", Domain.MAINTENANCE, Grade.IV, "device:" + device, false, true),
                Map.of(),
                null);
    }

    public static AlertView drill(AlertView alert) {
        return new AlertView(
                alert.id() + "|drill",
                alert.rule(),
                alert.ruleVersion(),
                alert.title(),
                alert.severity(),
                alert.state(),
                alert.scope(),
                alert.community(),
                alert.place(),
                alert.device(),
                alert.onsetMillis(),
                alert.raisedMillis(),
                alert.updatedMillis(),
                true,
                alert.caseHint(),
                alert.evidence(),
                alert.cause());
    }
}
