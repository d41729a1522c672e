package io.geshao.core.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Reads device profiles from text that people write. Core knows no YAML: the one on the class path is listed under
 * {@code META-INF/services}.
 */
public interface ProfileReader {
    /** The profiles' file in a registry folder; it may be missing. */
    String FILE = "profiles.yaml";

    /**
     * The profiles that come with the platform, and those of a file, which win.
     *
     * @param file need not exist
     * @return by name
     * @throws IllegalArgumentException with every fault of the file, one a line: file, line, column and what is wrong
     * @throws IOException if the file cannot be read
     */
    Map<String, DeviceProfile> read(Path file) throws IOException;

    /**
     * The reader on the class path.
     *
     * @throws IllegalStateException if there is none: the class path lacks a module
     */
    static ProfileReader find() {
        return ServiceLoader.load(ProfileReader.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no module on the class path reads " + FILE));
    }
}
