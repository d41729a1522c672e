package io.geshao.gateway.codec;

import static io.geshao.gateway.codec.Expected.RX;
import static io.geshao.gateway.codec.Expected.assertDecoded;
import static io.geshao.gateway.codec.Expected.device;
import static io.geshao.gateway.codec.Expected.hex;
import static io.geshao.gateway.codec.Expected.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden vectors S01 to S09 of the payload reference, and the rules of its section 2 beside them. */
class SenmlVectorsTest {
    private static final String S01_EXPECTED =
            "level 1.27 @1760000000000; battery 92 @1760000000000; leak false @1760000000000";

    static final byte[] S02 = hex(
            "83", // array of 3 records
            "a5", // record of 5
            "21 781d 75726e3a6465763a6d61633a303032346265666666653830346666313a", // bn: urn:dev:mac:0024befffe804ff1:
            "22 1a 68e77800", // bt: 1760000000
            "00 65 6c6576656c", // n: level
            "01 61 6d", // u: m
            "02 fb 3ff451eb851eb852", // v: 1.27
            "a3", // record of 3
            "00 67 62617474657279", // n: battery
            "01 63 25454c", // u: %EL
            "02 185c", // v: 92
            "a2", // record of 2
            "00 64 6c65616b", // n: leak
            "04 f4"); // vb: false

    private final PayloadDecoder decoder = new PayloadDecoder();

    private Decoded json(String device, String body) {
        return decoder.decode(device(device), PayloadFormat.SENML_JSON, utf8(body), RX);
    }

    @Test
    void s01_base_fields_hold_for_later_records() {
        Decoded decoded = json(
                "0024befffe804ff1",
                "[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"bt\":1760000000,\"n\":\"level\",\"u\":\"m\",\"v\":1.27},"
                        + "{\"n\":\"battery\",\"u\":\"%EL\",\"v\":92},{\"n\":\"leak\",\"vb\":false}]");

        assertDecoded(decoded, S01_EXPECTED);
        assertThat(decoded.messages()).hasSize(1);
        assertThat(decoded.messages().get(0).identity().kind()).isEqualTo(MessageIdentity.Kind.BY_CONTENT);
    }

    @Test
    void s02_cbor_twin_of_s01_is_read_alike() {
        assertDecoded(decoder.decode(device("0024befffe804ff1"), PayloadFormat.SENML_CBOR, S02, RX), S01_EXPECTED);
    }

    @Test
    void s03_relative_times_count_from_the_arrival() {
        Decoded decoded = json(
                "wl-07",
                "[{\"bn\":\"wl-07:\",\"bu\":\"m\",\"n\":\"level\",\"v\":0.42,\"t\":-600},"
                        + "{\"n\":\"level\",\"v\":0.44,\"t\":-300},{\"n\":\"level\",\"v\":0.47}]");

        assertDecoded(decoded, "level 0.42 @1759999401000; level 0.44 @1759999701000; level 0.47");
        assertThat(decoded.messages().get(0).identity().kind()).isEqualTo(MessageIdentity.Kind.BY_CONTENT_IN_A_ROW);
    }

    @Test
    void s04_base_value_is_added_until_it_is_reset() {
        assertDecoded(
                json(
                        "pp-03",
                        "[{\"bn\":\"pp-03:\",\"bt\":1760000000.25,\"bu\":\"Pa\",\"bv\":300000,\"n\":\"pressure\","
                                + "\"v\":5000},{\"n\":\"pressure\",\"v\":-2500,\"t\":0.5},"
                                + "{\"n\":\"flow\",\"bv\":0,\"u\":\"l/s\",\"v\":2.5,\"t\":1}]"),
                "pressure 0.305 @1760000000250; pressure 0.2975 @1760000000750; flow 9 @1760000001250");
    }

    private static final String S05 = "[{\"bn\":\"bin-1/\",\"bt\":1760000000,\"bver\":10,\"foo\":1},"
            + "{\"n\":\"fill_level\",\"u\":\"/\",\"v\":0.732},"
            + "{\"bn\":\"bin-2/\",\"n\":\"distance\",\"u\":\"m\",\"v\":0.85,\"t\":-30},"
            + "{\"n\":\"temperature\",\"u\":\"K\",\"v\":294.65,\"ut\":300}]";

    @Test
    void s05_pack_about_two_children_is_two_messages() {
        Decoded decoded = decoder.decode(
                device("bin-1"), PayloadFormat.SENML_JSON, utf8(S05), RX, id -> Optional.of(device(id.value()))
                        .filter(child -> child.id().value().equals("bin-2")));

        assertDecoded(
                decoded,
                "fill_level 73.2 @1760000000000; distance 850 @1759999970000; temperature 21.5 @1760000000000");
        assertThat(decoded.messages())
                .extracting(Message::device)
                .extracting(Device::id)
                .extracting(Object::toString)
                .containsExactly("bin-1", "bin-2");
        assertThat(decoded.unknownKeys()).isEqualTo(1);
    }

    @Test
    void s05_from_a_stranger_keeps_only_its_own_records() {
        Decoded decoded = json("bin-1", S05);

        assertDecoded(decoded, "fill_level 73.2 @1760000000000");
        assertThat(decoded.refusals()).extracting(Refusal::reason).containsExactly(RejectionReason.SENML_BAD_NAME);
    }

    @Test
    void s06_both_sides_of_the_absolute_bound_are_bad_clocks() {
        assertDecoded(
                json(
                        "bin-3",
                        "[{\"n\":\"bin-3:tilt\",\"vb\":true,\"t\":268435455},"
                                + "{\"n\":\"bin-3:battery\",\"u\":\"%EL\",\"v\":50,\"t\":268435456}]"),
                "tilt true [bad_clock]; battery 50 [bad_clock]");
    }

    @Test
    void s07_wrong_units_and_types_are_dropped_alone() {
        assertDecoded(
                json(
                        "fs-9",
                        "[{\"bn\":\"fs-9:\",\"bt\":1760000000,\"n\":\"temperature\",\"u\":\"Far\",\"v\":71},"
                                + "{\"n\":\"smoke_alarm\",\"v\":1},{\"n\":\"co\",\"u\":\"ppm\",\"v\":12}]"),
                "co 12 @1760000000000; drop temperature UNIT_MISMATCH, smoke_alarm WRONG_TYPE");
    }

    @Test
    void metrics_without_a_senml_unit_are_taken_in_their_canonical_one_only() {
        assertDecoded(
                json(
                        "d",
                        "[{\"bn\":\"d:\",\"n\":\"turbidity\",\"u\":\"{NTU}\",\"v\":1.5},"
                                + "{\"n\":\"free_chlorine\",\"u\":\"mg/L\",\"v\":0.3},"
                                + "{\"n\":\"smoke_obscuration\",\"u\":\"dB/m\",\"v\":0.4},"
                                + "{\"n\":\"manhole_tilt\",\"u\":\"deg\",\"v\":12},"
                                + "{\"n\":\"turbidity\",\"u\":\"NTU\",\"v\":1},{\"n\":\"free_chlorine\",\"v\":1}]"),
                "turbidity 1.5; free_chlorine 0.3; smoke_obscuration 0.4; manhole_tilt 12"
                        + "; drop turbidity UNIT_MISMATCH, free_chlorine UNIT_MISMATCH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"n\":\"d:level\",\"u\":\"m\"}] | SENML_BAD_VALUE", // S08
                "[{\"n\":\"d:level\",\"u\":\"m\",\"v\":1,\"vb\":true}] | SENML_BAD_VALUE", // S09
                "[{\"n\":\"d:level\",\"u\":\"m\",\"v\":\"1\"}] | SENML_BAD_VALUE",
                "[{\"n\":\"level\",\"u\":\"m\",\"v\":1}] | SENML_BAD_NAME",
                "[{\"n\":\"d:\",\"u\":\"m\",\"v\":1}] | SENML_BAD_NAME",
                "[{\"n\":\"e:level\",\"u\":\"m\",\"v\":1}] | SENML_BAD_NAME",
                "[{\"n\":\"d:level\",\"u\":\"m\",\"v\":1,\"t\":1e999}] | TS_INVALID",
                "[{\"bn\":\"d:\"}] | NO_METRIC",
                "[{\"n\":\"d:level\",\"u\":\"m\",\"s\":1}] | NO_METRIC",
                "[{\"n\":\"d:level\",\"u\":\"m\",\"v\":1e999}] | NO_METRIC",
                "[{\"n\":\"d:level\",\"n\":\"d:level\",\"u\":\"m\",\"v\":1}] | DUPLICATE_KEY",
                "{\"n\":\"d:level\",\"u\":\"m\",\"v\":1} | BAD_SHAPE",
                "[] | BAD_SHAPE",
                "[7] | BAD_SHAPE",
            })
    void malformed_pack_is_refused_with_its_reason(String body, RejectionReason reason) {
        Decoded decoded = json("d", body);

        assertThat(decoded.refused()).isEqualTo(reason);
        assertThat(decoded.refusals()).hasSize(1);
    }

    @Test
    void two_spellings_of_one_device_are_one_message() {
        Decoded decoded = json("d", "[{\"n\":\"d:leak\",\"vb\":true},{\"n\":\"urn:dev:os:d:tilt\",\"vb\":true}]");

        assertDecoded(decoded, "leak true; tilt true");
        assertThat(decoded.messages()).hasSize(1);
    }

    @Test
    void sequence_tells_two_values_of_one_moment_apart() {
        Decoded decoded = json(
                "d",
                "[{\"bn\":\"d:\",\"bt\":1760000000,\"bu\":\"m\",\"n\":\"level\",\"v\":1},{\"n\":\"level\",\"v\":2},"
                        + "{\"n\":\"level\",\"v\":1}]");

        var readings = decoded.messages().get(0).readings();
        assertThat(readings.get(0).sequence()).isEqualTo(readings.get(2).sequence());
        assertThat(readings.get(0).sequence()).isNotEqualTo(readings.get(1).sequence());
    }
}
