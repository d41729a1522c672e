package io.geshao.gateway.edge;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a gateway tells people by itself.
 *
 * @param rulesDir folder of rules for a gateway that is not given them by its centre; empty for none
 * @param page whether there is a local page
 * @param host address it listens on
 * @param port its port; 0 for any free one
 */
public record EdgeConfig(String rulesDir, boolean page, String host, int port) {
    private static final int PORT = 9110;

    /** What holds if nothing is set: no rules, no page. */
    public static final EdgeConfig OFF = new EdgeConfig("", false, "0.0.0.0", PORT);

    /** Reads {@code edge.rules.dir}, {@code edge.page}, {@code edge.port} and {@code bind.host}. */
    public static EdgeConfig read(Settings in) {
        return new EdgeConfig(
                in.text("edge.rules.dir", ""),
                in.flag("edge.page", false),
                in.text("bind.host", "0.0.0.0"),
                in.port("edge.port", PORT));
    }

    /**
     * The rules of the folder, YAML by file name; none if no folder is set.
     *
     * @throws StartException if it cannot be read
     */
    public Map<String, String> rules() {
        Map<String, String> texts = new TreeMap<>();
        if (rulesDir.isEmpty()) {
            return texts;
        }
        try (Stream<Path> files = Files.list(Path.of(rulesDir))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
            }
            return texts;
        } catch (IOException e) {
            throw new StartException("edge.rules.dir '" + rulesDir + "' cannot be read", e);
        }
    }
}
