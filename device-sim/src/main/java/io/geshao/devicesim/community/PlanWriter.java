package io.geshao.devicesim.community;

import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.ProfileReader;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a plan as a registry folder. */
final class PlanWriter {
    /** The clear tokens; only a simulator reads them. */
    static final String CLEAR_TOKENS = "demo-credentials.tsv";

    private static final int TOKEN_BYTES = 16;

    private final CommunityPlan plan;
    private final SecureRandom random = new SecureRandom();

    PlanWriter(CommunityPlan plan) {
        this.plan = plan;
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder, "places.tsv", "path\tname_zh\tname_en\tlongitude\tlatitude", placeRows());
        Files.writeString(folder.resolve(ProfileReader.FILE), profiles());
        write(
                folder,
                "devices.tsv",
                "device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en",
                deviceRows());
        List<String> hashes = new ArrayList<>();
        List<String> clear = new ArrayList<>();
        for (String identity : identities()) {
            byte[] raw = new byte[TOKEN_BYTES];
            random.nextBytes(raw);
            String token = HexFormat.of().formatHex(raw);
            hashes.add(identity + "\t" + Registry.hashOf(token.getBytes(StandardCharsets.UTF_8)));
            clear.add(identity + "\t" + token);
        }
        write(folder, "credentials.tsv", "identity\ttoken_sha256", hashes);
        write(folder, CLEAR_TOKENS, "identity\ttoken", clear);
        Files.writeString(folder.resolve("map.geojson"), new MapDrawing(plan).json());
        Files.writeString(folder.resolve("README.txt"), README);
    }

    private static final String README = """
            A generated virtual community; nothing here exists.

            places.tsv, profiles.yaml, devices.tsv, credentials.tsv and map.geojson are what the platform reads.
            demo-credentials.tsv holds the clear tokens of the simulated devices. It is for demonstrations only: it was
            drawn at random when this folder was written, opens nothing but this demo, and has no place beside real devices.
            """;

    /** Radio gateways and the devices that connect by themselves. */
    private Set<String> identities() {
        Set<String> identities = new LinkedHashSet<>(plan.gateways());
        for (Device device : plan.devices()) {
            if (device.gateway().isEmpty()) {
                identities.add(device.id().value());
            }
        }
        return identities;
    }

    private List<String> placeRows() {
        List<String> rows = new ArrayList<>();
        for (Place place : plan.places()) {
            rows.add(String.join(
                    "\t",
                    place.path(),
                    place.nameZh(),
                    place.nameEn(),
                    degrees(place.longitude()),
                    degrees(place.latitude())));
        }
        return rows;
    }

    private String profiles() {
        StringBuilder yaml = new StringBuilder(
                        "# Models of the virtual community; docs/profiles.md explains the fields.\n")
                .append("profiles:\n");
        for (DeviceProfile profile : plan.profiles()) {
            yaml.append("  ").append(profile.name()).append(":\n");
            field(yaml, "kind", profile.kind().wireName());
            field(yaml, "codec", profile.codec());
            field(yaml, "lane", profile.lane().wireName());
            field(yaml, "interval", profile.intervalMillis() / 1000 + "s");
            field(yaml, "late_after", profile.lateMillis() / 1000 + "s");
        }
        return yaml.toString();
    }

    private static void field(StringBuilder yaml, String name, String value) {
        yaml.append("    ").append(name).append(": ").append(value).append('\n');
    }

    private List<String> deviceRows() {
        List<String> rows = new ArrayList<>();
        for (Device device : plan.devices()) {
            rows.add(String.join(
                    "\t",
                    device.id().value(),
                    device.profile().name(),
                    device.place(),
                    device.zone(),
                    device.gateway(),
                    degrees(device.longitude()),
                    degrees(device.latitude()),
                    device.nameZh(),
                    device.nameEn()));
        }
        return rows;
    }

    private static String degrees(double value) {
        return String.format(Locale.ROOT, "%.7f", value);
    }

    private static void write(Path folder, String file, String header, List<String> rows) throws IOException {
        Files.writeString(folder.resolve(file), header + "\n" + String.join("\n", rows) + "\n");
    }
}
