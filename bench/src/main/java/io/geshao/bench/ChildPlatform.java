package io.geshao.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The platform as users run it: {@code geshao run} in a process of its own, with the launcher script's options. */
final class ChildPlatform implements AutoCloseable {
    private static final List<String> JVM =
            List.of("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:NewRatio=1", "-XX:+ExitOnOutOfMemoryError");

    private final Process process;

    private ChildPlatform(Process process) {
        this.process = process;
    }

    /**
     * Starts it and waits until it says that it is up.
     *
     * @param keys what {@code geshao run} takes as {@code --key=value}
     * @param moreJvm further options of the Java machine, a recording for instance
     */
    static ChildPlatform start(Path log, Map<String, String> keys, List<String> moreJvm) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(moreJvm);
        command.add("-Dgeshao.home=" + System.getProperty("geshao.home", "."));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.geshao.standalone.Main", "run"));
        keys.forEach((key, value) -> command.add("--" + key + "=" + value));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop the platform"));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("Geshao is up")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the platform ended before it was up, see " + log);
        }
        return new ChildPlatform(process);
    }

    /** Everything under one folder, the MQTT door on a port of this machine, every other door wherever there is room. */
    static Map<String, String> keys(Path folder, Path registry, String databaseUrl, int mqttPort) {
        return Map.of(
                "data.dir",
                folder.resolve("data").toString(),
                "registry.dir",
                registry.toString(),
                "db.url",
                databaseUrl,
                "bind.host",
                "127.0.0.1",
                "mqtt.port",
                Integer.toString(mqttPort),
                "coap.port",
                "0",
                "console.port",
                "0");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
