package io.geshao.gateway.intake;

import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two communities to test in. In {@code yuhua}: {@code d} and {@code e}, which connect by themselves, {@code lora-1} and
 * {@code lora-2} behind the radio gateway {@code rg-1}, {@code lora-9} behind {@code rg-9}; the bin {@code 24e124710c210042} and the bay
 * {@code f0ce9e000000a117} behind {@code rg-1}, with vendor codecs. In {@code lanxi}: {@code f}.
 */
public final class Town {
    private static final String YUHUA = "310104/013/yuhua";
    private static final String LANXI = "310104/013/lanxi";

    private Town() {}

    public static String token(String identity) {
        return "token-of-" + identity;
    }

    public static Registry registry() {
        DeviceProfile profile =
                new DeviceProfile("water-level", DeviceKind.WATER, "native", Lane.URGENT, 300_000, 900_000);
        List<Place> places = List.of(
                new Place(YUHUA, "雨花", "Yuhua", 121.4, 31.2),
                new Place(YUHUA + "/g01", "一格", "Grid 1", 121.4, 31.2),
                new Place(LANXI, "兰溪", "Lanxi", 121.5, 31.2),
                new Place(LANXI + "/g01", "一格", "Grid 1", 121.5, 31.2));
        List<Device> devices = new ArrayList<>();
        devices.add(device("d", profile, YUHUA, ""));
        devices.add(device("e", profile, YUHUA, ""));
        devices.add(device("lora-1", profile, YUHUA, "rg-1"));
        devices.add(device("lora-2", profile, YUHUA, "rg-1"));
        devices.add(device("lora-9", profile, YUHUA, "rg-9"));
        devices.add(device("f", profile, LANXI, ""));
        devices.add(device(
                "24e124710c210042",
                new DeviceProfile(
                        "EM400-TLD", DeviceKind.WASTE_BIN, "milesight-em400", Lane.ROUTINE, 3_600_000, 900_000),
                YUHUA,
                "rg-1"));
        devices.add(device(
                "f0ce9e000000a117",
                new DeviceProfile("TPL110", DeviceKind.PARKING, "bosch-tpl110", Lane.ROUTINE, 3_600_000, 900_000),
                YUHUA,
                "rg-1"));
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String identity : List.of("d", "e", "f", "rg-1", "rg-9", "ghost")) {
            hashes.put(identity, Registry.hashOf(token(identity).getBytes(StandardCharsets.UTF_8)));
        }
        return new Registry(places, devices, hashes);
    }

    /** The same town after a device was taken away. */
    public static Registry registryWithout(String device) {
        Registry all = registry();
        List<Device> others = all.devices().stream()
                .filter(each -> !each.id().value().equals(device))
                .toList();
        return new Registry(all.places(), others, Map.of());
    }

    private static Device device(String id, DeviceProfile profile, String community, String gateway) {
        return new Device(new DeviceId(id), profile, community + "/g01", "", gateway, 121.4, 31.2, id, id);
    }
}
