package io.geshao.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code geshao run} as a child process that a test can kill. */
final class PlatformProcess implements AutoCloseable {
    static final String USER = "admin";
    static final String PASSWORD = "test-only-password";
    private static final Pattern UP =
            Pattern.compile("Geshao is up: http://localhost:(\\d+) {2}MQTT (\\d+) {2}CoAP (\\d+)");

    private final Process process;
    private final Path log;
    private final int httpPort;
    private final int mqttPort;
    private final int coapPort;

    private PlatformProcess(Process process, Path log, Matcher ports) {
        this.process = process;
        this.log = log;
        this.httpPort = Integer.parseInt(ports.group(1));
        this.mqttPort = Integer.parseInt(ports.group(2));
        this.coapPort = Integer.parseInt(ports.group(3));
    }

    /** Starts it and waits until it is up. */
    static PlatformProcess start(Path folder, Map<String, String> settings) throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve("platform.log");
        List<String> command = command();
        command.addAll(List.of(
                "--data.dir=" + folder.resolve("data"),
                "--bind.host=127.0.0.1",
                "--console.user=" + USER,
                "--console.password=" + PASSWORD));
        Map<String, String> all =
                new java.util.TreeMap<>(Map.of("console.port", "0", "mqtt.port", "0", "coap.port", "0"));
        all.putAll(settings);
        all.forEach((key, value) -> command.add("--" + key + "=" + value));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("GESHAO_"));
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher ports = UP.matcher(line);
            if (ports.find()) {
                return new PlatformProcess(process, log, ports);
            }
        }
        throw new IOException("the platform did not come up:\n" + Files.readString(log, StandardCharsets.UTF_8));
    }

    static List<String> command() {
        return new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                // Lives for seconds: the optimising compiler would only eat the second core.
                "-XX:TieredStopAtLevel=1",
                "-Dgeshao.home=" + System.getProperty("geshao.root", ".."),
                "-cp",
                System.getProperty("java.class.path"),
                "io.geshao.standalone.Main",
                "run"));
    }

    int httpPort() {
        return httpPort;
    }

    int mqttPort() {
        return mqttPort;
    }

    int coapPort() {
        return coapPort;
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL: no shutdown hook, no flush, no goodbye. Its children live on. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    String log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    private void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** SIGTERM: an orderly stop. */
    @Override
    public void close() {
        process.destroy();
        await();
    }
}
