package io.geshao.incident.flow;

import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What places are called and where they are; a path the registry does not know is called by its codes. */
public final class PlaceNames {
    private static final int BUILDING_DEPTH = 5;
    /** Fewer characters than these may begin a name by chance. */
    private static final int SHORTEST_REPEAT = 3;

    private final Registry registry;

    public PlaceNames(Registry registry) {
        this.registry = registry;
    }

    /**
     * Building and unit for a place inside a building, else the name of the place itself. A name that already begins with
     * that of the place around it ("Building 5 Unit 1") stands alone.
     */
    public Map<String, String> label(String path) {
        String[] codes = path.split("/", -1);
        String zh = "";
        String en = "";
        for (int depth = Math.min(codes.length, BUILDING_DEPTH); depth <= codes.length; depth++) {
            String part = String.join("/", List.of(codes).subList(0, depth));
            String code = codes[depth - 1];
            Optional<Place> place = registry.place(part);
            zh = joined(zh, "", place.map(Place::nameZh).orElse("").strip(), code);
            en = joined(en, ", ", place.map(Place::nameEn).orElse("").strip(), code);
        }
        return Map.of("zh", zh, "en", en);
    }

    private static String joined(String around, String separator, String name, String code) {
        String inner = name.isEmpty() ? code : name;
        if (around.isEmpty() || beginsWith(inner, around)) {
            return inner;
        }
        boolean runsTogether = separator.isEmpty() && sameWord(around.charAt(around.length() - 1), inner.charAt(0));
        return around + (runsTogether ? " " : separator) + inner;
    }

    /** What is left of a device's name once its place has been said, be it only the end of the place: "Grid 1 bay 17". */
    static String within(String name, String place) {
        for (int from = 0; place.length() - from >= SHORTEST_REPEAT; from++) {
            boolean wordStart = from == 0 || !sameWord(place.charAt(from - 1), place.charAt(from));
            if (wordStart && beginsWith(name, place.substring(from))) {
                String rest = name.substring(place.length() - from).replaceFirst("^[\\s,，、:：]+", "");
                return rest.isEmpty() ? name : rest;
            }
        }
        return name;
    }

    /** Whether the name begins with that other name and not with a part of a longer word or number: 1 is not 12. */
    private static boolean beginsWith(String name, String other) {
        return name.startsWith(other)
                && (name.length() == other.length()
                        || !sameWord(other.charAt(other.length() - 1), name.charAt(other.length())));
    }

    private static boolean sameWord(char left, char right) {
        return left < 128 && right < 128 && Character.isLetterOrDigit(left) && Character.isLetterOrDigit(right);
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
