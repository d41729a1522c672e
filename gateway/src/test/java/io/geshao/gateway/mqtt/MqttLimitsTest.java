package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.intake.Rejected;
import io.geshao.gateway.mqtt.MqttDoorConfig.ClientCertificates;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who overdoes it harms only itself. */
final class MqttLimitsTest {
    private static final int BURST = 5;

    private static String level(int seq) {
        return "{\"seq\":" + seq + ",\"ts\":1760000000000,\"m\":{\"level\":1.5}}";
    }

    @Nested
    final class Messages {
        @RegisterExtension
        final MqttDoor door = new MqttDoor(MqttDoorConfig.plain("127.0.0.1", 0), 1, BURST);

        @Test
        void device_that_floods_is_refused_alone_and_reported_once_a_minute() throws IOException {
            try (RawClient flood = door.client(5, "d");
                    RawClient calm = door.client(5, "e")) {
                for (int seq = 1; seq <= 50; seq++) {
                    flood.publish(1, seq, "g/yuhua/d/up", level(seq));
                    RawClient.Packet answer = flood.read();
                    assertThat(answer.code()).isEqualTo(seq <= BURST ? 0 : 0x97);
                    assertThat(answer.has("RATE_LIMITED")).isEqualTo(seq > BURST);
                }
                calm.publish(1, 1, "g/yuhua/e/up", level(1));
                assertThat(calm.read().code()).isZero();
                assertThat(door.keep.rejections()).hasSize(1);

                door.ticker.advance(Duration.ofSeconds(1));
                flood.publish(1, 60, "g/yuhua/d/up", level(60));
                assertThat(flood.read().code())
                        .as("a second later it may send one more")
                        .isZero();
                door.ticker.advance(Duration.ofSeconds(59));
                for (int seq = 61; seq <= 61 + BURST; seq++) {
                    flood.publish(1, seq, "g/yuhua/d/up", level(seq));
                    flood.read();
                }
            }
            assertThat(Rejected.counts(door.meters)).isEqualTo(Map.of(RejectionReason.RATE_LIMITED, 46));
            assertThat(door.keep.rejections())
                    .extracting(Rejection::detail)
                    .containsExactly(
                            "more messages than one device may send", "45 messages more than one device may send");
            assertThat(door.keep.readings()).hasSize(BURST + 1 + 1 + BURST);
        }

        @Test
        void radio_gateway_is_limited_per_device_and_told_on_the_nack_topic_of_mqtt_3() throws IOException {
            try (RawClient client = door.client(4, "rg-1")) {
                client.subscribe(9, "g/yuhua/lora-1/nack");
                client.read();
                for (int seq = 1; seq <= BURST; seq++) {
                    client.publish(1, seq, "g/yuhua/lora-1/up", level(seq));
                    assertThat(client.read().type()).isEqualTo(RawClient.PUBACK);
                }
                client.publish(1, 90, "g/yuhua/lora-1/up", level(90));
                assertThat(client.read().has("\"reason\":\"RATE_LIMITED\"")).isTrue();
                assertThat(client.read().type()).isEqualTo(RawClient.PUBACK);
                client.publish(1, 91, "g/yuhua/lora-2/up", level(1));
                assertThat(client.read().id()).isEqualTo(91);
            }
            assertThat(door.keep.readings()).hasSize(BURST + 1);
        }

        @Test
        void stranger_uses_up_nobodys_share() throws IOException {
            try (RawClient stranger = door.client(5, "e");
                    RawClient device = door.client(5, "d")) {
                for (int i = 1; i <= 20; i++) {
                    stranger.publish(1, i, "g/yuhua/d/up", level(i));
                    assertThat(stranger.read().code()).isEqualTo(0x87);
                }
                device.publish(1, 1, "g/yuhua/d/up", level(1));
                assertThat(device.read().code()).isZero();
            }
        }
    }

    @Nested
    final class Connections {
        @RegisterExtension
        final MqttDoor door = new MqttDoor(
                new MqttDoorConfig("127.0.0.1", 0, 0, "", "", "", ClientCertificates.NONE, 3, 1, 30, 7_200), 0, 1);

        @Test
        void clients_that_come_too_fast_are_told_so_and_later_let_in() throws IOException {
            try (RawClient first = door.client(5, "d");
                    RawClient second = door.client(5, "e")) {
                assertThat(connect(5)).as("connection rate exceeded").isEqualTo(0x9F);
                assertThat(connect(4)).as("server unavailable").isEqualTo(3);
                door.ticker.advance(Duration.ofSeconds(2));
                assertThat(connect(4)).isZero();
                first.ping();
                second.ping();
                assertThat(first.read().type()).isEqualTo(RawClient.PINGRESP);
                assertThat(second.read().type()).isEqualTo(RawClient.PINGRESP);
            }
        }

        private int connect(int version) throws IOException {
            try (RawClient client = new RawClient(door.port(), version)) {
                return client.connect("c", "f", "token-of-f", true, 0).body()[1] & 0xFF;
            }
        }

        @Test
        void connections_beyond_the_limit_are_closed_at_once() throws IOException {
            try (RawClient first = door.client(4, "d");
                    RawClient second = door.client(4, "e")) {
                door.ticker.advance(Duration.ofSeconds(5));
                try (RawClient third = door.client(4, "f");
                        RawClient fourth = new RawClient(door.port(), 4)) {
                    assertThatThrownBy(() -> fourth.connect("c", "f", "token-of-f", true, 0))
                            .isInstanceOf(IOException.class);
                    third.ping();
                    assertThat(third.read().type()).isEqualTo(RawClient.PINGRESP);
                }
                first.ping();
                assertThat(first.read().type()).isEqualTo(RawClient.PINGRESP);
                assertThat(second.isQuietFor(10)).isTrue();
            }
        }
    }
}
