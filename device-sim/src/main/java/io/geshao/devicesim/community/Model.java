package io.geshao.devicesim.community;

import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.registry.DeviceProfile;
import java.util.Locale;

/**
 * The models of device in the community. The last word of the profile name says how a model connects: {@code -lora}
 * through a radio gateway, {@code -4g} by MQTT itself, {@code -nb} by CoAP itself.
 *
 * <p>In the demo everything behind a radio gateway counts as silent after the same 18 seconds (two intervals of 9 for
 * life safety, three of 6 else): a dead gateway is then seen as one before its first device is given up.
 */
public enum Model {
    SMOKE_LORA(DeviceKind.FIRE, Lane.LIFE_SAFETY, 3_600, 9, "烟感", "Smoke detector"),
    HEAT_LORA(DeviceKind.FIRE, Lane.LIFE_SAFETY, 3_600, 9, "温感", "Heat detector"),
    CALL_POINT_LORA(DeviceKind.FIRE, Lane.LIFE_SAFETY, 3_600, 9, "手动报警按钮", "Call point"),
    HYDRANT_NB(DeviceKind.FIRE, Lane.LIFE_SAFETY, 1_800, 12, "消火栓压力", "Hydrant pressure"),
    BIN_LORA(DeviceKind.WASTE_BIN, Lane.ROUTINE, 1_800, 6, "智能垃圾桶", "Waste bin"),
    BAY_LORA(DeviceKind.PARKING, Lane.ROUTINE, 1_800, 6, "车位地磁", "Parking bay"),
    BAY_NB(DeviceKind.PARKING, Lane.ROUTINE, 3_600, 12, "车位地磁", "Parking bay"),
    FIRE_LANE_LORA(DeviceKind.PARKING, Lane.ROUTINE, 600, 6, "消防通道地磁", "Fire lane bay"),
    ROAD_LEVEL_4G(DeviceKind.WATER, Lane.URGENT, 300, 6, "道路积水液位", "Road water level"),
    PRESSURE_LORA(DeviceKind.WATER, Lane.URGENT, 300, 6, "管网压力", "Pipe pressure"),
    PRESSURE_4G(DeviceKind.WATER, Lane.URGENT, 60, 6, "管网压力", "Pipe pressure"),
    METER_NB(DeviceKind.WATER, Lane.ROUTINE, 3_600, 14, "楼栋水表", "Building water meter");

    /** A device time older than the receive time by more than this makes a reading late. */
    private static final long LATE_SECONDS = 900;

    /** How a device reaches the platform. */
    public enum Door {
        RADIO_GATEWAY,
        MQTT,
        COAP
    }

    private final DeviceKind kind;
    private final Lane lane;
    private final int communitySeconds;
    private final int demoSeconds;
    final String nameZh;
    final String nameEn;

    Model(DeviceKind kind, Lane lane, int communitySeconds, int demoSeconds, String nameZh, String nameEn) {
        this.kind = kind;
        this.lane = lane;
        this.communitySeconds = communitySeconds;
        this.demoSeconds = demoSeconds;
        this.nameZh = nameZh;
        this.nameEn = nameEn;
    }

    public String profileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The model of a registered device; a profile that no model has is an {@link IllegalArgumentException}. */
    public static Model of(DeviceProfile profile) {
        for (Model model : values()) {
            if (model.profileName().equals(profile.name())) {
                return model;
            }
        }
        throw new IllegalArgumentException("no model behaves as profile '" + profile.name() + "'");
    }

    public Door door() {
        if (name().endsWith("_LORA")) {
            return Door.RADIO_GATEWAY;
        }
        return name().endsWith("_4G") ? Door.MQTT : Door.COAP;
    }

    DeviceProfile profile(Mode mode) {
        long seconds = mode == Mode.DEMO ? demoSeconds : communitySeconds;
        return new DeviceProfile(profileName(), kind, "native", lane, seconds * 1000, LATE_SECONDS * 1000);
    }
}
