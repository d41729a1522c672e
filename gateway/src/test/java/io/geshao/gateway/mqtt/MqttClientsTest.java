package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.gateway.intake.Town;
import io.geshao.testkit.RealPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others have written, against the MQTT door. */
final class MqttClientsTest {
    private static final String UP = "g/yuhua/d/up";

    @RegisterExtension
    final MqttDoor door = new MqttDoor();

    private static byte[] level(long seq) {
        return ("{\"seq\":" + seq + ",\"ts\":1760000000000,\"m\":{\"level\":1.5}}").getBytes(StandardCharsets.UTF_8);
    }

    private MqttClient paho(String token) throws MqttException {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + door.port(), "paho", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("d");
        options.setPassword(token.getBytes(StandardCharsets.UTF_8));
        options.setConnectionTimeout(5);
        client.setTimeToWait(5_000);
        client.connect(options);
        return client;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void paho_publishes_arrive_in_order_once_each(int qos) throws MqttException {
        int count = 300;
        MqttClient client = paho(Town.token("d"));
        for (int seq = 1; seq <= count; seq++) {
            client.publish(UP, level(seq), qos, false);
        }
        await().until(() -> door.keep.counters().size() >= count);
        client.disconnect();
        client.close();
        assertThat(door.keep.counters())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
    }

    @Test
    void paho_with_a_wrong_token_learns_the_reason() {
        assertThatThrownBy(() -> paho("wrong"))
                .isInstanceOfSatisfying(
                        MqttException.class, e -> assertThat(e.getReasonCode()).isEqualTo(0x86));
    }

    @Test
    void paho_hears_refusals_on_its_nack_topic() throws MqttException {
        List<String> nacks = new CopyOnWriteArrayList<>();
        MqttClient client = paho(Town.token("d"));
        client.setCallback(new NackListener(nacks));
        client.subscribe("g/yuhua/d/nack", 0);
        try {
            client.publish(UP, "42".getBytes(StandardCharsets.UTF_8), 1, false);
        } catch (MqttException e) {
            assertThat(e.getReasonCode()).isEqualTo(0x99);
        }
        await().untilAsserted(() -> assertThat(List.copyOf(nacks)).containsExactly("{\"reason\":\"BAD_SHAPE\"}"));
        client.publish(UP, level(1), 1, false);
        client.disconnect();
        client.close();
        assertThat(door.keep.counters()).containsExactly(1L);
    }

    @ParameterizedTest
    @CsvSource({"mqttv311, 0", "mqttv311, 1", "mqttv311, 2", "mqttv5, 0", "mqttv5, 1", "mqttv5, 2", "mqttv31, 1"})
    void mosquitto_pub_is_acknowledged(String version, String qos) throws IOException, InterruptedException {
        String program = RealPart.MOSQUITTO_PUB.orSkip(getClass()).toString();
        assertThat(mosquittoPub(program, version, qos, "token-of-d", "{\"seq\":5,\"m\":{\"level\":1}}"))
                .isZero();
        await().untilAsserted(() -> assertThat(door.keep.counters()).containsExactly(5L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void mosquitto_pub_with_a_wrong_token_is_refused(String version) throws IOException, InterruptedException {
        String program = RealPart.MOSQUITTO_PUB.orSkip(getClass()).toString();
        assertThat(mosquittoPub(program, version, "1", "wrong", "{}")).isNotZero();
        assertThat(door.keep.offers()).isZero();
    }

    private int mosquittoPub(String program, String version, String qos, String token, String message)
            throws IOException, InterruptedException {
        List<String> command = List.of(
                program,
                "-V",
                version,
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(door.port()),
                "-i",
                "pub",
                "-u",
                "d",
                "-P",
                token,
                "-t",
                UP,
                "-q",
                qos,
                "-m",
                message);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
