package io.geshao.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes use, as Linux counts it under {@code /proc}. Elsewhere every figure is 0. */
final class Processes {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, 100 on every architecture Java runs on

    private Processes() {}

    /** A process and all below it. */
    static List<Long> treeOf(long pid) {
        return ProcessHandle.of(pid)
                .map(root -> Stream.concat(Stream.of(root), root.descendants())
                        .map(ProcessHandle::pid)
                        .toList())
                .orElse(List.of());
    }

    /** Seconds on a processor, in user and kernel mode. */
    static double cpuSeconds(List<Long> pids) {
        double ticks = 0;
        for (long pid : pids) {
            String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
            int name = stat.lastIndexOf(')');
            if (name > 0) {
                String[] fields = stat.substring(name + 2).split(" ");
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Resident memory in MiB; pages that several processes share are counted in parts. */
    static double residentMiB(List<Long> pids) {
        long kib = 0;
        for (long pid : pids) {
            for (String line :
                    read(Path.of("/proc", Long.toString(pid), "smaps_rollup")).split("\n")) {
                if (line.startsWith("Pss:")) {
                    kib += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kib / 1024.0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // the process has ended, or this is no Linux
        }
    }
}
