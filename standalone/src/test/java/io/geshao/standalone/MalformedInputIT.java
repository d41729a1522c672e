package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.testkit.RealPart;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a running platform does with what nobody can read: the sender is told, an operator finds the bytes under their
 * reason, it is counted once, nothing of it is stored, and the next device is served as ever.
 */
class MalformedInputIT {
    private static final String GOOD = "good";
    /** The API shows so much of a refused message. */
    private static final int SHOWN_BYTES = 512;

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    @TempDir
    static Path folder;

    private static DataSource source;
    private static PlatformProcess platform;
    private static ConsoleClient console;
    private static MqttAsyncClient spoiler;
    private static MqttAsyncClient neighbour;
    private static int goodSequence;
    private static long newestRow;

    @BeforeAll
    static void platform() throws IOException, MqttException {
        source = database.fresh();
        Path registry = new SmallRegistry(86_400)
                .device(MalformedVector.DEVICE, "level", "")
                .device(GOOD, "level", "")
                .writeTo(folder.resolve("registry"));
        platform = PlatformProcess.start(
                folder.resolve("platform"),
                Map.of(
                        "registry.dir",
                        registry.toString(),
                        "db.url",
                        ((PGSimpleDataSource) source).getURL(),
                        "db.user",
                        "postgres"));
        console = ConsoleClient.of(platform);
        spoiler = connected(MalformedVector.DEVICE);
        neighbour = connected(GOOD);
    }

    @AfterAll
    static void stop() throws MqttException {
        for (MqttAsyncClient client : Arrays.asList(spoiler, neighbour)) {
            if (client != null) {
                client.disconnectForcibly(0, 0, false);
                client.close(true);
            }
        }
        if (platform != null) {
            platform.close();
        }
    }

    private static MqttAsyncClient connected(String device) throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient("tcp://127.0.0.1:" + platform.mqttPort(), device, new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(device);
        options.setPassword(SmallRegistry.TOKEN.getBytes(StandardCharsets.UTF_8));
        client.connect(options).waitForCompletion(20_000);
        return client;
    }

    static List<MalformedVector> vectors() {
        return MalformedVector.all().toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusal_over_mqtt_is_told_kept_and_counted_once(MalformedVector vector) throws MqttException, SQLException {
        Map<String, Integer> expected = oneMore(vector.reason());

        assertThat(publish(spoiler, vector.topic(), vector.body())).isEqualTo(vector.mqttCode());

        assertThat(console.refusals()).isEqualTo(expected);
        assertKeptOnce(vector, vector.topic());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusal_over_coap_is_told_kept_and_counted_once(MalformedVector vector)
            throws IOException, InterruptedException, MqttException, SQLException {
        String program = RealPart.COAP_CLIENT.orSkip(getClass()).toString();
        Map<String, Integer> expected = oneMore(vector.reason());

        assertThat(post(program, vector)).contains(vector.coapCode() + " " + vector.reason());

        assertThat(console.refusals()).isEqualTo(expected);
        assertKeptOnce(vector, "coap:/t/" + vector.device());
    }

    private static Map<String, Integer> oneMore(String reason) {
        Map<String, Integer> counts = console.refusals();
        counts.merge(reason, 1, Integer::sum);
        return counts;
    }

    /** The MQTT 5 reason code of the PUBACK. */
    private static int publish(MqttAsyncClient client, String topic, byte[] body) throws MqttException {
        IMqttToken token = client.publish(topic, body, 1, false);
        try {
            token.waitForCompletion(10_000);
        } catch (MqttException refused) { // how the client tells a reason code of 0x80 and more
            return refused.getReasonCode();
        }
        return token.getReasonCodes()[0];
    }

    /** What Debian's client prints. */
    private static String post(String program, MalformedVector vector) throws IOException, InterruptedException {
        Path body = Files.write(folder.resolve("body"), vector.body());
        List<String> command = new ArrayList<>(
                List.of(program, "-m", "post", "-B", "10", "-t", Integer.toString(vector.contentFormat())));
        if (vector.body().length > 0) {
            command.addAll(List.of("-f", body.toString()));
        }
        command.add(
                "coap://127.0.0.1:" + platform.coapPort() + "/t/" + vector.device() + "?token=" + SmallRegistry.TOKEN);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    /** One new row with the reason and the bytes, no reading, and the neighbour's next reading arrives. */
    private static void assertKeptOnce(MalformedVector vector, String where) throws MqttException, SQLException {
        int sequence = ++goodSequence;
        byte[] body = ("{\"seq\":" + sequence + ",\"m\":{\"level\":1.5}}").getBytes(StandardCharsets.UTF_8);
        assertThat(publish(neighbour, "g/" + SmallRegistry.COMMUNITY + "/" + GOOD + "/up", body))
                .isZero();
        Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(console.latest(GOOD, "level").path("sequence").asInt()).isEqualTo(sequence);
            assertThat(newRows()).isNotEmpty();
        });
        List<JsonNode> rows = newRows();
        assertThat(rows).as("rows of one refusal").hasSize(1);
        JsonNode row = rows.get(0);
        newestRow = row.path("number").asLong();
        byte[] shown = Arrays.copyOf(vector.body(), Math.min(vector.body().length, SHOWN_BYTES));
        assertThat(row.path("reason").asText()).isEqualTo(vector.reason());
        assertThat(row.path("rawHex").asText())
                .isEqualToIgnoringCase(HexFormat.of().formatHex(shown));
        assertThat(row.path("source").asText()).isEqualTo(where);
        assertThat(row.path("device").isNull()).isEqualTo(!vector.device().equals(MalformedVector.DEVICE));
        assertThat(storedOf(MalformedVector.DEVICE))
                .as("readings of a refused message")
                .isZero();
        assertThat(storedOf(GOOD)).isEqualTo(sequence);
    }

    private static List<JsonNode> newRows() {
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : console.get("/api/v1/rejections?limit=10").path("items")) {
            if (row.path("number").asLong() > newestRow) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static int storedOf(String device) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM telemetry.reading_text WHERE device = '" + device + "'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
