package io.geshao.gateway.codec;

import static io.geshao.gateway.codec.Expected.RX;
import static io.geshao.gateway.codec.Expected.device;
import static io.geshao.gateway.codec.Expected.hex;
import static io.geshao.gateway.codec.Expected.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.geshao.core.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden vectors X01 to X23 of the payload reference, and bodies that a seeded hand has spoilt. */
class MalformedVectorsTest {
    private final PayloadDecoder decoder = new PayloadDecoder();

    static Stream<Arguments> vectors() {
        return Stream.of(
                json("X01", "", RejectionReason.EMPTY_BODY),
                json("X02", "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.2}", RejectionReason.BAD_JSON),
                json("X03", "{\"seq\":1,\"m\":{\"level\":NaN}}", RejectionReason.BAD_JSON),
                json(
                        "X04",
                        "{\"seq\":1,\"m\":{\"level\":1.2}}{\"seq\":2,\"m\":{\"level\":1.3}}",
                        RejectionReason.BAD_JSON),
                Arguments.of(
                        "X05",
                        PayloadFormat.NATIVE_JSON,
                        hex(
                                "7B 22736571223A31 2C", // {"seq":1,
                                "226D223A 7B", // "m":{
                                "22785F FF 22 3A31", // "x_" and a byte that UTF-8 never has": 1
                                "7D 7D"), // }}
                        RejectionReason.BAD_UTF8),
                json(
                        "X06",
                        "{\"seq\":1,\"m\":{\"smoke_alarm\":true,\"smoke_alarm\":false}}",
                        RejectionReason.DUPLICATE_KEY),
                json("X07", "42", RejectionReason.BAD_SHAPE),
                json("X08", "{\"seq\":1,\"m\":{}}", RejectionReason.BAD_SHAPE),
                json("X09", "{\"ts\":1760000000000,\"m\":{\"leak\":true}}", RejectionReason.SEQ_MISSING),
                json("X10", "{\"seq\":-1,\"m\":{\"leak\":true}}", RejectionReason.SEQ_INVALID),
                json("X11", "{\"seq\":1.0,\"m\":{\"leak\":true}}", RejectionReason.SEQ_INVALID),
                json(
                        "X12",
                        "{\"seq\":1,\"ts\":\"2026-03-02T08:15:30Z\",\"m\":{\"leak\":true}}",
                        RejectionReason.TS_INVALID),
                json("X13", "{\"seq\":1,\"ts\":1.76e12,\"m\":{\"leak\":true}}", RejectionReason.TS_INVALID),
                json("X14", "{\"seq\":1,\"m\":{\"occupied\":1}}", RejectionReason.NO_METRIC),
                json("X15", "{\"seq\":1,\"m\":{\"ph\":1e999}}", RejectionReason.NO_METRIC),
                json("X16", "{\"seq\":1,\"m\":{\"level\":[[[1]]]}}", RejectionReason.TOO_DEEP),
                json(
                        "X17",
                        "{\"seq\":1,\"m\":{\"x_a\":1},\"pad\":\"" + "A".repeat(16_384) + "\"}",
                        RejectionReason.TOO_LARGE),
                Arguments.of(
                        "X18",
                        PayloadFormat.NATIVE_CBOR,
                        hex(
                                "a2", // map of 2
                                "63 736571 01", // seq: 1
                                "61 73"), // "s", and nothing more
                        RejectionReason.BAD_CBOR),
                Arguments.of(
                        "X19",
                        PayloadFormat.NATIVE_CBOR,
                        hex(
                                "a3", // map of 3
                                "63 736571 01", // seq: 1
                                "63 736571 02", // seq: 2
                                "61 6d a1", // m: map of 1
                                "64 6c65616b f5"), // leak: true
                        RejectionReason.DUPLICATE_KEY),
                Arguments.of(
                        "X20",
                        PayloadFormat.NATIVE_CBOR,
                        hex(
                                "a2", // map of 2
                                "63 736571 01", // seq: 1
                                "61 6d a1", // m: map of 1
                                "64 6c65616b f5", // leak: true
                                "00"), // a byte behind the end
                        RejectionReason.BAD_CBOR),
                senml("X21", "[{\"bver\":11,\"n\":\"d:level\",\"u\":\"m\",\"v\":1}]", RejectionReason.SENML_VERSION),
                senml(
                        "X22",
                        "[{\"n\":\"d:level\",\"u\":\"m\",\"v\":1,\"foo_\":2}]",
                        RejectionReason.SENML_MUST_UNDERSTAND),
                senml("X23", "[{\"n\":\"_level\",\"u\":\"m\",\"v\":1}]", RejectionReason.SENML_BAD_NAME));
    }

    private static Arguments json(String id, String body, RejectionReason reason) {
        return Arguments.of(id, PayloadFormat.NATIVE_JSON, utf8(body), reason);
    }

    private static Arguments senml(String id, String body, RejectionReason reason) {
        return Arguments.of(id, PayloadFormat.SENML_JSON, utf8(body), reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void malformed_body_is_refused_once_with_exactly_its_reason(
            String id, PayloadFormat format, byte[] body, RejectionReason reason) {
        Decoded decoded = decoder.decode(device("d"), format, body, RX);

        assertThat(decoded.refused()).as(id).isEqualTo(reason);
        assertThat(decoded.messages()).isEmpty();
        assertThat(decoded.refusals()).hasSize(1);
        assertThat(decoded.detail()).isNotBlank();
    }

    @Test
    void x14_and_x15_name_what_was_dropped() {
        assertThat(drops("{\"seq\":1,\"m\":{\"occupied\":1}}")).isEqualTo("occupied WRONG_TYPE");
        assertThat(drops("{\"seq\":1,\"m\":{\"ph\":1e999}}")).isEqualTo("ph NOT_FINITE");
    }

    private String drops(String body) {
        Drop drop = decoder.decode(device("d"), PayloadFormat.NATIVE_JSON, utf8(body), RX)
                .refusals()
                .get(0)
                .drops()
                .get(0);
        return drop.metric() + " " + drop.reason();
    }

    @Test
    void body_of_exactly_the_limit_is_read() {
        String head = "{\"seq\":1,\"m\":{\"x_a\":1},\"pad\":\"";
        byte[] body = utf8(head + "A".repeat(16_384 - head.length() - 2) + "\"}");

        assertThat(body).hasSize(16_384);
        assertThat(decoder.decode(device("d"), PayloadFormat.NATIVE_JSON, body, RX)
                        .refused())
                .isNull();
    }

    @Test
    void other_encodings_than_utf8_are_refused() {
        String body = "{\"seq\":1,\"m\":{\"leak\":true}}";

        assertThat(refused(("\ufeff" + body).getBytes(StandardCharsets.UTF_8))).isEqualTo(RejectionReason.BAD_JSON);
        assertThat(refused(body.getBytes(StandardCharsets.UTF_16LE))).isEqualTo(RejectionReason.BAD_JSON);
        assertThat(refused(body.getBytes(StandardCharsets.UTF_16))).isEqualTo(RejectionReason.BAD_UTF8);
        assertThat(refused(hex("22 eda080 22"))).isEqualTo(RejectionReason.BAD_UTF8); // a surrogate
        assertThat(refused(hex("22 c080 22"))).isEqualTo(RejectionReason.BAD_UTF8); // an overlong NUL
    }

    private RejectionReason refused(byte[] body) {
        RejectionReason reason =
                decoder.decode(device("d"), PayloadFormat.NATIVE_JSON, body, RX).refused();
        assertThat(reason).isNotNull();
        return reason == null ? RejectionReason.BAD_SHAPE : reason;
    }

    @Test
    void every_truncation_of_a_good_body_is_refused() {
        byte[] jsonBody = utf8("{\"seq\":1,\"boot\":2,\"f\":[\"late\"],\"m\":{\"leak\":true,\"ph\":7.25}}");
        assertTruncationsRefused(PayloadFormat.NATIVE_JSON, jsonBody);
        assertTruncationsRefused(PayloadFormat.NATIVE_CBOR, NativeVectorsTest.N02);
        assertTruncationsRefused(PayloadFormat.NATIVE_CBOR, NativeVectorsTest.N10);
        assertTruncationsRefused(PayloadFormat.SENML_CBOR, SenmlVectorsTest.S02);
    }

    private void assertTruncationsRefused(PayloadFormat format, byte[] body) {
        for (int length = 0; length < body.length; length++) {
            Decoded decoded = decoder.decode(device("d"), format, Arrays.copyOf(body, length), RX);
            assertThat(decoded.refused()).as("%s cut at %d", format, length).isNotNull();
        }
    }

    @Test
    void spoilt_bytes_never_break_the_decoder() {
        long seed = 20_251_009;
        Random random = new Random(seed);
        byte[][] bodies = {
            utf8("[{\"seq\":1,\"ts\":1760000000000,\"m\":{\"leak\":true,\"ph\":7.25,\"x_a\":-1e-3}}]"),
            NativeVectorsTest.N02,
            NativeVectorsTest.N10,
            SenmlVectorsTest.S02
        };
        PayloadFormat[] formats = {
            PayloadFormat.NATIVE_JSON, PayloadFormat.NATIVE_CBOR, PayloadFormat.NATIVE_CBOR, PayloadFormat.SENML_CBOR
        };
        for (int round = 0; round < 40_000; round++) {
            int which = random.nextInt(bodies.length);
            byte[] body = bodies[which].clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            Decoded decoded = decoder.decode(device("0024befffe804ff1"), formats[which], body, RX);
            if ((decoded.refused() == null) == decoded.messages().isEmpty()) {
                fail("seed %d round %d: %s", seed, round, decoded);
            }
        }
    }
}
