package io.geshao.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** On what a figure was measured. */
final class Machine {
    private Machine() {}

    static void describe(ObjectNode result, String database) {
        result.put("database", database);
        result.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        result.put("processors", Runtime.getRuntime().availableProcessors());
        result.put("cpu", processor());
        result.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
