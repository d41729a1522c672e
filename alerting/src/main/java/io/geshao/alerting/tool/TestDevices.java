package io.geshao.alerting.tool;

import io.geshao.alerting.rule.Yaml;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.ProfileReader;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The devices of one test, and the place tree that they hang in. */
final class TestDevices {
    /** Where every test happens: district and street of all communities. */
    static final String STREET = "d/s";

    static final String COMMUNITY = "home";
    private static final Pattern RANGE = Pattern.compile("(.*)\\{(\\d{1,6})\\.\\.(\\d{1,6})\\}(.*)");

    /** The shipped profiles, read when a test first names one. */
    private static final class Shipped {
        static final Map<String, DeviceProfile> PROFILES = read();

        private static Map<String, DeviceProfile> read() {
            try {
                return ProfileReader.find().read(Path.of("no-such-folder", ProfileReader.FILE));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    TestDevices() {
        addPlace(STREET + "/" + COMMUNITY);
    }

    void read(Entry test) {
        test.mapping("devices").forEach((ids, value) -> {
            Entry entry = test.of(value, "a device");
            if (entry != null) {
                add(ids, entry, value);
            }
        });
    }

    private void add(String ids, Entry entry, Yaml at) {
        DeviceProfile profile = profile(entry, at);
        String community = entry.text("community", COMMUNITY);
        String place = STREET + "/" + community + "/" + entry.text("place", "g01/b01");
        String zone = entry.text("zone", "");
        String gateway = entry.text("gateway", "");
        entry.finish();
        try {
            addPlace(place);
            for (String id : expand(ids)) {
                Device device = new Device(new DeviceId(id), profile, place, zone, gateway, 121.4, 31.2, id, id);
                if (devices.put(id, device) != null) {
                    entry.fault(at, "device " + id + " stands twice");
                }
            }
        } catch (IllegalArgumentException e) {
            entry.fault(at, String.valueOf(e.getMessage()));
        }
    }

    private static DeviceProfile profile(Entry entry, Yaml at) {
        String name = entry.text("profile", "");
        if (!name.isEmpty() && !entry.has("kind")) {
            DeviceProfile shipped = Shipped.PROFILES.get(name);
            if (shipped == null) {
                entry.fault(at, "no profile '" + name + "' is shipped; with 'kind' it is one of this test's own");
            } else {
                return shipped;
            }
        }
        DeviceKind kind = entry.one("kind", DeviceKind.class, DeviceKind.WATER);
        if (!entry.has("kind") && name.isEmpty()) {
            entry.fault(at, "'kind' or 'profile' is missing");
        }
        Lane usual =
                switch (kind) {
                    case FIRE -> Lane.LIFE_SAFETY;
                    case WATER -> Lane.URGENT;
                    case PARKING, WASTE_BIN -> Lane.ROUTINE;
                };
        Lane lane = entry.one("lane", Lane.class, usual);
        return new DeviceProfile(
                name.isEmpty() ? "test-" + kind.wireName() : name,
                kind,
                "native",
                lane,
                Math.max(1, entry.time("interval", 600_000)),
                Math.max(1, entry.time("late", lane == Lane.ROUTINE ? 1_800_000 : 300_000)));
    }

    /** {@code b{1..3}} is b1, b2, b3; anything else is itself. */
    static List<String> expand(String ids) {
        Matcher range = RANGE.matcher(ids);
        if (!range.matches()) {
            return List.of(ids);
        }
        List<String> expanded = new ArrayList<>();
        for (int i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
            expanded.add(range.group(1) + i + range.group(4));
        }
        return expanded;
    }

    private void addPlace(String path) {
        String[] codes = path.split("/", -1);
        StringBuilder upTo = new StringBuilder();
        for (String code : codes) {
            upTo.append(upTo.isEmpty() ? "" : "/").append(code);
            places.computeIfAbsent(upTo.toString(), each -> new Place(each, code, code, 121.4, 31.2));
        }
    }

    Optional<Device> find(String id) {
        return Optional.ofNullable(devices.get(id));
    }

    Registry registry() {
        return new Registry(places.values(), devices.values(), Map.of());
    }

    /** The scope that a short text in a test means: {@code b1}, {@code zone:b07-u1}, {@code grid:g01}. */
    String scope(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return "device:" + text;
        }
        String kind = text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (kind) {
            case "zone", "gateway" -> rest.contains("/") ? text : kind + ":" + COMMUNITY + "/" + rest;
            case "grid", "building" ->
                rest.startsWith(STREET + "/") ? text : kind + ":" + STREET + "/" + COMMUNITY + "/" + rest;
            default -> text;
        };
    }

    /** The short text of a scope, as far as there is one. */
    static String shortScope(String scope) {
        return scope.replaceFirst("^device:", "")
                .replaceFirst("^(zone|gateway):" + COMMUNITY + "/", "$1:")
                .replaceFirst("^(grid|building):" + STREET + "/" + COMMUNITY + "/", "$1:");
    }
}
