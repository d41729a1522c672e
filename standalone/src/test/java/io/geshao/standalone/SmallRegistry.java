package io.geshao.standalone;

import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A registry for tests: one community, two grids, one building, and as many devices as the test adds. */
final class SmallRegistry {
    static final String COMMUNITY = "yuhua";
    static final String TOKEN = "test-only-token";
    private static final String GRID = "310104/013/yuhua/g01";

    private final List<String> places = new ArrayList<>(List.of(
            "path\tname_zh\tname_en\tlongitude\tlatitude",
            "310104\t示例区\tSample District\t118.77\t31.97",
            "310104/013\t示例街道\tSample Street\t118.77\t31.97",
            "310104/013/yuhua\t雨花社区\tYuhua\t118.77\t31.97",
            GRID + "\t第一网格\tGrid 1\t118.77\t31.97",
            GRID + "/b01\t1号楼\tBuilding 1\t118.771\t31.971"));
    private final List<String> profiles = new ArrayList<>(List.of("profiles:"));
    private final List<String> devices =
            new ArrayList<>(List.of("device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en"));
    private final List<String> credentials = new ArrayList<>(List.of("identity\ttoken_sha256"));

    /** @param intervalSeconds expected interval of all devices; long ones keep silence out of a test */
    SmallRegistry(int intervalSeconds) {
        profile("fire", "fire", "life_safety", intervalSeconds);
        profile("bin", "waste_bin", "routine", intervalSeconds);
        profile("fire-lane-radar", "parking", "routine", intervalSeconds);
        profile("level", "water", "urgent", intervalSeconds);
    }

    private void profile(String name, String kind, String lane, int intervalSeconds) {
        profiles.add("  " + name + ": {kind: " + kind + ", codec: native, lane: " + lane + ", interval: "
                + intervalSeconds + "s}");
    }

    /** Adds a device that speaks for itself, in its own zone if {@code zone} is empty. */
    SmallRegistry device(String id, String profile, String zone) {
        return behind("", id, profile, zone);
    }

    /** Adds a device that is heard through a radio gateway. */
    SmallRegistry behind(String gateway, String id, String profile, String zone) {
        String place = profile.equals("fire") ? GRID + "/b01" : GRID;
        devices.add(
                String.join("\t", id, profile, place, zone, gateway, "118.771", "31.971", "设备 " + id, "Device " + id));
        return identity(id);
    }

    SmallRegistry identity(String identity) {
        credentials.add(identity + "\t" + Registry.hashOf(TOKEN.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    Path writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("places.tsv"), places);
        Files.write(folder.resolve("profiles.yaml"), profiles);
        Files.write(folder.resolve("devices.tsv"), devices);
        Files.write(folder.resolve("credentials.tsv"), credentials);
        Files.writeString(
                folder.resolve("map.geojson"),
                "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"path\":\"" + GRID
                        + "\",\"level\":\"grid\",\"type\":\"grid\",\"name\":{\"zh\":\"第一网格\",\"en\":\"Grid 1\"}},"
                        + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[118.765,31.965],[118.775,31.965],"
                        + "[118.775,31.975],[118.765,31.975],[118.765,31.965]]]}}]}");
        return folder;
    }
}
