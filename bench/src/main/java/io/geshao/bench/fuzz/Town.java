package io.geshao.bench.fuzz;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.ProfileReader;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The registry of a run: the devices that the golden vectors are about, and one honest device for each door. */
final class Town {
    static final String GATEWAY = "rg-fuzz";
    static final String BROKEN = "broken";
    static final String TOKEN = "fuzz-only";
    static final List<String> HONEST = List.of("honest-mqtt", "honest-coap", "honest-broker");
    private static final String GRID = "310104/013/yuhua/g01";

    private Town() {}

    static Registry registry() throws IOException {
        Map<String, DeviceProfile> profiles = ProfileReader.find().read(Path.of("no-file"));
        List<Device> devices = new ArrayList<>();
        Map<String, String> tokens = new HashMap<>();
        String hash = Registry.hashOf(TOKEN.getBytes(StandardCharsets.UTF_8));
        for (String id : List.of(
                "d", "0024befffe804ff1", "wl-07", "pp-03", "bin-1", "bin-2", "bin-3", "fs-9", "24e124710c210043")) {
            devices.add(device(id, profiles, "native-fire", GATEWAY));
        }
        devices.add(device("24e124710c210042", profiles, "milesight-em400-tld", GATEWAY));
        devices.add(device("f0ce9e000000a117", profiles, "bosch-tpl110", GATEWAY));
        devices.add(device(BROKEN, profiles, "native-water", ""));
        for (String id : HONEST) {
            devices.add(device(id, profiles, "native-water", ""));
            tokens.put(id, hash);
        }
        tokens.put(GATEWAY, hash);
        tokens.put(BROKEN, hash);
        return new Registry(List.of(new Place(GRID, "网格", "Grid", 118.7, 31.9)), devices, tokens);
    }

    private static Device device(String id, Map<String, DeviceProfile> profiles, String profile, String gateway) {
        DeviceProfile known = Objects.requireNonNull(profiles.get(profile), profile);
        return new Device(new DeviceId(id), known, GRID, "", gateway, 118.7, 31.9, id, id);
    }
}
