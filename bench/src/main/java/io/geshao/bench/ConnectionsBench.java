package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.GenerateCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How much memory an idle MQTT device costs: resident memory of the platform's process with all devices known, before and
 * after they have connected and sent one message each. Its comparison is the process itself without them.
 */
@Command(name = "connections", mixinStandardHelpOptions = true, description = "Resident memory per idle MQTT device.")
final class ConnectionsBench implements Callable<Integer> {
    private static final String TOKEN =
            "0123456789abcdef0123456789abcdef"; // every device's, in a folder that is deleted
    private static final int PER_ROUND = 200;
    private static final int READ_LIMIT_MILLIS = 30_000;

    @Option(names = "--devices", defaultValue = "20000", description = "devices; default ${DEFAULT-VALUE}")
    private int devices;

    @Option(names = "--settle", defaultValue = "15", description = "seconds of rest before each look; default 15")
    private int settle;

    @Option(names = "--json", description = "one JSON object on standard output instead of text")
    private boolean json;

    private final Ticker ticker = Ticker.system();

    @Override
    public Integer call() throws IOException, SQLException {
        Path folder = Files.createTempDirectory("geshao-bench");
        List<SocketChannel> sockets = new ArrayList<>();
        try (BenchDatabase database = BenchDatabase.open(null)) {
            Path registry = folder.resolve("registry");
            new CommandLine(new GenerateCommand())
                    .setOut(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                    .execute("--folder=" + registry);
            addDevices(registry);
            return measure(folder, registry, database, sockets);
        } finally {
            for (SocketChannel socket : sockets) {
                socket.close();
            }
            Folders.delete(folder);
        }
    }

    /** Beside the generated community, so many devices of one of its kinds. */
    private void addDevices(Path registry) throws IOException {
        Path table = registry.resolve("devices.tsv");
        String sample = Files.readAllLines(table).stream()
                .filter(line -> line.startsWith("yh-meter-001\t"))
                .findFirst()
                .orElseThrow(() -> new IOException("the generated community has no meter"));
        String rest = sample.substring(sample.indexOf('\t'));
        StringBuilder rows = new StringBuilder();
        StringBuilder credentials = new StringBuilder();
        String hash = Registry.hashOf(TOKEN.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < devices; i++) {
            rows.append(id(i)).append(rest).append('\n');
            credentials.append(id(i)).append('\t').append(hash).append('\n');
        }
        append(table, rows);
        append(registry.resolve("credentials.tsv"), credentials);
    }

    private static void append(Path file, StringBuilder rows) throws IOException {
        Files.writeString(file, rows, StandardCharsets.UTF_8, java.nio.file.StandardOpenOption.APPEND);
    }

    private static String id(int i) {
        return "idle-" + i;
    }

    private int measure(Path folder, Path registry, BenchDatabase database, List<SocketChannel> sockets)
            throws IOException {
        int port = ChildPlatform.freePort();
        Map<String, String> keys = ChildPlatform.keys(folder, registry, database.url(), port);
        try (ChildPlatform platform = ChildPlatform.start(folder.resolve("platform.log"), keys, List.of())) {
            warmUp(port);
            rest();
            double before = Processes.residentMiB(List.of(platform.pid()));
            for (int from = 0; from < devices; from += PER_ROUND) {
                connect(port, from, Math.min(devices, from + PER_ROUND), sockets);
            }
            rest();
            double after = Processes.residentMiB(List.of(platform.pid()));
            int connected =
                    (int) sockets.stream().filter(SocketChannel::isConnected).count();
            report(before, after, connected, database);
            return connected == devices ? 0 : 1;
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** The first connections load classes and compile code: that is not what an idle device costs. */
    private void warmUp(int port) throws IOException {
        List<SocketChannel> sockets = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            connect(port, 0, Math.min(devices, PER_ROUND), sockets);
            for (SocketChannel socket : sockets) {
                socket.close();
            }
            sockets.clear();
        }
    }

    private void connect(int port, int from, int to, List<SocketChannel> sockets) throws IOException {
        List<SocketChannel> round = new ArrayList<>();
        for (int i = from; i < to; i++) {
            SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            socket.socket().setSoTimeout(READ_LIMIT_MILLIS);
            socket.write(MqttLoad.connectPacket(new LoadPlan.Account(id(i), TOKEN, List.of())));
            socket.write(publish(id(i)));
            round.add(socket);
        }
        for (SocketChannel socket : round) {
            byte[] answer = socket.socket().getInputStream().readNBytes(8); // CONNACK and PUBACK
            if (answer.length < 8 || answer[0] != 0x20 || answer[3] != 0 || answer[4] != 0x40) {
                throw new IOException("a device was not let in");
            }
        }
        sockets.addAll(round);
    }

    private static ByteBuffer publish(String device) {
        byte[] topic = ("g/yuhua/" + device + "/up").getBytes(StandardCharsets.UTF_8);
        byte[] body = "{\"seq\":1,\"m\":{\"temperature\":14.2}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer packet = ByteBuffer.allocate(128).put((byte) 0x32);
        packet.put((byte) (2 + topic.length + 2 + body.length)); // under 128: one byte of length
        packet.putShort((short) topic.length).put(topic).putShort((short) 1).put(body);
        return packet.flip();
    }

    private void rest() {
        long end = ticker.nanos() + settle * 1_000_000_000L;
        while (ticker.nanos() < end) {
            LockSupport.parkNanos(100_000_000);
        }
    }

    private void report(double before, double after, int connected, BenchDatabase database) throws SQLException {
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("connected", connected);
        result.put("rss_mb", Math.round(after)).put("rss_before_mb", Math.round(before));
        result.put("kb_per_device", Math.round((after - before) * 1_024 / connected * 100) / 100.0);
        Machine.describe(result, database.version());
        if (json) {
            System.out.println(result);
        } else {
            System.out.printf(
                    "%,d devices connected: %.0f MiB resident, %.0f before, %s KiB a device%n",
                    connected, after, before, result.get("kb_per_device").asText());
        }
    }
}
