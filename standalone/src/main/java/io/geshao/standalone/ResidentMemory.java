package io.geshao.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Resident memory of processes, from Linux's {@code /proc}. Unit: MiB. A database server shares one buffer between its
 * processes; its share is counted once (PSS), because adding up RSS would count it once per connection. 0 where the
 * system does not tell.
 */
final class ResidentMemory {
    private ResidentMemory() {}

    static long ofThisProcess() {
        return kib(Path.of("/proc/self/status"), "VmRSS:") / 1024;
    }

    static long ofFamily(ProcessHandle parent) {
        return Stream.concat(Stream.of(parent), parent.descendants())
                        .mapToLong(process -> kib(Path.of("/proc/" + process.pid() + "/smaps_rollup"), "Pss:"))
                        .sum()
                / 1024;
    }

    private static long kib(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            return 0; // not Linux, or the process has just ended
        }
        return 0;
    }
}
