package io.geshao.core.registry;

import io.geshao.core.DeviceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A registry as a folder of three tables, UTF-8, tab-separated, one header row, no quoting: what a spreadsheet exports
 * and a person can diff. Beside them lie the profiles in {@code profiles.yaml} ({@link ProfileReader}), and may lie {@code map.geojson} (RFC 7946), whose features carry the place path in
 * {@code properties.path}.
 *
 * <pre>
 * places.tsv       path name_zh name_en longitude latitude
 * devices.tsv      device profile place zone gateway longitude latitude name_zh name_en
 * credentials.tsv  identity token_sha256
 * </pre>
 */
public final class RegistryFiles {
    private static final List<String> PLACES = List.of("path", "name_zh", "name_en", "longitude", "latitude");
    private static final List<String> DEVICES =
            List.of("device", "profile", "place", "zone", "gateway", "longitude", "latitude", "name_zh", "name_en");
    private static final List<String> CREDENTIALS = List.of("identity", "token_sha256");

    private RegistryFiles() {}

    /** As the longer form, with the profile reader on the class path. */
    public static Registry read(Path folder) throws IOException {
        return read(folder, ProfileReader.find());
    }

    /**
     * Reads a registry folder.
     *
     * @throws IllegalArgumentException with file, line and reason, if a table is not as described
     * @throws IOException if a file cannot be read
     */
    public static Registry read(Path folder, ProfileReader reader) throws IOException {
        List<Place> places = new ArrayList<>();
        forEachRow(
                folder.resolve("places.tsv"),
                PLACES,
                row -> places.add(new Place(
                        row.text("path"),
                        row.text("name_zh"),
                        row.text("name_en"),
                        row.number("longitude"),
                        row.number("latitude"))));
        Path profileFile = folder.resolve(ProfileReader.FILE);
        Path formerly = folder.resolve("profiles.tsv");
        if (Files.exists(formerly) && !Files.exists(profileFile)) {
            throw new IllegalArgumentException(formerly + ": profiles are read from " + ProfileReader.FILE
                    + " (docs/profiles.md), nothing reads this file");
        }
        Map<String, DeviceProfile> profiles = reader.read(profileFile);
        List<Device> devices = new ArrayList<>();
        forEachRow(folder.resolve("devices.tsv"), DEVICES, row -> {
            DeviceProfile profile = profiles.get(row.text("profile"));
            if (profile == null) {
                throw new IllegalArgumentException("no profile '" + row.text("profile") + "'");
            }
            devices.add(new Device(
                    new DeviceId(row.text("device")),
                    profile,
                    row.text("place"),
                    row.text("zone"),
                    row.text("gateway"),
                    row.number("longitude"),
                    row.number("latitude"),
                    row.text("name_zh"),
                    row.text("name_en")));
        });
        Map<String, String> tokenHashes = new LinkedHashMap<>();
        forEachRow(folder.resolve("credentials.tsv"), CREDENTIALS, row -> {
            if (!row.text("token_sha256").matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("token_sha256 is 64 lower-case hex digits");
            }
            if (tokenHashes.put(row.text("identity"), row.text("token_sha256")) != null) {
                throw new IllegalArgumentException("identity " + row.text("identity") + " stands twice");
            }
        });
        return new Registry(places, devices, tokenHashes);
    }

    private static void forEachRow(Path file, List<String> columns, Consumer<Row> consumer) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        String header = String.join("\t", columns);
        if (lines.isEmpty() || !lines.get(0).equals(header)) {
            throw new IllegalArgumentException(file + ":1: the header is not '" + header.replace('\t', ' ') + "'");
        }
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                String[] cells = lines.get(i).split("\t", -1);
                if (cells.length != columns.size()) {
                    throw new IllegalArgumentException(
                            cells.length + " columns where " + columns.size() + " were expected");
                }
                consumer.accept(new Row(columns, cells));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    private record Row(List<String> columns, String[] cells) {
        String text(String column) {
            return cells[columns.indexOf(column)];
        }

        double number(String column) {
            try {
                return Double.parseDouble(text(column));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(column + " is not a number: '" + text(column) + "'", e);
            }
        }
    }
}
