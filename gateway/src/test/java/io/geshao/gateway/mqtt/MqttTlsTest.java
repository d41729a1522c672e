package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.gateway.intake.TestAuthority;
import io.geshao.gateway.mqtt.MqttDoorConfig.ClientCertificates;
import io.geshao.testkit.RealPart;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The TLS listener, spoken to by Mosquitto's client: who may come in with what. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class MqttTlsTest {
    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.Issued server;
    private static TestAuthority.Issued device;
    private static TestAuthority.Issued radioGateway;
    private static TestAuthority.Issued nobody;
    private static TestAuthority.Issued forged;

    @BeforeAll
    static void issue() throws Exception {
        authority = new TestAuthority(folder.resolve("ours"));
        server = authority.issue("gateway");
        device = authority.issue("d");
        radioGateway = authority.issue("rg-1");
        nobody = authority.issue("nobody");
        forged = new TestAuthority(folder.resolve("theirs")).issue("d");
    }

    private static MqttDoorConfig config(Path certificate, Path key, ClientCertificates wanted) {
        return new MqttDoorConfig(
                "127.0.0.1",
                0,
                -1,
                certificate.toString(),
                key.toString(),
                authority.certificate().toString(),
                wanted,
                1_000,
                0,
                30,
                7_200);
    }

    /** Publishes one message; the exit code of the program. */
    private static int publish(MqttDoor door, String version, String topic, List<String> credentials)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                RealPart.MOSQUITTO_PUB.orSkip(MqttTlsTest.class).toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(door.tlsPort()),
                "--cafile",
                authority.certificate().toString(),
                "-V",
                version,
                "-q",
                "1",
                "-t",
                topic,
                "-m",
                "{\"seq\":5,\"m\":{\"level\":1}}"));
        command.addAll(credentials);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static List<String> with(TestAuthority.Issued own, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--cert", own.certificate().toString(), "--key", own.key().toString()));
        options.addAll(List.of(more));
        return options;
    }

    @Nested
    final class CertificateWelcome {
        @RegisterExtension
        final MqttDoor door =
                new MqttDoor(config(server.certificate(), server.key(), ClientCertificates.OPTIONAL), 0, 1);

        @ParameterizedTest
        @CsvSource({"mqttv311", "mqttv5"})
        void device_with_its_token_is_let_in(String version) throws Exception {
            assertThat(publish(door, version, "g/yuhua/d/up", List.of("-u", "d", "-P", "token-of-d")))
                    .isZero();
            await().untilAsserted(() -> assertThat(door.keep.counters()).containsExactly(5L));
        }

        @ParameterizedTest
        @CsvSource({"mqttv311", "mqttv5"})
        void device_with_its_certificate_needs_no_token(String version) throws Exception {
            assertThat(publish(door, version, "g/yuhua/d/up", with(device))).isZero();
            await().untilAsserted(() -> assertThat(door.keep.counters()).containsExactly(5L));
        }

        @Test
        void certificate_of_a_radio_gateway_speaks_for_its_devices_only() throws Exception {
            assertThat(publish(door, "mqttv311", "g/yuhua/lora-1/up", with(radioGateway)))
                    .isZero();
            await().untilAsserted(() -> assertThat(door.keep.counters()).containsExactly(5L));
            publish(door, "mqttv311", "g/yuhua/d/up", with(radioGateway));
            await().untilAsserted(() -> assertThat(door.keep.rejections()).hasSize(1));
            assertThat(door.keep.counters()).containsExactly(5L);
        }

        @Test
        void certificate_and_another_name_or_a_wrong_token_are_refused() throws Exception {
            assertThat(publish(door, "mqttv5", "g/yuhua/e/up", with(device, "-u", "e", "-P", "token-of-e")))
                    .isNotZero();
            assertThat(publish(door, "mqttv5", "g/yuhua/d/up", with(device, "-u", "d", "-P", "wrong")))
                    .isNotZero();
            assertThat(publish(door, "mqttv5", "g/yuhua/d/up", with(device, "-u", "d", "-P", "token-of-d")))
                    .isZero();
            assertThat(door.keep.counters()).containsExactly(5L);
        }

        @Test
        void certificate_of_nobody_known_and_certificate_of_another_authority_are_refused() throws Exception {
            assertThat(publish(door, "mqttv5", "g/yuhua/nobody/up", with(nobody)))
                    .isNotZero();
            assertThat(publish(door, "mqttv5", "g/yuhua/d/up", with(forged))).isNotZero();
            assertThat(door.keep.offers()).isZero();
        }
    }

    @Nested
    final class CertificateRequired {
        @RegisterExtension
        final MqttDoor door =
                new MqttDoor(config(server.certificate(), server.key(), ClientCertificates.REQUIRED), 0, 1);

        @Test
        void token_alone_does_not_open_the_secure_port_and_still_opens_the_plain_one() throws Exception {
            assertThat(publish(door, "mqttv5", "g/yuhua/d/up", List.of("-u", "d", "-P", "token-of-d")))
                    .isNotZero();
            assertThat(publish(door, "mqttv5", "g/yuhua/d/up", with(device))).isZero();
            try (RawClient client = door.client(4, "d")) {
                client.publish(1, 1, "g/yuhua/d/up", "{\"seq\":6,\"m\":{\"level\":1}}");
                assertThat(client.read().type()).isEqualTo(RawClient.PUBACK);
            }
            assertThat(door.keep.counters()).containsExactly(5L, 6L);
        }
    }

    @Test
    void file_that_is_missing_or_wrong_is_named_in_one_line_at_the_start() throws Exception {
        Path junk = Files.writeString(folder.resolve("junk.pem"), "not a certificate");
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> start(missing, server.key()))
                .isInstanceOf(StartException.class)
                .hasMessage("mqtt.tls.cert.file: '" + missing + "' cannot be read");
        assertThatThrownBy(() -> start(junk, server.key()))
                .isInstanceOf(StartException.class)
                .hasMessage("mqtt.tls.cert.file: '" + junk + "' holds no certificate in PEM form");
        assertThatThrownBy(() -> start(server.certificate(), missing))
                .isInstanceOf(StartException.class)
                .hasMessage("mqtt.tls.key.file: '" + missing + "' cannot be read");
        assertThatThrownBy(() -> start(server.certificate(), junk))
                .isInstanceOf(StartException.class)
                .hasMessage("mqtt.tls.key.file: '" + junk + "' holds no private key in PEM form");
        assertThatThrownBy(() -> start(server.certificate(), device.key()))
                .isInstanceOf(StartException.class)
                .hasMessage("mqtt.tls.key.file: '" + device.key() + "' does not fit the certificate");
    }

    private static void start(Path certificate, Path key) {
        Vertx vertx = Vertx.vertx();
        MqttDoor parts = new MqttDoor();
        try {
            MqttIntake.start(
                    vertx,
                    config(certificate, key, ClientCertificates.NONE),
                    parts.intake(),
                    null,
                    io.geshao.gateway.intake.Town::registry,
                    parts.ticker,
                    parts.meters);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void config_with_half_of_what_tls_needs_is_a_fault() {
        Settings settings = Settings.of(Map.of("mqtt.tls.port", "8883", "mqtt.tls.client.auth", "required"));
        MqttDoorConfig.read(settings);
        assertThatThrownBy(settings::finish)
                .hasMessageContaining("mqtt.tls.port needs mqtt.tls.cert.file and mqtt.tls.key.file")
                .hasMessageContaining("mqtt.tls.client.auth needs mqtt.tls.client.ca.file");
        Settings unknown = Settings.of(Map.of("mqtt.tls.client.auth", "maybe"));
        MqttDoorConfig.read(unknown);
        assertThatThrownBy(unknown::finish).hasMessageContaining("'maybe' is not none, optional or required");
    }
}
