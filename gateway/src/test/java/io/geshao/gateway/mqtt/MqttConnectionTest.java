package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.gateway.intake.FakeKeep.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, who is put out, and what a session keeps. */
final class MqttConnectionTest {
    private static final String UP = "g/yuhua/d/up";

    @RegisterExtension
    final MqttDoor door = new MqttDoor();

    @ParameterizedTest
    @CsvSource({
        "4, d, token-of-d, 0x00",
        "5, d, token-of-d, 0x00",
        "5, rg-1, token-of-rg-1, 0x00",
        "4, d, token-of-e, 0x04",
        "5, d, token-of-e, 0x86",
        "4, nobody, token-of-d, 0x04",
        "5, nobody, token-of-d, 0x86",
        "4, , , 0x05",
        "5, , , 0x86",
        "4, d, , 0x05",
        "5, d, , 0x86",
    })
    void client_is_let_in_by_its_token(int version, String user, String token, String code) throws IOException {
        try (RawClient client = new RawClient(door.port(), version)) {
            RawClient.Packet answer = client.connect("c", user, token, true, 0);
            assertThat(answer.type()).isEqualTo(RawClient.CONNACK);
            assertThat(answer.body()[1] & 0xFF).isEqualTo(Integer.decode(code));
            if (!code.equals("0x00")) {
                assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
                assertThat(door.counter("geshao.gateway.mqtt.connects.refused")).isEqualTo(1);
            }
        }
    }

    @Test
    void client_without_identifier_is_given_one() throws IOException {
        try (RawClient client = new RawClient(door.port(), 5)) {
            RawClient.Packet answer = client.connect("", "d", "token-of-d", true, 0);
            assertThat(answer.body()[1]).isZero();
            assertThat(answer.has("auto-")).isTrue();
        }
        try (RawClient client = new RawClient(door.port(), 4)) {
            RawClient.Packet answer = client.connect("", "d", "token-of-d", false, 0);
            assertThat(answer.body()[1]).as("a lasting session needs a name").isEqualTo((byte) 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void same_client_again_takes_the_session_over_and_loses_nothing(int version) throws IOException {
        door.keep.become(Mode.HOLD);
        try (RawClient old = new RawClient(door.port(), version);
                RawClient young = new RawClient(door.port(), version)) {
            old.connect("c-1", "d", "token-of-d", false, 0);
            old.publish(1, 1, UP, "{\"seq\":1,\"m\":{\"level\":1}}");
            await().until(() -> door.keep.held() == 1);

            assertThat(young.connect("c-1", "d", "token-of-d", false, 0).body()[1])
                    .isZero();

            if (version == 5) {
                RawClient.Packet goodbye = old.read();
                assertThat(goodbye.type()).isEqualTo(RawClient.DISCONNECT);
                assertThat(goodbye.body()[0] & 0xFF).isEqualTo(MqttReplies.SESSION_TAKEN_OVER);
            }
            assertThatThrownBy(old::read).isInstanceOf(EOFException.class);
            door.keep.commit(0); // the answer to a dead connection goes nowhere
            door.keep.become(Mode.COMMIT);
            young.publish(8 | 1 << 1, 1, UP, "{\"seq\":1,\"m\":{\"level\":1}}".getBytes(StandardCharsets.UTF_8), null);
            assertThat(young.read().id()).isEqualTo(1);
        }
    }

    @Test
    void same_client_identifier_of_another_identity_puts_nobody_out() throws IOException {
        try (RawClient victim = new RawClient(door.port(), 5);
                RawClient rival = new RawClient(door.port(), 5)) {
            victim.connect("c-1", "d", "token-of-d", true, 0);
            rival.connect("c-1", "e", "token-of-e", true, 0);
            victim.ping();
            assertThat(victim.read().type()).isEqualTo(RawClient.PINGRESP);
        }
    }

    @Test
    void session_is_present_until_it_expires_or_a_clean_start_ends_it() throws IOException {
        connectOnce(false);
        assertThat(connectOnce(false)).as("kept").isTrue();
        door.ticker.advance(Duration.ofHours(1).minusSeconds(1));
        assertThat(connectOnce(false)).as("within the hour it asked for").isTrue();
        door.ticker.advance(Duration.ofHours(1));
        assertThat(connectOnce(false)).as("expired").isFalse();
        assertThat(connectOnce(true)).as("clean start").isFalse();
        assertThat(connectOnce(false)).as("a clean start left nothing").isFalse();
    }

    private boolean connectOnce(boolean clean) throws IOException {
        boolean present;
        try (RawClient client = new RawClient(door.port(), 5)) {
            present = client.connect("c-1", "d", "token-of-d", clean, 0).body()[0] == 1;
        }
        await().until(() ->
                door.meters.get("geshao.gateway.mqtt.connections").gauge().value() == 0);
        return present;
    }

    @ParameterizedTest
    @CsvSource({
        "d, g/yuhua/d/nack, 0x00",
        "d, g/yuhua/e/nack, 0x87",
        "d, g/yuhua/+/nack, 0xA2",
        "d, g/lanxi/d/nack, 0x87",
        "d, g/yuhua/d/up, 0x87",
        "d, #, 0xA2",
        "rg-1, g/yuhua/lora-1/nack, 0x00",
        "rg-1, g/yuhua/lora-9/nack, 0x87",
    })
    void client_may_subscribe_to_its_own_nack_topics_only(String identity, String filter, String code)
            throws IOException {
        try (RawClient client = door.client(5, identity)) {
            client.subscribe(3, filter);
            RawClient.Packet answer = client.read();
            assertThat(answer.type()).isEqualTo(RawClient.SUBACK);
            assertThat(answer.body()[3] & 0xFF).isEqualTo(Integer.decode(code));
        }
        try (RawClient client = door.client(4, identity)) {
            client.subscribe(3, filter);
            assertThat(client.read().body()[2] & 0xFF).isEqualTo(code.equals("0x00") ? 0 : 0x80);
        }
    }

    @Test
    void publish_before_connect_ends_the_connection() throws IOException {
        try (RawClient client = new RawClient(door.port(), 4)) {
            client.publish(1, 1, UP, "{}");
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
        }
        assertThat(door.keep.offers()).isZero();
    }

    @Test
    void second_connect_ends_the_connection() throws IOException {
        try (RawClient client = door.client(5, "d")) {
            RawClient.Packet goodbye = client.connect("c", "d", "token-of-d", true, 0);
            assertThat(goodbye.type()).isEqualTo(RawClient.DISCONNECT);
            assertThat(goodbye.body()[0] & 0xFF).isEqualTo(MqttReplies.PROTOCOL_ERROR);
        }
    }

    @Test
    void bytes_that_are_not_mqtt_end_their_own_connection_only() throws IOException {
        try (RawClient honest = door.client(5, "d");
                RawClient noise = new RawClient(door.port(), 4)) {
            noise.send('G', "ET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(noise::read).isInstanceOf(EOFException.class);
            honest.ping();
            assertThat(honest.read().type()).isEqualTo(RawClient.PINGRESP);
        }
    }

    @Test
    void packet_beyond_what_was_announced_ends_the_connection_with_its_reason() throws IOException {
        try (RawClient client = door.client(5, "d")) {
            client.publish(1 << 1, 1, UP, new byte[MqttConnection.MAX_PACKET + 1], null);
            RawClient.Packet goodbye = client.read();
            assertThat(goodbye.type()).isEqualTo(RawClient.DISCONNECT);
            assertThat(goodbye.body()[0] & 0xFF).isEqualTo(MqttReplies.PACKET_TOO_LARGE);
        }
    }

    @Test
    void unknown_protocol_version_is_refused() throws IOException {
        try (RawClient client = new RawClient(door.port(), 9)) {
            assertThat(client.connect("c", "d", "token-of-d", true, 0).body()[1])
                    .isEqualTo((byte) 1);
        }
    }

    @Test
    void silent_client_is_closed_after_one_and_a_half_keep_alives() throws IOException {
        try (RawClient client = new RawClient(door.port(), 5)) {
            client.connect("c", "d", "token-of-d", true, 60);
            client.ping();
            assertThat(client.read().type()).isEqualTo(RawClient.PINGRESP);
            assertThat(client.isQuietFor(600))
                    .as("the ping has been noted by then")
                    .isTrue();
            door.ticker.advance(Duration.ofSeconds(90));
            assertThat(client.isQuietFor(600)).as("not yet").isTrue();
            door.ticker.advance(Duration.ofSeconds(1));
            assertThat(client.read().body()[0] & 0xFF).isEqualTo(MqttReplies.KEEP_ALIVE_TIMEOUT);
        }
    }
}
