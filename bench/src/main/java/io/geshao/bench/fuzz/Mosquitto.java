package io.geshao.bench.fuzz;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real broker on a free port. */
final class Mosquitto implements AutoCloseable {
    private static final int STARTS_WITHIN = 200;

    private final Process process;
    private final int port;

    Mosquitto(Path program, Path folder) throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = folder.resolve("mosquitto.conf");
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "listener " + port + " 127.0.0.1",
                        "allow_anonymous true",
                        "persistence false",
                        "max_queued_messages 0",
                        "max_inflight_messages 1000",
                        ""));
        process = new ProcessBuilder(program.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        for (int i = 0; i < STARTS_WITHIN && !listens(); i++) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IOException("mosquitto ended: " + Files.readString(folder.resolve("mosquitto.log")));
            }
        }
    }

    private boolean listens() {
        try (Mqtt probe = new Mqtt(port)) {
            return probe != null;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
