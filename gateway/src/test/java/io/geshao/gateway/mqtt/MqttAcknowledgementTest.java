package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Flag;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.intake.FakeKeep.Mode;
import io.geshao.gateway.intake.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When and how the MQTT door answers a publish. */
final class MqttAcknowledgementTest {
    private static final String UP = "g/yuhua/d/up";

    @RegisterExtension
    final MqttDoor door = new MqttDoor();

    private static String level(long seq) {
        return "{\"seq\":" + seq + ",\"ts\":1760000000000,\"m\":{\"level\":1.5}}";
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void puback_while_the_spool_has_not_committed_is_not_sent(int version) throws IOException {
        door.keep.become(Mode.HOLD);
        try (RawClient client = door.client(version, "d")) {
            client.publish(1, 7, UP, level(1));
            await().until(() -> door.keep.held() == 1);
            assertThat(client.isQuietFor(150)).isTrue();

            door.keep.commit(0);

            RawClient.Packet ack = client.read();
            assertThat(ack.type()).isEqualTo(RawClient.PUBACK);
            assertThat(ack.id()).isEqualTo(7);
            assertThat(ack.code()).isZero();
        }
        assertThat(door.keep.counters()).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void pubrec_while_the_spool_has_not_committed_is_not_sent(int version) throws IOException {
        door.keep.become(Mode.HOLD);
        try (RawClient client = door.client(version, "d")) {
            client.publish(2, 9, UP, level(1));
            await().until(() -> door.keep.held() == 1);
            assertThat(client.isQuietFor(150)).isTrue();

            door.keep.commit(0);

            RawClient.Packet received = client.read();
            assertThat(received.type()).isEqualTo(RawClient.PUBREC);
            assertThat(received.code()).isZero();
            client.release(9);
            RawClient.Packet complete = client.read();
            assertThat(complete.type()).isEqualTo(RawClient.PUBCOMP);
            assertThat(complete.id()).isEqualTo(9);
            assertThat(complete.code()).isZero();
        }
    }

    @Test
    void qos_2_message_sent_again_before_its_release_is_offered_once() throws IOException {
        door.keep.become(Mode.HOLD);
        try (RawClient client = door.client(5, "d")) {
            client.publish(2 << 1, 9, UP, level(1).getBytes(StandardCharsets.UTF_8), null);
            client.publish(8 | 2 << 1, 9, UP, level(1).getBytes(StandardCharsets.UTF_8), null);
            client.ping();
            assertThat(client.read().type()).isEqualTo(RawClient.PINGRESP);
            assertThat(door.keep.offers()).isEqualTo(1);
            door.keep.commit(0);
            assertThat(client.read().type()).isEqualTo(RawClient.PUBREC);

            client.publish(8 | 2 << 1, 9, UP, level(1).getBytes(StandardCharsets.UTF_8), null);

            assertThat(client.read().type()).isEqualTo(RawClient.PUBREC);
            client.release(9);
            assertThat(client.read().type()).isEqualTo(RawClient.PUBCOMP);
            assertThat(door.keep.offers()).isEqualTo(1);
        }
    }

    @Test
    void qos_2_number_in_use_survives_the_connection_with_its_session() throws IOException {
        try (RawClient client = new RawClient(door.port(), 5)) {
            client.connect("c-1", "d", "token-of-d", false, 0);
            client.publish(2, 9, UP, level(1));
            assertThat(client.read().type()).isEqualTo(RawClient.PUBREC);
        }
        try (RawClient client = new RawClient(door.port(), 5)) {
            RawClient.Packet welcome = client.connect("c-1", "d", "token-of-d", false, 0);
            assertThat(welcome.body()[0]).as("session present").isEqualTo((byte) 1);
            client.publish(8 | 2 << 1, 9, UP, level(1).getBytes(StandardCharsets.UTF_8), null);
            assertThat(client.read().type()).isEqualTo(RawClient.PUBREC);
            client.release(9);
            assertThat(client.read().code()).isZero();
            client.release(9);
            assertThat(client.read().code()).as("released already").isEqualTo(0x92);
        }
        assertThat(door.keep.offers()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void acks_when_commits_come_out_of_order_leave_in_the_order_of_the_messages(int version) throws IOException {
        door.keep.become(Mode.HOLD);
        try (RawClient client = door.client(version, "d")) {
            for (int id = 1; id <= 3; id++) {
                client.publish(1, id, UP, level(id));
            }
            await().until(() -> door.keep.held() == 3);
            door.keep.commit(2);
            door.keep.commit(1);
            assertThat(client.isQuietFor(150)).isTrue();
            door.keep.commit(0);
            assertThat(List.of(
                            client.read().id(),
                            client.read().id(),
                            client.read().id()))
                    .containsExactly(1, 2, 3);
        }
    }

    @Test
    void qos_0_message_is_kept_and_not_answered() throws IOException {
        try (RawClient client = door.client(5, "d")) {
            client.publish(0, 0, UP, level(1));
            client.ping();
            assertThat(client.read().type()).isEqualTo(RawClient.PINGRESP);
        }
        await().untilAsserted(() -> assertThat(door.keep.counters()).containsExactly(1L));
    }

    @Test
    void retained_message_is_taken_as_any_other_and_not_kept_for_subscribers() throws IOException {
        try (RawClient client = door.client(5, "d")) {
            client.publish(1 | 1 << 1, 4, UP, level(1).getBytes(StandardCharsets.UTF_8), null);
            assertThat(client.read().code()).isZero();
        }
        assertThat(door.keep.counters()).containsExactly(1L);
    }

    @Test
    void content_type_of_mqtt_5_overrules_the_topic() throws IOException {
        byte[] cbor = HexFormat.of().parseHex("a3636371707b"); // not CBOR of ours: must be read as such
        try (RawClient client = door.client(5, "d")) {
            client.publish(
                    1 << 1,
                    1,
                    "g/yuhua/d/up/cbor",
                    level(1).getBytes(StandardCharsets.UTF_8),
                    "application/json; charset=utf-8");
            assertThat(client.read().code()).isZero();
            client.publish(1 << 1, 2, UP, cbor, "application/cbor");
            assertThat(client.read().code()).isEqualTo(0x99);
            client.publish(1 << 1, 3, UP, level(2).getBytes(StandardCharsets.UTF_8), "text/xml");
            assertThat(client.read().has("UNSUPPORTED_FORMAT")).isTrue();
        }
        assertThat(door.keep.counters()).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void publishes_while_the_spool_is_busy_are_held_and_none_is_lost(int version) throws IOException {
        door.keep.become(Mode.BUSY);
        int count = 3_000;
        try (RawClient client = door.client(version, "d")) {
            Thread sender = new Thread(() -> {
                for (int id = 1; id <= count; id++) {
                    try {
                        client.publish(1, id, UP, level(id));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            sender.start();
            await().until(() -> door.counter("geshao.gateway.held") > 100);
            assertThat(client.isQuietFor(150)).isTrue();

            door.keep.become(Mode.COMMIT);

            List<Integer> acked = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                acked.add(client.read().id());
            }
            assertThat(acked).isSorted().doesNotHaveDuplicates().hasSize(count);
        }
        assertThat(door.keep.counters())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        assertThat(Rejected.counts(door.meters)).isEmpty();
        assertThat(door.counter("geshao.gateway.mqtt.pauses")).isPositive();
    }

    @Test
    void connection_that_sends_without_waiting_is_read_no_further_than_its_window() throws Exception {
        door.keep.become(Mode.HOLD);
        int count = 20_000;
        try (RawClient client = door.client(4, "d")) {
            Thread sender = new Thread(() -> {
                for (int id = 1; id <= count; id++) {
                    try {
                        client.publish(1, id, UP, level(id));
                    } catch (IOException e) {
                        return; // the test is over: the server has closed
                    }
                }
            });
            sender.start();
            await().until(() -> door.counter("geshao.gateway.mqtt.pauses") > 0);
            assertThat(client.isQuietFor(200)).isTrue();
            assertThat(door.keep.held()).isEqualTo(AckWindow.MAX_MESSAGES);

            door.keep.become(Mode.COMMIT);
            for (int i = 0; i < AckWindow.MAX_MESSAGES; i++) {
                door.keep.commit(0);
            }
            for (int i = 1; i <= count; i++) {
                assertThat(client.read().id()).isEqualTo(i);
            }
            sender.join(5_000);
        }
        assertThat(door.keep.counters()).hasSize(count);
    }

    @Test
    void commit_that_fails_is_tried_again_and_never_acknowledged_before() throws IOException {
        door.keep.become(Mode.FAIL);
        try (RawClient client = door.client(5, "d")) {
            client.publish(1, 1, UP, level(1));
            assertThat(client.isQuietFor(150)).isTrue();
            assertThat(door.keep.offers()).isGreaterThan(1);
            door.keep.become(Mode.COMMIT);
            assertThat(client.read().code()).isZero();
        }
        assertThat(door.keep.counters()).containsExactly(1L);
    }

    @Test
    void dropped_metrics_leave_the_rest_and_are_told_on_the_nack_topic() throws IOException {
        try (RawClient client = door.client(5, "d")) {
            client.subscribe(1, "g/yuhua/d/nack");
            assertThat(client.read().code()).isZero();
            client.publish(
                    1, 2, UP, "{\"seq\":9,\"ts\":1760000000000,\"m\":{\"battery\":150,\"tilt\":false,\"foo\":1}}");
            RawClient.Packet nack = client.read();
            assertThat(nack.type()).isEqualTo(RawClient.PUBLISH);
            assertThat(nack.has("{\"seq\":9,\"dropped\":{\"battery\":\"OUT_OF_RANGE\",\"foo\":\"UNKNOWN_METRIC\"}}"))
                    .isTrue();
            assertThat(client.read().code()).isZero();
        }
        assertThat(door.keep.readings()).singleElement().satisfies(reading -> {
            assertThat(reading.metric().name()).isEqualTo("tilt");
            assertThat(reading.has(Flag.LATE)).isFalse();
        });
        assertThat(door.keep.rejections())
                .extracting(rejection -> rejection.metric() + " " + rejection.reason())
                .containsExactlyInAnyOrder("battery OUT_OF_RANGE", "foo UNKNOWN_METRIC");
        assertThat(Rejected.counts(door.meters))
                .isEqualTo(Map.of(RejectionReason.OUT_OF_RANGE, 1, RejectionReason.UNKNOWN_METRIC, 1));
    }
}
