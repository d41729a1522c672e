package io.geshao.profiles;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.ProfileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Profiles written in YAML. The format is described in {@code docs/profiles.md}. Stateless; any thread. */
public final class YamlProfiles implements ProfileReader {
    private static final String SHIPPED = "shipped.yaml";

    /** For {@link java.util.ServiceLoader}. */
    public YamlProfiles() {}

    @Override
    public Map<String, DeviceProfile> read(Path file) throws IOException {
        Map<String, DeviceProfile> profiles = shipped();
        if (Files.exists(file)) {
            parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8), profiles);
        }
        return profiles;
    }

    /** The profiles of the models whose codecs come with the platform, by name. */
    public static Map<String, DeviceProfile> shipped() throws IOException {
        Map<String, DeviceProfile> profiles = new LinkedHashMap<>();
        try (InputStream in = YamlProfiles.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IOException(SHIPPED + " is not in the jar");
            }
            parse(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8), profiles);
        }
        return profiles;
    }

    /**
     * Reads one text.
     *
     * @param known what {@code like} may name; the text's profiles are added and win
     * @throws IllegalArgumentException with all faults of the text
     */
    static void parse(String file, String yaml, Map<String, DeviceProfile> known) throws IOException {
        Faults faults = new Faults(file);
        try {
            Fields document = new Fields(Node.parse(yaml), "the file", faults);
            Fields profiles = document.inside("profiles");
            document.refuseOthers();
            if (profiles != null) {
                new ProfileParser(faults, known).all(profiles);
            }
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            faults.at(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), firstLine(e));
        }
        faults.throwIfAny();
    }

    private static String firstLine(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int end = message.indexOf('\n');
        return "not YAML: " + (end < 0 ? message : message.substring(0, end));
    }
}
