package io.geshao.gateway.paho;

import io.geshao.gateway.intake.TestAuthority;
import io.geshao.testkit.RealPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real Mosquitto on a free port that keeps its state in a folder and can be killed. */
final class Broker {
    private final String program;
    private final Path folder;
    private final int port;
    private final int tlsPort;
    private @Nullable Process process;

    Broker(Class<?> test, Path folder) throws IOException {
        this(test, folder, freePort(), 0, "");
    }

    /** With a second listener for TLS, which wants certificates of that authority. */
    Broker(Class<?> test, Path folder, Path authority, TestAuthority.Issued own) throws IOException {
        this(
                test,
                folder,
                freePort(),
                freePort(),
                String.join(
                        "\n",
                        "cafile " + authority,
                        "certfile " + own.certificate(),
                        "keyfile " + own.key(),
                        "require_certificate true",
                        ""));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private Broker(Class<?> test, Path folder, int port, int tlsPort, String tls) throws IOException {
        this.program = RealPart.MOSQUITTO.orSkip(test).toString();
        this.folder = folder;
        this.port = port;
        this.tlsPort = tlsPort;
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                String.join(
                        "\n",
                        "listener " + port + " 127.0.0.1",
                        "allow_anonymous true",
                        "user root", // else it gives up root and cannot write into the test's folder
                        "persistence true",
                        "persistence_location " + folder + "/",
                        "autosave_interval 1",
                        "autosave_on_changes true",
                        "max_queued_messages 0",
                        "max_inflight_messages 0",
                        tlsPort == 0 ? "" : "listener " + tlsPort + " 127.0.0.1",
                        tls));
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    String tlsUrl() {
        return "ssl://127.0.0.1:" + tlsPort;
    }

    void start() throws IOException {
        process = new ProcessBuilder(
                        program, "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Awaitility.await().ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    /** Has the broker write its state now, and waits until the file holds the text. */
    void persist(String text) throws IOException, InterruptedException {
        long pid = running().pid();
        new ProcessBuilder("kill", "-USR1", Long.toString(pid)).start().waitFor();
        Path file = folder.resolve("mosquitto.db");
        Awaitility.await()
                .until(() -> Files.exists(file)
                        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text));
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
    }
}
