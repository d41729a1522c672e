package io.geshao.incident.flow;

import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What places are called and where they are; a path the registry does not know is called by its codes. */
final class PlaceNames {
    private static final int BUILDING_DEPTH = 5;

    private final Registry registry;

    PlaceNames(Registry registry) {
        this.registry = registry;
    }

    /** Building and unit for a place inside a building, else the name of the place itself. */
    Map<String, String> label(String path) {
        String[] codes = path.split("/", -1);
        List<String> zh = new ArrayList<>();
        List<String> en = new ArrayList<>();
        for (int depth = Math.min(codes.length, BUILDING_DEPTH); depth <= codes.length; depth++) {
            String part = String.join("/", List.of(codes).subList(0, depth));
            String code = codes[depth - 1];
            Optional<Place> place = registry.place(part);
            zh.add(place.map(Place::nameZh).filter(name -> !name.isBlank()).orElse(code));
            en.add(place.map(Place::nameEn).filter(name -> !name.isBlank()).orElse(code));
        }
        return Map.of("zh", String.join(" ", zh), "en", String.join(", ", en));
    }

    /** Where an alert is: the place of the device that decided, else the place the rule gave. */
    String placeOf(AlertView alert) {
        return device(alert).map(Device::place).orElse(alert.place());
    }

    /** Where the case is, from the scope its alerts share. */
    String placeOfScope(String scope, AlertView alert) {
        int colon = scope.indexOf(':');
        String kind = colon < 0 ? "" : scope.substring(0, colon);
        String rest = scope.substring(colon + 1);
        return switch (kind) {
            case "grid", "building" -> rest;
            case "zone" -> Place.upTo(placeOf(alert), "building");
            case "community" -> Place.upTo(alert.place(), "community");
            default -> placeOf(alert);
        };
    }

    Optional<Device> device(AlertView alert) {
        @Nullable DeviceId id = alert.device();
        return id == null ? Optional.empty() : registry.device(id);
    }

    /** The device's point, else that of the place or of the nearest place around it that the registry knows. */
    CaseView.Point point(AlertView alert, String path) {
        Optional<Device> device = device(alert);
        if (device.isPresent()) {
            return new CaseView.Point(device.get().longitude(), device.get().latitude());
        }
        for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
            Optional<Place> place = registry.place(at);
            if (place.isPresent()) {
                return new CaseView.Point(place.get().longitude(), place.get().latitude());
            }
        }
        return new CaseView.Point(0, 0);
    }

    /** The deepest place that holds them all. */
    static String common(List<String> paths) {
        List<String> common = List.of(paths.get(0).split("/", -1));
        for (String path : paths) {
            String[] codes = path.split("/", -1);
            int same = 0;
            while (same < Math.min(common.size(), codes.length)
                    && common.get(same).equals(codes[same])) {
                same++;
            }
            common = common.subList(0, same);
        }
        return String.join("/", common);
    }
}
