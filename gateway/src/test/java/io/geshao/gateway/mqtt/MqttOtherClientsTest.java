package io.geshao.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.geshao.core.DeviceId;
import io.geshao.gateway.intake.TestAuthority;
import io.geshao.gateway.mqtt.MqttDoorConfig.ClientCertificates;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HiveMQ's client and Paho's for MQTT 3 against the MQTT door, with and without TLS. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class MqttOtherClientsTest {
    private static final String UP = "g/yuhua/d/up";
    private static final int COUNT = 100;

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.Issued server;

    @RegisterExtension
    final MqttDoor door = new MqttDoor(
            new MqttDoorConfig(
                    "127.0.0.1",
                    0,
                    -1,
                    server.certificate().toString(),
                    server.key().toString(),
                    "",
                    ClientCertificates.NONE,
                    1_000,
                    0,
                    30,
                    120),
            0,
            1);

    @BeforeAll
    static void issue() throws Exception {
        authority = new TestAuthority(folder);
        server = authority.issue("gateway");
    }

    private static byte[] level(long seq) {
        return ("{\"seq\":" + seq + ",\"ts\":1760000000000,\"m\":{\"level\":1.5}}").getBytes(UTF_8);
    }

    private Mqtt5BlockingClient hive5() {
        return Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(door.port())
                .identifier("hive5")
                .simpleAuth()
                .username("d")
                .password("token-of-d".getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    private void assertThatAllCameInOrder() {
        await().until(() -> door.keep.counters().size() >= COUNT);
        assertThat(door.keep.counters())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, COUNT).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void hivemq_client_of_mqtt_5_publishes_in_order_once_each(int qos) {
        Mqtt5BlockingClient client = hive5();
        client.connect();
        for (long seq = 1; seq <= COUNT; seq++) {
            client.publishWith()
                    .topic(UP)
                    .qos(Optional.ofNullable(MqttQos.fromCode(qos)).orElseThrow())
                    .payload(level(seq))
                    .send();
        }
        client.disconnect();
        assertThatAllCameInOrder();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void hivemq_client_of_mqtt_3_publishes_over_tls_in_order_once_each(int qos) throws Exception {
        Mqtt3BlockingClient client = Mqtt3Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(door.tlsPort())
                .identifier("hive3")
                .sslConfig()
                .trustManagerFactory(trust())
                .applySslConfig()
                .simpleAuth()
                .username("d")
                .password("token-of-d".getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        for (long seq = 1; seq <= COUNT; seq++) {
            client.publishWith()
                    .topic(UP)
                    .qos(Optional.ofNullable(MqttQos.fromCode(qos)).orElseThrow())
                    .payload(level(seq))
                    .send();
        }
        client.disconnect();
        assertThatAllCameInOrder();
    }

    @Test
    void hivemq_client_learns_limits_reasons_and_what_was_left_out() {
        Mqtt5BlockingClient client = hive5();
        Mqtt5ConnAck welcome = client.toBlocking().connectWith().noKeepAlive().send();
        assertThat(welcome.getServerKeepAlive()).hasValue(120);
        assertThat(welcome.getRestrictions().getReceiveMaximum()).isEqualTo(AckWindow.MAX_MESSAGES);
        assertThat(welcome.getRestrictions().getMaximumPacketSize()).isEqualTo(MqttConnection.MAX_PACKET);
        assertThat(welcome.getRestrictions().getTopicAliasMaximum()).isZero();
        assertThat(welcome.getRestrictions().isSharedSubscriptionAvailable()).isFalse();
        assertThat(welcome.getRestrictions().isWildcardSubscriptionAvailable()).isFalse();

        assertThatThrownBy(() -> publish(client, "42")).isInstanceOfSatisfying(Mqtt5PubAckException.class, refused -> {
            Mqtt5PubAck answer = refused.getMqttMessage();
            assertThat(answer.getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(answer.getReasonString())
                    .hasValueSatisfying(text -> assertThat(text.toString()).isEqualTo("BAD_SHAPE"));
        });
        client.publishWith()
                .topic(UP)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload("{\"seq\":1,\"m\":{\"level\":1,\"foo\":2}}".getBytes(UTF_8))
                .send();
        client.disconnect();
        assertThat(door.keep.counters()).as("retained or not, it is a reading").containsExactly(1L);
    }

    private static void publish(Mqtt5BlockingClient client, String payload) {
        client.publishWith()
                .topic(UP)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(UTF_8))
                .send();
    }

    @Test
    void hivemq_client_receives_a_command() throws Exception {
        Mqtt5BlockingClient client = hive5();
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes incoming =
                client.publishes(com.hivemq.client.mqtt.MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith()
                    .topicFilter("g/yuhua/d/cmd")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            var told = door.listening()
                    .send(new DeviceId("d"), "cmd", "siren".getBytes(UTF_8))
                    .toCompletableFuture();
            Mqtt5Publish command = incoming.receive(5, TimeUnit.SECONDS).orElseThrow();
            assertThat(new String(command.getPayloadAsBytes(), UTF_8)).isEqualTo("siren");
            assertThat(told.get(5, TimeUnit.SECONDS)).isTrue();
        }
        client.disconnect();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void paho_client_of_mqtt_3_publishes_over_tls_in_order_once_each(int qos) throws Exception {
        MqttClient client = new MqttClient("ssl://127.0.0.1:" + door.tlsPort(), "paho3", new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName("d");
        options.setPassword("token-of-d".toCharArray());
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        // This client takes a finished message off its own count after it has said so: ten are too few in a fast loop.
        options.setMaxInflight(COUNT + 1);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust().getTrustManagers(), null);
        options.setSocketFactory(context.getSocketFactory());
        client.setTimeToWait(5_000);
        client.connect(options);
        for (long seq = 1; seq <= COUNT; seq++) {
            client.publish(UP, level(seq), qos, false);
        }
        client.disconnect();
        client.close();
        assertThatAllCameInOrder();
    }

    private static TrustManagerFactory trust() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(authority.certificate()))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }
}
