package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.LnsVectors;
import io.geshao.gateway.intake.MalformedInput;
import io.geshao.gateway.intake.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the MQTT door answers to what it does not take. */
final class MqttRefusalTest {
    @RegisterExtension
    final MqttDoor door = new MqttDoor();

    static List<MalformedInput> malformed() {
        return MalformedInput.all();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_input_on_mqtt_5_gets_its_reason_code_and_is_counted_and_kept_once(MalformedInput input)
            throws IOException {
        try (RawClient client = door.client(5, input.publisher())) {
            client.publish(1 << 1, 1, input.mqttTopic(), input.body(), null);
            RawClient.Packet answer = client.read();
            assertThat(answer.type()).isEqualTo(RawClient.PUBACK);
            assertThat(answer.code()).isEqualTo(input.reason().mqttCode());
            assertThat(answer.has(input.reason().name())).as("reason string").isTrue();
            assertThatConnectionStillWorks(client, input);
        }
        assertThatOnlyThisWasRefused(input);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_input_with_qos_2_gets_its_reason_code_in_the_pubrec(MalformedInput input) throws IOException {
        try (RawClient client = door.client(5, input.publisher())) {
            client.publish(2 << 1, 1, input.mqttTopic(), input.body(), null);
            RawClient.Packet answer = client.read();
            assertThat(answer.type()).isEqualTo(RawClient.PUBREC);
            assertThat(answer.code()).isEqualTo(input.reason().mqttCode());
            client.release(1);
            assertThat(client.read().code()).as("the number was free at once").isEqualTo(0x92);
            assertThatConnectionStillWorks(client, input);
        }
        assertThatOnlyThisWasRefused(input);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_input_on_mqtt_3_is_acknowledged_and_told_on_the_nack_topic(MalformedInput input) throws IOException {
        try (RawClient client = door.client(4, input.publisher())) {
            client.subscribe(5, "g/yuhua/" + (input.format().isEvent() ? "24e124710c210042" : "d") + "/nack");
            assertThat(client.read().type()).isEqualTo(RawClient.SUBACK);
            client.publish(1 << 1, 1, input.mqttTopic(), input.body(), null);
            // An illegal address has no nack topic, and a network server's device could not hear it.
            if (input.reason() != RejectionReason.BAD_TOPIC && !input.format().isEvent()) {
                RawClient.Packet nack = client.read();
                assertThat(nack.type()).isEqualTo(RawClient.PUBLISH);
                assertThat(nack.has("\"reason\":\"" + input.reason() + "\"")).isTrue();
            }
            RawClient.Packet answer = client.read();
            assertThat(answer.type()).isEqualTo(RawClient.PUBACK);
            assertThat(answer.body()).as("3.1.1 has no codes here").hasSize(2);
            assertThatConnectionStillWorks(client, input);
        }
        assertThatOnlyThisWasRefused(input);
    }

    @Test
    void refused_qos_2_message_on_mqtt_3_completes_its_handshake() throws IOException {
        try (RawClient client = door.client(4, "d")) {
            client.publish(2, 1, "g/yuhua/d/up", "42");
            RawClient.Packet received = client.read();
            assertThat(received.type()).isEqualTo(RawClient.PUBREC);
            assertThat(received.body()).hasSize(2);
            client.release(1);
            assertThat(client.read().type()).isEqualTo(RawClient.PUBCOMP);
        }
        assertThat(Rejected.counts(door.meters)).isEqualTo(Map.of(RejectionReason.BAD_SHAPE, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "d, g/yuhua/d/up, 0x00, ",
        "d, g/yuhua/e/up, 0x87, NOT_AUTHORIZED",
        "d, g/lanxi/d/up, 0x87, NOT_AUTHORIZED",
        "d, g/yuhua/nobody/up, 0x87, UNKNOWN_DEVICE",
        "d, g/yuhua/d/down, 0x90, BAD_TOPIC",
        "d, h/yuhua/d/up, 0x90, BAD_TOPIC",
        "d, g/yuhua/d, 0x90, BAD_TOPIC",
        "d, g//d/up, 0x90, BAD_TOPIC",
        "d, g/yuhua/d/up/, 0x99, UNSUPPORTED_FORMAT",
        "d, g/yuhua/d/up/xml, 0x99, UNSUPPORTED_FORMAT",
        "rg-1, g/yuhua/lora-1/up, 0x00, ",
        "rg-1, g/yuhua/lora-2/up, 0x00, ",
        "rg-1, g/yuhua/lora-9/up, 0x87, NOT_AUTHORIZED",
        "rg-1, g/yuhua/d/up, 0x87, NOT_AUTHORIZED",
        "rg-1, g/yuhua/rg-1/up, 0x87, UNKNOWN_DEVICE",
        "ghost, g/yuhua/ghost/up, 0x87, UNKNOWN_DEVICE",
        "f, g/lanxi/f/up, 0x00, ",
        "d, g/yuhua/d/up/raw, 0x99, NO_CODEC",
        "d, g/yuhua/d/up/raw/, 0x99, NO_CODEC",
        "d, g/yuhua/d/up/raw/nobody, 0x99, NO_CODEC",
        "d, g/yuhua/d/up/raw/gbt-26875-3/more, 0x99, NO_CODEC",
        "rg-1, g/yuhua/24e124710c210042/up/raw/milesight-em300, 0x99, NO_CODEC",
        "rg-1, application/a/device/24e124710c21004/event/up, 0x90, BAD_TOPIC",
        "rg-1, application/a/device/24e124710c210042/event/join, 0x90, BAD_TOPIC",
        "rg-1, application/a/device/24e124710c210044/event/up, 0x87, UNKNOWN_DEVICE",
        "rg-9, application/a/device/24e124710c210042/event/up, 0x87, NOT_AUTHORIZED",
        "rg-1, application/a/device/24e124710c210042/event/up, 0x99, LNS_BAD_EVENT",
        "rg-1, v3/parking@ttn/devices/bay-117/join, 0x90, BAD_TOPIC",
    })
    void publisher_on_a_topic_is_answered_by_who_may_speak_for_it(
            String identity, String topic, String code, String reason) throws IOException {
        try (RawClient client = door.client(5, identity)) {
            client.publish(1, 1, topic, "{\"seq\":1,\"m\":{\"level\":1}}");
            RawClient.Packet answer = client.read();
            assertThat(answer.code()).isEqualTo(Integer.decode(code));
            if (reason != null) {
                assertThat(answer.has(reason)).isTrue();
            }
        }
        assertThat(door.keep.readings()).hasSize(reason == null ? 1 : 0);
        assertThat(Rejected.counts(door.meters))
                .isEqualTo(reason == null ? Map.of() : Map.of(RejectionReason.valueOf(reason), 1));
    }

    @Test
    void network_server_publishes_for_its_own_devices_only() throws IOException {
        door.ticker.jumpTo(1_772_439_331_000L);
        try (RawClient client = door.client(5, "rg-1")) {
            client.publish(1, 1, LnsVectors.L01_TOPIC, LnsVectors.L01);
            assertThat(client.read().code()).isZero();
            client.publish(1, 2, LnsVectors.L01_TOPIC.replace("24e124710c210042", "24E124710C210042"), LnsVectors.L01);
            assertThat(client.read().code()).isZero();
            client.publish(1, 3, LnsVectors.L02_TOPIC, LnsVectors.L02);
            assertThat(client.read().code()).isZero();
        }
        assertThat(door.keep.readings()).hasSize(6 + 6 + 5);
        assertThat(door.keep.readings()).allMatch(reading -> reading.eventMillis() == 1_772_439_330_123L);
        try (RawClient stranger = door.client(5, "rg-9")) {
            stranger.publish(1, 4, LnsVectors.L02_TOPIC, LnsVectors.L02);
            assertThat(stranger.read().code()).isEqualTo(0x87);
        }
        assertThat(Rejected.counts(door.meters)).isEqualTo(Map.of(RejectionReason.NOT_AUTHORIZED, 1));
        assertThat(door.keep.rejections()).singleElement().satisfies(rejection -> assertThat(rejection.device())
                .hasToString("f0ce9e000000a117"));
    }

    @Test
    void uplink_that_declares_another_format_than_json_is_refused() throws IOException {
        byte[] event = LnsVectors.L01.getBytes(StandardCharsets.UTF_8);
        try (RawClient client = door.client(5, "rg-1")) {
            client.publish(1 << 1, 1, LnsVectors.L01_TOPIC, event, "application/octet-stream");
            assertThat(client.read().has("UNSUPPORTED_FORMAT")).isTrue();
            client.publish(1 << 1, 2, LnsVectors.L01_TOPIC, event, "application/json;charset=utf-8");
            assertThat(client.read().code()).isZero();
        }
        assertThat(Rejected.counts(door.meters)).isEqualTo(Map.of(RejectionReason.UNSUPPORTED_FORMAT, 1));
    }

    @Test
    void uplink_that_is_between_radio_and_server_is_acknowledged_and_leaves_nothing() throws IOException {
        try (RawClient client = door.client(5, "rg-1")) {
            client.publish(
                    1, 1, LnsVectors.L01_TOPIC, "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"data\":\"AXVc\"}");
            assertThat(client.read().code()).isZero();
        }
        assertThat(door.keep.offers()).isZero();
        assertThat(door.counter("geshao.gateway.ignored")).isEqualTo(1);
    }

    @Test
    void vendor_bytes_on_their_topic_become_readings() throws IOException {
        byte[] frame = HexFormat.of().parseHex("01755C03670101048244080500" + "01");
        try (RawClient client = door.client(5, "rg-1")) {
            client.publish(1 << 1, 1, "g/yuhua/24e124710c210042/up/raw/milesight-em400", frame, null);
            assertThat(client.read().code()).isZero();
            client.publish(1 << 1, 2, "g/yuhua/24e124710c210042/up", frame, "application/octet-stream");
            assertThat(client.read().code()).as("the profile's codec").isZero();
        }
        assertThat(door.keep.readings()).hasSize(8);
    }

    @Test
    void senml_pack_of_a_radio_gateway_may_name_its_own_devices_only() throws IOException {
        try (RawClient client = door.client(5, "rg-1")) {
            client.publish(
                    1,
                    1,
                    "g/yuhua/lora-1/up/senml",
                    "[{\"n\":\"lora-1:battery\",\"u\":\"%EL\",\"v\":50},{\"n\":\"lora-2:battery\",\"u\":\"%EL\",\"v\":51}]");
            assertThat(client.read().code()).isZero();
            client.publish(1, 2, "g/yuhua/lora-1/up/senml", "[{\"n\":\"lora-9:battery\",\"u\":\"%EL\",\"v\":50}]");
            assertThat(client.read().code()).isNotZero();
        }
        assertThat(door.keep.readings())
                .extracting(reading -> reading.device().value())
                .containsExactlyInAnyOrder("lora-1", "lora-2");
    }

    private static void assertThatConnectionStillWorks(RawClient client, MalformedInput input) throws IOException {
        String own = input.format().isEvent() ? "lora-1" : "d";
        client.publish(1, 77, "g/yuhua/" + own + "/up", "{\"seq\":4000,\"m\":{\"battery\":50}}");
        RawClient.Packet answer = client.read();
        assertThat(answer.id()).isEqualTo(77);
        assertThat(answer.code()).isZero();
    }

    private void assertThatOnlyThisWasRefused(MalformedInput input) {
        assertThat(Rejected.counts(door.meters)).isEqualTo(Map.of(input.reason(), 1));
        assertThat(door.keep.rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.reason()).isEqualTo(input.reason());
            assertThat(rejection.source()).isEqualTo(input.mqttTopic());
            assertThat(new String(rejection.raw(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(new String(
                            input.body(), 0, Math.min(input.body().length, 16_384), StandardCharsets.ISO_8859_1));
        });
        assertThat(door.keep.counters()).containsExactly(4_000L);
    }
}
