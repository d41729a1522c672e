package io.geshao.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * What ran on what: each module's test run leaves its rows in a file, and prints the table of all modules so far when it
 * ends; the last module's is the whole one. Registered with the JUnit platform under {@code META-INF/services}.
 */
public final class RealParts implements TestExecutionListener {
    private static final Set<String> ROWS = new TreeSet<>(); // guarded by itself

    /** A test class found its part. */
    public static void ran(String test, String need, String on) {
        add(test, need, on);
    }

    /** A test class did not find its part. */
    public static void skipped(String test, String need, String why) {
        add(test, need, "SKIPPED: " + why);
    }

    private static void add(String test, String need, String on) {
        synchronized (ROWS) {
            ROWS.add(String.join("\t", test, need, on.replaceAll("\\s+", " ")));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        Path module = Path.of("").toAbsolutePath();
        Path folder = Path.of(System.getProperty("geshao.root", module.toString()), "target", "real-parts");
        try {
            Files.createDirectories(folder);
            synchronized (ROWS) {
                Files.write(folder.resolve(module.getFileName() + ".tsv"), ROWS, StandardCharsets.UTF_8);
            }
            print(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the table of real parts cannot be kept", e);
        }
    }

    private static void print(Path folder) throws IOException {
        List<String[]> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder).sorted()) {
            for (Path file : files.toList()) {
                String module = file.getFileName().toString().replace(".tsv", "");
                for (String row : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    rows.add((module + "\t" + row).split("\t", -1));
                }
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        StringBuilder table = new StringBuilder("What ran on what:\n");
        for (String[] row : rows) {
            table.append(String.format("  %-11s %-34s %-17s %s%n", (Object[]) row));
        }
        System.out.print(table);
    }
}
