package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Command;
import io.geshao.core.port.CommandDesk.Order;
import io.geshao.core.port.CommandDesk.State;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.downlink.store.CommandStore;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;

/** A centre and a gateway as two processes that share nothing but a network. */
class ProvisioningIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    @TempDir
    private Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The token that {@code geshao gateway add} prints. */
    private static String add(Path registry, String name) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new GatewayCommand()).execute("add", name, "--registry=" + registry))
                    .isZero();
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8).strip();
    }

    private ChildProcess gateway(String name, int port, int mqtt, String token) throws IOException {
        return ChildProcess.start(
                io.geshao.gateway.Main.class,
                folder.resolve(name + ".log"),
                Map.of(
                        "gateway.name",
                        name,
                        "spool.dir",
                        folder.resolve(name).toString(),
                        "bind.host",
                        "127.0.0.1",
                        "mqtt.port",
                        Integer.toString(mqtt),
                        "coap.port",
                        "0",
                        "ops.port",
                        "0",
                        "uplink.url",
                        "http://127.0.0.1:" + port,
                        "provisioning.token",
                        token));
    }

    private static boolean connects(String device, int port) {
        try (ObedientDevice connected = new ObedientDevice(device, port)) {
            return connected.isConnected();
        } catch (MqttException e) {
            return false;
        }
    }

    @Test
    void gateway_withAToken_getsItsCredentialItsRegistryAndItsErrands_andStartsWithoutItsCentre() throws Exception {
        Path registry = new SmallRegistry(3_600).device("horn-1", "fire", "z1").writeTo(folder.resolve("registry"));
        String token = add(registry, "gw-2");
        PGSimpleDataSource source = (PGSimpleDataSource) database.fresh();
        int port = freePort();
        int mqtt = freePort();
        Map<String, String> centre = Map.of(
                "ingest.port", Integer.toString(port),
                "bind.host", "127.0.0.1",
                "registry.dir", registry.toString(),
                "db.url", source.getURL(),
                "db.user", "postgres");
        try (ChildProcess ingest =
                ChildProcess.start(io.geshao.ingest.Main.class, folder.resolve("centre.log"), centre)) {
            await().atMost(LIMIT).until(() -> status(port, "/health", "") == 200);
            try (ChildProcess gateway = gateway("gw-2", port, mqtt, token)) {
                await().atMost(LIMIT).until(() -> connects("horn-1", mqtt));
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("gw-2/centre/credential"))))
                        .isEqualTo("rw-------");
                order(source, mqtt);
                onlyAsItself(port);
                aTokenWorksOnce(port, token);
                assertThat(connects("horn-9", mqtt)).isFalse();
                new SmallRegistry(3_600).device("horn-9", "fire", "z1").writeTo(registry);
                await().atMost(LIMIT).until(() -> connects("horn-9", mqtt));
                assertThat(connects("horn-1", mqtt)).isFalse();

                Files.writeString(registry.resolve("devices.tsv"), "not a table\n");
                await().atMost(LIMIT).until(() -> gateway.log().contains("the old one stays"));
                assertThat(connects("horn-9", mqtt)).isTrue();
            }
            assertThat(ingest.isAlive()).isTrue();
        }
        try (ChildProcess alone = gateway("gw-2", port, mqtt, "")) {
            await().atMost(LIMIT).until(() -> connects("horn-9", mqtt));
            assertThat(alone.isAlive()).isTrue();
        }
    }

    private static void order(PGSimpleDataSource source, int mqtt) throws MqttException {
        CommandDesk desk = new CommandStore(source, Ticker.system());
        Ticker ticker = Ticker.system();
        try (ObedientDevice horn = new ObedientDevice("horn-1", mqtt)) {
            Command command = desk.order(new Order(
                    new DeviceId("horn-1"),
                    new CommunityId(SmallRegistry.COMMUNITY),
                    Action.SIREN,
                    Map.of("on", 1.0),
                    ticker.epochMillis() + 60_000,
                    "k",
                    "wang"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(
                            desk.find(command.id()).orElseThrow().state())
                    .isEqualTo(State.DONE));
            assertThat(horn.orders).hasSize(1);
        }
    }

    private void onlyAsItself(int port) throws Exception {
        String credential = Files.readString(folder.resolve("gw-2/centre/credential"));
        assertThat(status(port, "/uplink/v1/registry?gateway=gw-2", credential)).isEqualTo(200);
        assertThat(status(port, "/uplink/v1/registry?gateway=gw-1", credential)).isEqualTo(403);
        assertThat(status(port, "/uplink/v1/registry?gateway=gw-2", "guessed")).isEqualTo(401);
    }

    private void aTokenWorksOnce(int port, String token) throws IOException {
        Path stolen = Files.createDirectories(folder.resolve("thief"));
        try (ChildProcess thief = ChildProcess.start(
                io.geshao.gateway.Main.class,
                folder.resolve("thief.log"),
                Map.of(
                        "gateway.name",
                        "gw-2",
                        "spool.dir",
                        stolen.toString(),
                        "uplink.url",
                        "http://127.0.0.1:" + port,
                        "provisioning.token",
                        token))) {
            await().atMost(LIMIT).until(() -> !thief.isAlive());
            assertThat(thief.log()).contains("TOKEN_USED");
        }
    }

    private static int status(int port, String path, String token) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0; // nobody there yet
        }
    }
}
