package io.geshao.gateway.codec;

import static io.geshao.gateway.codec.Expected.assertDecoded;
import static io.geshao.gateway.codec.Expected.device;
import static io.geshao.gateway.codec.Expected.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden vectors L01 and L02 of the payload reference, and what can be wrong with an event. */
class LnsVectorsTest {
    private static final long RX = 1_772_439_331_000L;
    private static final Device BIN = device("24e124710c210042", "milesight-em400");
    private static final Device BAY = device("f0ce9e000000a117", "bosch-tpl110");

    private final PayloadDecoder decoder = new PayloadDecoder();

    private LnsEvent chirpStack(String body) throws RefusedException {
        return decoder.readEvent(PayloadFormat.CHIRPSTACK_UP, "24e124710c210042", utf8(body));
    }

    private LnsEvent theThingsStack(String body) throws RefusedException {
        return decoder.readEvent(PayloadFormat.THE_THINGS_STACK_UP, "bay-117", utf8(body));
    }

    private static String bin(String more) {
        return "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"}" + more + "}";
    }

    @Test
    void l01_chirpstack_uplink_becomes_the_readings_of_its_device() throws RefusedException {
        LnsEvent event = chirpStack(LnsVectors.L01);

        assertThat(event.device()).isEqualTo(BIN.id());
        assertThat(event.counter()).isEqualTo(1187);
        assertDecoded(
                decoder.decodeEvent(BIN, event, RX),
                "battery 92 @1772439330123; temperature 25.7 @1772439330123; distance 2116 @1772439330123"
                        + "; tilt true @1772439330123; rssi -57 @1772439330123; snr 9.5 @1772439330123",
                RX);
    }

    @Test
    void l02_the_things_stack_uplink_becomes_the_readings_of_its_device() throws RefusedException {
        LnsEvent event = theThingsStack(LnsVectors.L02);

        assertThat(event.device()).isEqualTo(BAY.id());
        assertThat(event.counter()).isEqualTo(942);
        assertDecoded(
                decoder.decodeEvent(BAY, event, RX),
                "heartbeat true @1772439330123; occupied true @1772439330123; temperature 20 @1772439330123"
                        + "; rssi -88 @1772439330123; snr 6.25 @1772439330123",
                RX);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"data\":\"AXV*\"} | BAD_BASE64", // X25
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"data\":\"AXVc0\"} | BAD_BASE64",
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"data\":\"AQ\"} | BAD_BASE64", // no padding
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"data\":\"AXV-\"} | BAD_BASE64", // the URL alphabet
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210043\"}} | DEVICE_MISMATCH", // X26
                "{\"deviceInfo\":{\"devEui\":\"24e1\"}} | LNS_BAD_EVENT",
                "{\"deviceInfo\":{\"devEui\":7}} | LNS_BAD_EVENT",
                "{\"deviceInfo\":[]} | LNS_BAD_EVENT",
                "{} | LNS_BAD_EVENT",
                "[] | LNS_BAD_EVENT",
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"fCnt\":-1} | LNS_BAD_EVENT",
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"fCnt\":1.5} | LNS_BAD_EVENT",
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"fPort\":256} | LNS_BAD_EVENT",
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"time\":\"2026-03-02T08:15:30\"} | LNS_BAD_EVENT",
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"fPort\":1,\"fPort\":2} | DUPLICATE_KEY",
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"}}{} | BAD_JSON",
                "{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]} | TOO_DEEP",
                "'' | EMPTY_BODY",
            })
    void malformed_event_is_refused_with_its_reason(String body, RejectionReason reason) {
        assertThatThrownBy(() -> chirpStack(body))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void event_has_room_for_64_kib_and_no_more() throws RefusedException {
        String head = bin("").replace("}}", "},\"pad\":\"");
        assertThat(chirpStack(head + "A".repeat(65_536 - head.length() - 2) + "\"}")
                        .counter())
                .isZero();
        assertThatThrownBy(() -> chirpStack(head + "A".repeat(65_537 - head.length() - 2) + "\"}"))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(RejectionReason.TOO_LARGE));
    }

    @Test
    void protobuf_instead_of_json_shows_as_bad_json() {
        byte[] protobuf = {0x0a, 0x24, 0x33, 0x61};
        assertThatThrownBy(() -> decoder.readEvent(PayloadFormat.CHIRPSTACK_UP, "24e124710c210042", protobuf))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(RejectionReason.BAD_JSON));
    }

    @Test
    void the_things_stack_event_of_another_device_than_its_topic_is_refused() {
        assertThatThrownBy(() -> theThingsStack(LnsVectors.L02.replace("bay-117", "bay-118")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(RejectionReason.DEVICE_MISMATCH));
        assertThatThrownBy(() -> theThingsStack("{\"uplink_message\":{\"f_port\":2,\"frm_payload\":\"ARQ=\"}}")) // X27
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(RejectionReason.LNS_BAD_EVENT));
    }

    @Test
    void uplink_without_bytes_is_a_heartbeat_and_one_on_port_0_is_nothing() throws RefusedException {
        assertDecoded(
                decoder.decodeEvent(BIN, chirpStack(bin(",\"fPort\":85,\"rxInfo\":[{\"rssi\":-70}]")), RX),
                "heartbeat true [no_ts]; rssi -70 [no_ts]; snr 0 [no_ts]",
                RX);
        assertThat(decoder.decodeEvent(BIN, chirpStack(bin(",\"data\":\"AXVc\"")), RX)
                        .isNothing())
                .isTrue();
    }

    @Test
    void simulated_uplink_is_flagged() throws RefusedException {
        LnsEvent event =
                theThingsStack(LnsVectors.L02.replace("\"end_device_ids\"", "\"simulated\":true,\"end_device_ids\""));

        assertThat(decoder.decodeEvent(BAY, event, RX).messages().get(0).readings())
                .allMatch(reading -> reading.has(io.geshao.core.Flag.SIMULATED));
    }

    @Test
    void device_without_a_vendor_codec_is_refused() throws RefusedException {
        Decoded decoded = decoder.decodeEvent(device("24e124710c210042", "native"), chirpStack(LnsVectors.L01), RX);

        assertThat(decoded.refused()).isEqualTo(RejectionReason.NO_CODEC);
    }

    @Test
    void redelivery_is_the_same_message_and_a_new_session_another_boot() throws RefusedException {
        LnsEvent first = chirpStack(LnsVectors.L01);
        LnsEvent again = chirpStack(LnsVectors.L01.replace("\"dr\":5", "\"dr\":4"));
        LnsEvent joined = chirpStack(LnsVectors.L01.replace("01ccfd2c", "01ccfd2d"));
        LnsEvent reset = chirpStack(LnsVectors.L01.replace("3ac7e3c4", "3ac7e3c5"));

        assertThat(again.boot()).isEqualTo(first.boot());
        assertThat(again.contentHash()).isEqualTo(first.contentHash());
        assertThat(joined.boot()).isNotEqualTo(first.boot()).isBetween(0L, 0x7fff_ffffL);
        assertThat(reset.contentHash()).isNotEqualTo(first.contentHash());
    }
}
