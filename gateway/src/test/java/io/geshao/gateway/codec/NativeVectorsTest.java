package io.geshao.gateway.codec;

import static io.geshao.gateway.codec.Expected.RX;
import static io.geshao.gateway.codec.Expected.assertDecoded;
import static io.geshao.gateway.codec.Expected.device;
import static io.geshao.gateway.codec.Expected.hex;
import static io.geshao.gateway.codec.Expected.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden vectors N01 to N10 of the payload reference, and the rules of its section 1 beside them. */
class NativeVectorsTest {
    private static final String N01_EXPECTED =
            "fill_level 73.2 @1760000000123; temperature 21.5 @1760000000123; battery 88 @1760000000123";

    static final byte[] N02 = hex(
            "a3", // map of 3
            "63 736571 187b", // seq: 123
            "62 7473 1b 00000199c82cc07b", // ts: 1760000000123
            "61 6d a3", // m: map of 3
            "6a 66696c6c5f6c6576656c fb 40524ccccccccccd", // fill_level: double 73.2
            "6b 74656d7065726174757265 fb 4035800000000000", // temperature: double 21.5
            "67 62617474657279 1858"); // battery: 88

    static final byte[] N09 = hex(
            "a3", // map of 3
            "63 736571 0d", // seq: 13
            "62 7473 1b 00000199c82cc000", // ts: 1760000000000
            "61 6d a2", // m: map of 2
            "65 6c6576656c f9 7e00", // level: half-float NaN
            "67 62617474657279 185a"); // battery: 90

    static final byte[] N10 = hex(
            "bf", // map of indefinite length
            "63 736571 0e", // seq: 14
            "62 7473 1b 00000199c82cc000", // ts: 1760000000000
            "61 6d bf", // m: map of indefinite length
            "65 6c6576656c f9 3e00", // level: half float 1.5
            "68 7072657373757265 fa 3e800000", // pressure: single float 0.25
            "64 666c6f77 fb 40524ccccccccccd", // flow: double 73.2
            "62 7068 07", // ph: 7
            "ff", // end of m
            "ff"); // end of the message

    private final PayloadDecoder decoder = new PayloadDecoder();

    private Decoded json(String body) {
        return decoder.decode(device("d"), PayloadFormat.NATIVE_JSON, utf8(body), RX);
    }

    private Decoded cbor(byte[] body) {
        return decoder.decode(device("d"), PayloadFormat.NATIVE_CBOR, body, RX);
    }

    @Test
    void n01_plain_message_is_read() {
        Decoded decoded = json(
                "{\"seq\":123,\"ts\":1760000000123,\"m\":{\"fill_level\":73.2,\"temperature\":21.5,\"battery\":88}}");

        assertDecoded(decoded, N01_EXPECTED);
        Message message = decoded.messages().get(0);
        assertThat(message.identity().kind()).isEqualTo(MessageIdentity.Kind.COUNTED);
        assertThat(message.identity().seq()).isEqualTo(123);
        assertThat(message.readings()).allMatch(reading -> reading.sequence() == 123);
        assertThat(message.readings()).allMatch(reading -> reading.deviceMillis() == 1_760_000_000_123L);
    }

    @Test
    void n02_cbor_twin_of_n01_is_read_alike() {
        assertThat(N02).hasSize(73);
        assertDecoded(cbor(N02), N01_EXPECTED);
    }

    @Test
    void n03_no_time_gives_receive_time() {
        Decoded decoded = json("{\"seq\":124,\"m\":{\"smoke_alarm\":true,\"temperature\":61.5}}");

        assertDecoded(decoded, "smoke_alarm true [no_ts]; temperature 61.5 [no_ts]");
        assertThat(decoded.messages().get(0).readings().get(0).deviceMillis()).isEqualTo(Reading.NO_DEVICE_TIME);
    }

    @Test
    void n04_batch_is_two_messages() {
        Decoded decoded = json("[{\"seq\":7,\"ts\":1760000000000,\"m\":{\"occupied\":true}},"
                + "{\"seq\":8,\"ts\":1760000000500,\"m\":{\"occupied\":false,\"duration\":60}}]");

        assertDecoded(
                decoded, "occupied true @1760000000000; occupied false @1760000000500; duration 60 @1760000000500");
        assertThat(decoded.messages())
                .extracting(message -> message.identity().seq())
                .containsExactly(7L, 8L);
    }

    @Test
    void n05_bad_metrics_are_dropped_alone() {
        assertDecoded(
                json("{\"seq\":9,\"ts\":1760000000000,\"m\":{\"fill_level\":150,\"temperature\":\"21.5\","
                        + "\"tilt\":false,\"foo\":1,\"x_sonar0\":254}}"),
                "tilt false @1760000000000; x_sonar0 254 @1760000000000;"
                        + " drop fill_level OUT_OF_RANGE, temperature WRONG_TYPE, foo UNKNOWN_METRIC");
    }

    @Test
    void n06_seconds_taken_for_milliseconds_are_a_bad_clock() {
        Decoded decoded = json("{\"seq\":10,\"ts\":1760000000,\"m\":{\"battery\":90}}");

        assertDecoded(decoded, "battery 90 [bad_clock]");
        assertThat(decoded.messages().get(0).readings().get(0).deviceMillis()).isEqualTo(1_760_000_000L);
    }

    @Test
    void n07_old_alarm_is_late() {
        assertDecoded(
                json("{\"seq\":11,\"ts\":1759990000000,\"m\":{\"smoke_alarm\":true}}"),
                "smoke_alarm true @1759990000000 [late]");
    }

    @Test
    void n08_test_button_hides_the_alarm_and_marks_the_message() {
        assertDecoded(
                json("{\"seq\":12,\"ts\":1760000000000,\"f\":[\"test\"],\"m\":{\"smoke_alarm\":true,\"battery\":97}}"),
                "self_test true @1760000000000 [test]; battery 97 @1760000000000 [test]");
    }

    @Test
    void n09_not_a_number_in_cbor_is_dropped() {
        assertDecoded(cbor(N09), "battery 90 @1760000000000; drop level NOT_FINITE");
    }

    @Test
    void n10_indefinite_maps_and_all_float_widths_are_read() {
        assertDecoded(
                cbor(N10),
                "level 1.5 @1760000000000; pressure 0.25 @1760000000000;"
                        + " flow 73.2 @1760000000000; ph 7 @1760000000000");
    }

    @Test
    void self_described_cbor_is_read_and_other_tags_are_not() {
        assertDecoded(cbor(hex("d9d9f7", java.util.HexFormat.of().formatHex(N02))), N01_EXPECTED);
        // tag 1 (epoch time) in front of ts
        byte[] tagged = hex("a3 63736571 01 627473 c1 1b00000199c82cc000 616d a1 646c65616b f5");
        assertThat(cbor(tagged).refused()).isEqualTo(RejectionReason.BAD_CBOR);
    }

    @Test
    void simple_value_of_cbor_is_not_a_number() {
        // ph: simple(5), which is neither true nor a number
        Decoded decoded = cbor(hex("a2 63736571 01 616d a2 627068 e5 646c65616b f5"));

        assertDecoded(decoded, "leak true [no_ts]; drop ph WRONG_TYPE");
    }

    @Test
    void whole_float_of_cbor_counts_as_an_integer() {
        // seq: half float 1.0
        assertDecoded(cbor(hex("a2 63736571 f93c00 616d a1 646c65616b f5")), "leak true [no_ts]");
    }

    @ParameterizedTest
    @CsvSource({
        "1577836800000, late", // 2020-01-01T00:00:00.000Z
        "1577836799999, bad_clock",
        "1760000061000, ''", // a minute after rx, as the profile allows
        "1760000061001, clock_skew",
        "1760000301000, clock_skew", // 5 min after rx
        "1760000301001, bad_clock",
        "1759999101000, ''", // 15 min before rx
        "1759999100999, late",
    })
    void clock_at_its_bounds_is_judged_exactly(long ts, String flags) {
        String time = flags.equals("bad_clock") ? "" : " @" + ts;
        assertDecoded(
                json("{\"seq\":1,\"ts\":" + ts + ",\"m\":{\"leak\":true}}"),
                "leak true" + time + (flags.isEmpty() ? "" : " [" + flags + "]"));
    }

    @Test
    void bad_element_of_a_batch_is_refused_alone() {
        Decoded decoded = json("[{\"seq\":1,\"m\":{\"leak\":true}},{\"m\":{\"leak\":true}},7,"
                + "{\"seq\":2,\"m\":{\"leak\":false}}]");

        assertDecoded(decoded, "leak true [no_ts]; leak false [no_ts]");
        assertThat(decoded.refusals())
                .extracting(Refusal::reason)
                .containsExactly(RejectionReason.SEQ_MISSING, RejectionReason.BAD_SHAPE);
    }

    @Test
    void parse_error_behind_good_elements_refuses_the_whole_batch() {
        Decoded decoded = json("[{\"seq\":1,\"m\":{\"leak\":true}},{\"seq\":2,\"m\":{\"leak\":true,\"leak\":true}}]");

        assertThat(decoded.refused()).isEqualTo(RejectionReason.DUPLICATE_KEY);
        assertThat(decoded.messages()).isEmpty();
    }

    @Test
    void unknown_top_level_keys_are_passed_over_and_counted() {
        Decoded decoded = json("{\"v\":{\"a\":[1]},\"seq\":1,\"m\":{\"leak\":true},\"w\":null}");

        assertDecoded(decoded, "leak true [no_ts]");
        assertThat(decoded.unknownKeys()).isEqualTo(2);
    }

    @Test
    void same_element_alone_and_in_a_batch_has_the_same_identity() {
        String element = "{\"seq\":1,\"m\":{\"leak\":true}}";
        MessageIdentity alone = json(element).messages().get(0).identity();

        List<Message> batch =
                json("[ " + element + " , {\"seq\":1,\"m\":{\"leak\":false}}]").messages();

        assertThat(batch.get(0).identity()).isEqualTo(alone);
        assertThat(batch.get(1).identity().bodyHash()).isNotEqualTo(alone.bodyHash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"seq\":4294967296,\"m\":{\"leak\":true}} | SEQ_INVALID",
                "{\"seq\":null,\"m\":{\"leak\":true}} | SEQ_INVALID",
                "{\"seq\":99999999999999999999,\"m\":{\"leak\":true}} | SEQ_INVALID",
                "{\"seq\":1,\"ts\":null,\"m\":{\"leak\":true}} | TS_INVALID",
                "{\"seq\":1} | BAD_SHAPE",
                "{\"seq\":1,\"m\":[1]} | BAD_SHAPE",
                "{\"seq\":1,\"f\":[\"drill\"],\"m\":{\"leak\":true}} | BAD_SHAPE",
                "{\"seq\":1,\"boot\":\"a\",\"m\":{\"leak\":true}} | BAD_SHAPE",
                "{\"m\":{},\"seq\":1.5} | BAD_SHAPE",
                "{\"seq\":1,\"m\":{\"leak\":null}} | NO_METRIC",
                "{\"seq\":1,\"m\":{\"leak\":true},\"pad\":{\"a\":1,\"a\":2}} | DUPLICATE_KEY",
                "[] | BAD_SHAPE",
                "'   ' | BAD_JSON",
            })
    void malformed_message_is_refused_with_its_reason(String body, RejectionReason reason) {
        assertThat(json(body).refused()).isEqualTo(reason);
    }

    @Test
    void batch_of_101_is_refused() {
        String element = "{\"seq\":1,\"m\":{\"leak\":true}}";
        String hundred = String.join(",", java.util.Collections.nCopies(100, element));

        assertThat(json("[" + hundred + "]").messages()).hasSize(100);
        assertThat(json("[" + hundred + "," + element + "]").refused()).isEqualTo(RejectionReason.BAD_SHAPE);
    }

    @Test
    void refusal_keeps_seq_and_drops_for_the_nack() {
        Refusal refusal = json("{\"seq\":123,\"ts\":\"x\",\"m\":{\"foo\":1,\"leak\":true}}")
                .refusals()
                .get(0);

        assertThat(refusal.reason()).isEqualTo(RejectionReason.TS_INVALID);
        assertThat(refusal.seq()).isEqualTo(123);
        assertThat(refusal.drops()).extracting(Drop::metric).containsExactly("foo");
    }
}
