package io.geshao.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Batch;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.coap.CoapDoorConfig;
import io.geshao.gateway.codec.LnsVectors;
import io.geshao.gateway.intake.Town;
import io.geshao.gateway.mqtt.MqttDoorConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway: doors, real spool and uplink, in front of a centre that the test plays. */
final class GatewayTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway") // set by JUnit
    Path folder;

    /** Keeps what it is given, or is down. Any thread. */
    private static final class Centre implements BatchSink {
        private final List<Batch> batches = new CopyOnWriteArrayList<>();
        private volatile boolean down;

        @Override
        public CompletionStage<Void> report(GatewayReport report) {
            return CompletableFuture.completedFuture(null); // the books are OutageTest's subject
        }

        @Override
        public CompletionStage<Receipt> deliver(Batch batch) {
            if (down) {
                return CompletableFuture.failedFuture(
                        new UndeliverableException("down", new IOException("down"), true));
            }
            batches.add(batch);
            return CompletableFuture.completedFuture(
                    new Receipt(batch.readings().size(), 0));
        }

        List<Reading> readings() {
            return batches.stream().flatMap(batch -> batch.readings().stream()).toList();
        }

        List<Rejection> rejections() {
            return batches.stream()
                    .flatMap(batch -> batch.rejections().stream())
                    .toList();
        }
    }

    private GatewayConfig config(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "--spool.dir=" + folder.resolve("spool"),
                "--registry.dir=" + folder.resolve("registry"),
                "--bind.host=127.0.0.1",
                "--mqtt.port=0",
                "--coap.port=0",
                "--ops.port=0"));
        args.addAll(List.of(more));
        Settings settings = Settings.of(args.toArray(new String[0]), Map.of());
        GatewayConfig config = GatewayConfig.read(settings);
        settings.finish();
        return config;
    }

    private Gateway start(Centre centre, String... more) {
        return Gateway.start(config(more), Town.registry(), centre, Ticker.system(), new SimpleMeterRegistry());
    }

    private static void publish(Gateway gateway, long first, long last, int qos) throws MqttException {
        publish(gateway, first, last, qos, "");
    }

    /** Publishes readings with these counters, or the body as often; what the gateway answers does not matter. */
    private static void publish(Gateway gateway, long first, long last, int qos, String body) throws MqttException {
        MqttClient client =
                new MqttClient("tcp://127.0.0.1:" + gateway.mqttPort(), "device-d", new MemoryPersistence());
        client.setTimeToWait(LIMIT.toMillis());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("d");
        options.setPassword(Town.token("d").getBytes(StandardCharsets.UTF_8));
        client.connect(options);
        for (long seq = first; seq <= last; seq++) {
            byte[] payload = (body.isEmpty() ? body(seq) : body).getBytes(StandardCharsets.UTF_8);
            try {
                client.publish("g/yuhua/d/up", payload, qos, false);
            } catch (MqttException e) {
                assertThat(e.getReasonCode()).as("a refusal by its reason code").isEqualTo(0x99);
                assertThat(body).isNotEmpty();
            }
        }
        client.disconnect();
        client.close();
    }

    private static String body(long seq) {
        return "{\"seq\":" + seq + ",\"m\":{\"level\":1.5}}";
    }

    private static Long[] numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toArray(Long[]::new);
    }

    @Test
    void readings_of_every_door_reach_the_centre_once() throws Exception {
        Centre centre = new Centre();
        try (Gateway gateway = start(centre)) {
            publish(gateway, 1, 20, 1);
            publish(gateway, 21, 40, 2);
            publish(gateway, 11, 25, 1); // again: recognised by its identity
            CoapClient coap = new CoapClient("coap://127.0.0.1:" + gateway.coapPort() + "/t/e?token=token-of-e");
            assertThat(coap.post(body(7), 50).getCode()).isEqualTo(ResponseCode.CHANGED);
            assertThat(coap.post("42", 50).getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
            coap.shutdown();

            await().atMost(LIMIT).until(() -> centre.readings().size() >= 41);
            await().atMost(LIMIT).until(() -> !centre.rejections().isEmpty());
            assertThat(gateway.health()).isEqualTo(Map.of("spool", "up", "uplink", "up", "mqtt", "up", "coap", "up"));
        }
        assertThat(centre.readings())
                .filteredOn(reading -> reading.device().value().equals("d"))
                .extracting(Reading::sequence)
                .containsExactly(numbers(1, 40));
        assertThat(centre.rejections()).extracting(Rejection::reason).containsExactly(RejectionReason.BAD_SHAPE);
    }

    /** The names of the scrape are what dashboards and people see, so this looks at nothing else. */
    @Test
    void reason_sent_once_is_shown_as_one_and_every_door_shows_what_it_answered() throws Exception {
        Centre centre = new Centre();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Gateway gateway = Gateway.start(config(), Town.registry(), centre, Ticker.system(), meters)) {
            publish(gateway, 1, 3, 1);
            publish(gateway, 4, 4, 1, "{\"seq\":-1,\"m\":{\"level\":1}}");
            publish(gateway, 5, 5, 1, "{\"ts\":1760000000000,\"m\":{\"level\":1}}");
            publish(gateway, 6, 6, 1, "{\"seq\":6,\"m\":{\"level\":1,\"foo\":2}}");
            CoapClient coap = new CoapClient("coap://127.0.0.1:" + gateway.coapPort() + "/t/e?token=token-of-e");
            assertThat(coap.post("42", 50).getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
            coap.shutdown();
            await().atMost(LIMIT).until(() -> centre.rejections().size() == 4);
        }
        assertThat(centre.rejections())
                .extracting(Rejection::reason)
                .containsExactlyInAnyOrder(
                        RejectionReason.SEQ_INVALID,
                        RejectionReason.SEQ_MISSING,
                        RejectionReason.UNKNOWN_METRIC,
                        RejectionReason.BAD_SHAPE);
        assertThat(meters.scrape().lines().filter(line -> line.startsWith("geshao_gateway_rejected_total{")))
                .filteredOn(line -> !line.endsWith(" 0.0"))
                .containsExactlyInAnyOrder(
                        "geshao_gateway_rejected_total{reason=\"SEQ_INVALID\"} 1.0",
                        "geshao_gateway_rejected_total{reason=\"SEQ_MISSING\"} 1.0",
                        "geshao_gateway_rejected_total{reason=\"UNKNOWN_METRIC\"} 1.0",
                        "geshao_gateway_rejected_total{reason=\"BAD_SHAPE\"} 1.0");
        assertThat(meters.scrape().lines().filter(line -> line.matches("geshao_gateway_(door_)?n?acked_total.*")))
                .as("readings and answers have names of their own, so that a sum over one name counts one thing")
                .containsExactlyInAnyOrder(
                        "geshao_gateway_acked_total 4.0",
                        "geshao_gateway_door_acked_total{door=\"coap\"} 0.0",
                        "geshao_gateway_door_acked_total{door=\"mqtt\"} 4.0",
                        "geshao_gateway_door_nacked_total{door=\"coap\"} 1.0",
                        "geshao_gateway_door_nacked_total{door=\"mqtt\"} 2.0");
    }

    @Test
    void uplink_delivered_twice_by_its_network_server_is_stored_once() throws Exception {
        Centre centre = new Centre();
        try (Gateway gateway = start(centre)) {
            MqttClient server =
                    new MqttClient("tcp://127.0.0.1:" + gateway.mqttPort(), "chirpstack", new MemoryPersistence());
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName("rg-1");
            options.setPassword(Town.token("rg-1").getBytes(StandardCharsets.UTF_8));
            server.connect(options);
            byte[] event = LnsVectors.L01.getBytes(StandardCharsets.UTF_8);
            server.publish(LnsVectors.L01_TOPIC, event, 1, false);
            server.publish(LnsVectors.L01_TOPIC, event, 1, false);
            server.publish(
                    LnsVectors.L01_TOPIC,
                    LnsVectors.L01
                            .replace("1187", "1188")
                            .replace("3ac7e3c4", "3ac7e3c5")
                            .getBytes(StandardCharsets.UTF_8),
                    1,
                    false);
            server.disconnect();
            server.close();
            await().atMost(LIMIT).until(() -> centre.readings().size() >= 12);
        }
        assertThat(centre.readings()).hasSize(12);
        assertThat(centre.readings().stream().map(Reading::sequence).distinct()).hasSize(2);
    }

    @Test
    void readings_acknowledged_while_the_centre_is_away_are_delivered_after_a_restart() throws Exception {
        Centre centre = new Centre();
        centre.down = true;
        try (Gateway gateway = start(centre)) {
            publish(gateway, 1, 30, 1); // returns when every one is acknowledged
        }
        assertThat(centre.readings()).isEmpty();
        centre.down = false;
        try (Gateway gateway = start(centre)) {
            await().atMost(LIMIT).until(() -> centre.readings().size() >= 30);
            assertThat(gateway.health().get("spool")).isEqualTo("up");
        }
        assertThat(centre.readings()).extracting(Reading::sequence).containsExactly(numbers(1, 30));
    }

    @Test
    void port_that_is_taken_stops_the_start_with_its_name_and_leaves_nothing_open() throws IOException {
        Centre centre = new Centre();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(centre, "--mqtt.port=" + taken.getLocalPort()))
                    .isInstanceOf(StartException.class)
                    .hasMessage("mqtt port " + taken.getLocalPort() + " is taken");
        }
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(centre, "--coap.port=" + taken.getLocalPort()))
                    .isInstanceOf(StartException.class)
                    .hasMessage("coap port " + taken.getLocalPort() + " is taken");
        }
        try (Gateway gateway = start(centre)) {
            assertThat(gateway.mqttPort()).as("the spool was let go").isPositive();
        }
    }

    @Test
    void second_gateway_on_the_same_spool_does_not_start() {
        Centre centre = new Centre();
        try (Gateway first = start(centre)) {
            assertThatThrownBy(() -> start(centre))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(folder.resolve("spool").toString());
            assertThat(first.health().get("spool")).isEqualTo("up");
        }
    }

    @Test
    void broker_that_is_not_there_is_told_in_health_and_keeps_no_other_door_shut() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        String url = "tcp://127.0.0.1:" + free;
        Centre centre = new Centre();
        try (Gateway gateway = start(centre, "--broker.urls=" + url)) {
            await().atMost(LIMIT)
                    .until(() ->
                            gateway.health().getOrDefault("broker " + url, "").contains("cannot connect"));
            publish(gateway, 1, 1, 1);
        }
    }

    @Test
    void config_without_values_has_its_defaults() {
        Settings settings = Settings.of(Map.of());
        GatewayConfig config = GatewayConfig.read(settings);
        settings.finish();
        assertThat(config)
                .isEqualTo(new GatewayConfig(
                        "gw-1",
                        Path.of("registry"),
                        Path.of("spool"),
                        MqttDoorConfig.plain("0.0.0.0", 1883),
                        new CoapDoorConfig("0.0.0.0", true, 5683, 5684, "", "", "", "", 10_000),
                        200,
                        1_000,
                        List.of(),
                        "http://localhost:8081",
                        "",
                        9101));
    }

    @Test
    void config_with_faults_names_all_of_them() {
        Settings settings = Settings.of(Map.of(
                "gateway.name", "a b",
                "broker.urls", "tcp://broker:1883, mqtt://other, tcp://noport",
                "mqtt.prt", "1"));
        GatewayConfig config = GatewayConfig.read(settings);
        assertThat(config.brokers()).hasSize(3);
        assertThatThrownBy(settings::finish)
                .hasMessageContaining("gateway.name='a b'")
                .hasMessageContaining("'mqtt://other'")
                .hasMessageContaining("'tcp://noport'")
                .hasMessageContaining("unknown key 'mqtt.prt'");
    }

    @Test
    void process_without_a_registry_says_which_folder_it_wanted() {
        assertThatThrownBy(() -> Main.run(new Main.Config(config(), "")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(folder.resolve("registry").toString());
    }

    @Test
    void process_starts_on_a_registry_folder_and_stops() throws Exception {
        Path registry = Files.createDirectories(folder.resolve("registry"));
        table(registry, "places.tsv", "path name_zh name_en longitude latitude", "a/b/c 甲 A 121 31");
        table(registry, "devices.tsv", "device profile place zone gateway longitude latitude name_zh name_en");
        table(registry, "credentials.tsv", "identity token_sha256");
        try (AutoCloseable process = Main.run(new Main.Config(config(), ""))) {
            assertThat(process).isNotNull();
        }
    }

    private static void table(Path folder, String name, String... rows) throws IOException {
        Files.writeString(folder.resolve(name), String.join("\n", rows).replace(' ', '\t') + "\n");
    }
}
