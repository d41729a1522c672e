package io.geshao.alerting.rule;

import io.geshao.core.registry.Device;
import io.geshao.core.registry.Place;
import java.util.Locale;

/** What one alert, or one case, is about. The text of a scope is what {@code AlertView.scope} describes. */
public enum Scope {
    DEVICE,
    ZONE,
    GRID,
    BUILDING,
    COMMUNITY,
    GATEWAY;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The scope of this kind that a device lies in. A device without a zone, or without a radio gateway, stands for
     * itself: two devices that nobody has put into one zone never confirm each other.
     */
    public String of(Device device) {
        return switch (this) {
            case DEVICE -> "device:" + device.id();
            case ZONE ->
                device.zone().isEmpty() ? DEVICE.of(device) : "zone:" + device.community() + "/" + device.zone();
            case GRID -> "grid:" + Place.upTo(device.place(), "grid");
            case BUILDING -> "building:" + Place.upTo(device.place(), "building");
            case COMMUNITY -> "community:" + device.community();
            case GATEWAY ->
                device.gateway().isEmpty()
                        ? DEVICE.of(device)
                        : "gateway:" + device.community() + "/" + device.gateway();
        };
    }
}
