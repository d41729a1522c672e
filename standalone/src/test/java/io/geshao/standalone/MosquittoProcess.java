package io.geshao.standalone;

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

/** A real Mosquitto on a free port, which keeps its state in a file and can be killed. */
final class MosquittoProcess implements AutoCloseable {
    /** How many messages it sends ahead of acknowledgements; the others wait in its file. */
    static final int IN_FLIGHT = 20;

    private final String broker;
    private final String publisher;
    private final Path folder;
    private final int port;
    private @Nullable Process process; // the test's thread only

    MosquittoProcess(Class<?> test, Path folder) throws IOException {
        this.broker = RealPart.MOSQUITTO.orSkip(test).toString();
        this.publisher = RealPart.MOSQUITTO_PUB.orSkip(test).toString();
        this.folder = Files.createDirectories(folder);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                String.join(
                        "\n",
                        "listener " + port + " 127.0.0.1",
                        "allow_anonymous true",
                        "user " + System.getProperty("user.name"), // else root gives up its rights to the folder
                        "persistence true",
                        "persistence_location " + folder + "/",
                        "autosave_on_changes true",
                        "autosave_interval 1",
                        "max_inflight_messages " + IN_FLIGHT,
                        ""));
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    void start() throws IOException {
        process = new ProcessBuilder(
                        broker, "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mosquitto.log").toFile()))
                .start();
        Awaitility.await().atMost(10, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    /** SIGKILL: what is not in its file is gone. */
    void kill() throws InterruptedException {
        if (process != null && !process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("mosquitto " + process.pid() + " does not end");
        }
    }

    /** One message by {@code mosquitto_pub} with QoS 1; true if the broker has acknowledged it. */
    boolean publish(String topic, String message) throws IOException, InterruptedException {
        Process pub = new ProcessBuilder(
                        publisher,
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-V",
                        "mqttv5",
                        "-q",
                        "1",
                        "-t",
                        topic,
                        "-m",
                        message)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("pub.log").toFile()))
                .start();
        if (!pub.waitFor(10, TimeUnit.SECONDS)) {
            pub.destroyForcibly();
            return false;
        }
        return pub.exitValue() == 0;
    }

    /** Has it write its state now, since it need not be quick on its own, and waits until the file holds the text. */
    void persist(String text) throws IOException, InterruptedException {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        signal(process.pid(), "USR1");
        Path file = folder.resolve("mosquitto.db");
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> Files.exists(file)
                        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text));
    }

    static void signal(long pid, String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + name + " " + pid + " says " + exit);
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
