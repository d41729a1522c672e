package io.geshao.gateway.codec;

import static io.geshao.gateway.codec.Expected.RX;
import static io.geshao.gateway.codec.Expected.assertDecoded;
import static io.geshao.gateway.codec.Expected.device;
import static io.geshao.gateway.codec.Expected.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden vectors M, G, B, E, D and F of the payload reference, and frames that a seeded hand has spoilt. */
class ByteCodecVectorsTest {
    private static final long PANEL_RX = 1_772_439_350_000L; // three seconds after the events of F03 and F04
    private static final String F01 =
            "4040 0000 0101 180D11160A14 000000000000 060504030201" // start, serial, version, time, source, target
                    + "3000 02 0201 01 03 00 D9000600 0200" // length, send, type 2, one record; system, component,
                    // flags
                    + "A3C1C7F8A3B1B2E3DFC8B2B8D7DFC0C8000000000000000000000000000000" // its place, GB18030
                    + "301213010814 68 2323"; // its time, checksum, end
    private static final String F03 = "4040 3412 0101 2F0F1002031A A10000000000 C10000000000" // as above
            + "1600 02 0102" // length, send, type 1, two records
            + "01 02 0300 2F0F1002031A" // fire alarm system 2: normal running, fire
            + "0D 03 0501 2F0F1002031A" // another system: normal running, fault, main power fault
            + "28 2323";
    private static final String F04 = "4040 3512 0101 2F0F1002031A A10000000000 C10000000000 3000 02 0201"
            + "01 03 28 15000100 0300" // component type 40: a smoke detector
            + "33BAC5C2A532B5A5D4AA000000000000000000000000000000000000000000"
            + "2F0F1002031A 22 2323";

    private final PayloadDecoder decoder = new PayloadDecoder();

    private Decoded raw(String codec, String bytes, long rxMillis) {
        return decoder.decodeRaw(device("d"), codec, hex(bytes), rxMillis);
    }

    /** As the network server passes it on, heard at the moment of arrival. */
    private Decoded onPort(String codec, int fPort, String bytes) {
        Device device = device("d", codec);
        LnsEvent event = new LnsEvent(device.id(), 0, 1, fPort, hex(bytes), RX, Double.NaN, 0, false, 0);
        return decoder.decodeEvent(device, event, RX);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "M01 | milesight-em400 | 01755C 03670101 04824408 050001 | battery 92; temperature 25.7; distance 2116; tilt true",
                "M02 | milesight-em400 | 8367210301 8482580200 | temperature 80.1 [dev_alarm]; distance 600 [dev_clear]",
                "M03 | milesight-em400 | 01750A 03679CFF 04822C01 050000 | battery 10; temperature -10; distance 300; tilt false",
                "M04 | milesight-em400 | FF0BFF FF0101 FF166749E00000000042 FF090110 FF0A0102 01755F | battery 95",
                "M05 | milesight-em310-udl | 01755C 03824408 040001 | battery 92; distance 2116; tilt true",
                "M06 | milesight-em500-swl | 017564 03770200 | battery 100; level 0.02",
                "M07 | milesight-em500-swl | 017564 0377FFFF | battery 100; fault true",
                "M08 | milesight-em500-swl | 20CE806BE7689600 20CE8872E7689B00 0377A000 "
                        + "| level 1.5 @1759996800000 [late]; level 1.55 @1759998600000 [late]; level 1.6",
                "M09 | milesight-em300 | 01755C 03673401 046865 050000 | battery 92; temperature 30.8; humidity 50.5; leak false",
                "M10 | milesight-em300 | 0367E7FF 04684B 050001 | temperature -2.5; humidity 37.5; leak true",
                "M11 | milesight-em300 | 20CE806BE768B8007901 | temperature 18.4 @1759996800000 [late]; "
                        + "humidity 60.5 @1759996800000 [late]; leak true @1759996800000 [late]",
                "M12 | milesight-em400 | 01755C 0999 0102 | battery 92 [partial]; drop 0999@3 UNKNOWN_CHANNEL",
                "M13 | milesight-em400-nb | 02 0001 006D 00 0001 01 30313032 30313136 37343945303030303030303030303432 "
                        + "383630303030303030303030303432 343630303030303030303030303432 "
                        + "3839383630303030303030303030303030303432 12 001C "
                        + "01755A 0367E6FF 04822003 050000 017559 0367DCFF 04824003 050000 "
                        + "| rssi -77; battery 90 [late no_ts]; temperature -2.6 [late no_ts]; distance 800 [late no_ts]; "
                        + "tilt false [late no_ts]; battery 89; temperature -3.6; distance 832; tilt false",
                "G01 | milesight-gs524n | 221E64001C40 | self_test true; battery 100; x_concentration 0; temperature 28",
                "G02 | milesight-gs524n | 2211641E2A21 | smoke_alarm true; battery 100; x_concentration 30; temperature 42",
                "G03 | milesight-gs524n | 221263192828 "
                        + "| smoke_alarm true; x_silenced true; battery 99; x_concentration 25; temperature 40",
                "G04 | milesight-gs524n | 22175F001652 | smoke_alarm false; battery 95; x_concentration 0; temperature 22",
                "G05 | milesight-gs524n | 221A5A001456 | tamper true; battery 90; x_concentration 0; temperature 20",
                "G06 | milesight-gs524n | 22155000FB7E | fault true; battery 80; x_concentration 0; temperature -5",
                "other event | milesight-gs524n | 221364001C4B | battery 100; temperature 28; drop event_3 UNKNOWN_EVENT",
                "6 88 | milesight-em400 | 0688 608CDA01 00073D07 12 | x_lat 31.1; x_lon 121.44",
            })
    void vector_without_a_port_becomes_its_readings(String id, String codec, String bytes, String expected) {
        assertDecoded(raw(codec, bytes, RX), expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "B01 | bosch-tpl110 | 1 | 01 | occupied true",
                "B02 | bosch-tpl110 | 1 | 00 | occupied false",
                "other bits | bosch-tpl110 | 1 | FE | occupied false",
                "B03 | bosch-tpl110 | 2 | 0114 | heartbeat true; occupied true; temperature 20",
                "B04 | bosch-tpl110 | 2 | 00F6 | heartbeat true; occupied false; temperature -10",
                "B05 | bosch-tpl110 | 3 | 0000000000000000000000000110040201 | heartbeat true; occupied true",
                "usage | bosch-tpl110 | 5 | 1234 | heartbeat true",
                "E01 | sensoneo | 2 | FFFF22B39C009070017F7F7F7F6D15325D "
                        + "| distance 2540; battery_voltage 3.59; temperature 21; x_tilt_deg 50",
                "E02 | sensoneo | 1 | 2855332E3736542B313444323531503129 "
                        + "| battery_voltage 3.76; temperature 14; distance 2510; tilt false",
                "E03 | sensoneo | 2 | FFFF22B32A000000071012110F645A0501 "
                        + "| distance 330; battery_voltage 3.5; temperature 90 [dev_alarm]; x_tilt_deg 5; heat_alarm true; tilt true",
                "E04 | sensoneo | 2 | FFFF22B32A000000013C3D3E3F6EF60002 "
                        + "| distance 1230; battery_voltage 3.6; temperature -10; x_tilt_deg 0",
                "D01 | dragino-ldds75 | 2 | 0B450B0500 | battery_voltage 2.885; distance 2821",
                "D02 | dragino-ldds75 | 2 | 0B4905DC01FF3F01 | battery_voltage 2.889; distance 1500; temperature -19.3",
                "D03 | dragino-ldds75 | 2 | CB450B0500 | battery_voltage 2.885; distance 2821",
                "D04 | dragino-ldds75 | 2 | 0B45001300 | battery_voltage 2.885; fault true",
            })
    void vector_on_a_port_becomes_its_readings(String id, String codec, int fPort, String bytes, String expected) {
        assertDecoded(onPort(codec, fPort, bytes), expected);
    }

    @Test
    void fire_panel_frames_become_what_their_components_say() {
        assertDecoded(
                raw("gbt-26875-3", F01, 1_603_357_500_000L),
                "fire_alarm true @1596280728000 [late]",
                1_603_357_500_000L);
        assertDecoded(
                raw("gbt-26875-3", F03, PANEL_RX),
                "fire_alarm true @1772439347000; fault true @1772439347000",
                PANEL_RX);
        assertDecoded(raw("gbt-26875-3", F04, PANEL_RX), "smoke_alarm true @1772439347000", PANEL_RX);
    }

    @ParameterizedTest
    @CsvSource({
        "milesight-em400, 01755C0367, FRAME_TRUNCATED", // X28
        "milesight-em400, 01755C03, FRAME_TRUNCATED",
        "milesight-em400, 0999, NO_METRIC",
        "milesight-gs524n, 2211641E2A22, BAD_CHECKSUM", // X29
        "milesight-gs524n, 222164001C3D, WRONG_SENSOR_TYPE", // G07
        "milesight-gs524n, 2211641E2A, FRAME_TRUNCATED",
        "milesight-gs524n, 2211641E2A2100, BAD_LENGTH",
        "milesight-em400-nb, 01755C, BAD_DELIMITER",
        "milesight-em400-nb, 020001006D00, FRAME_TRUNCATED",
        "milesight-em400-nb, 020001000000, BAD_LENGTH",
        "bosch-tpl110, 01, UNKNOWN_FPORT",
        "dragino-ldds75, 0B450B050000, BAD_LENGTH", // D05
        "gbt-26875-3, 4040, FRAME_TRUNCATED",
        "gbt-26875-3, 4140351201012F0F1002031AA10000000000C1000000000000000222 2323, BAD_DELIMITER",
        "no-such-codec, 00, NO_CODEC",
        "'', 00, NO_CODEC",
    })
    void malformed_frame_is_refused_with_its_reason(String codec, String bytes, RejectionReason reason) {
        Decoded decoded = raw(codec, bytes, RX);

        assertThat(decoded.refused()).as(decoded.detail()).isEqualTo(reason);
        assertThat(decoded.refusals()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "bosch-tpl110, 3, 00000000000000000000000001100402, FRAME_TRUNCATED", // B06
        "bosch-tpl110, 7, 01, UNKNOWN_FPORT", // B07
        "bosch-tpl110, 1, 0101, BAD_LENGTH",
        "sensoneo, 2, FFFE22B39C009070017F7F7F7F6D15325D, BAD_DELIMITER", // E05
        "sensoneo, 1, 285533, BAD_FIELD",
        "sensoneo, 3, 00, UNKNOWN_FPORT",
        "dragino-ldds75, 5, 0B450B0500, UNKNOWN_FPORT",
        "native, 2, 00, NO_CODEC",
    })
    void malformed_frame_on_a_port_is_refused_with_its_reason(
            String codec, int fPort, String bytes, RejectionReason reason) {
        assertThat(onPort(codec, fPort, bytes).refused()).isEqualTo(reason);
    }

    @Test
    void fire_panel_frame_with_any_byte_changed_is_refused() {
        byte[] good = hex(F04);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            Decoded decoded = decoder.decodeRaw(device("d"), "gbt-26875-3", bad, PANEL_RX);
            assertThat(decoded.refused())
                    .as("byte %d", i)
                    .isIn(
                            RejectionReason.BAD_DELIMITER,
                            RejectionReason.BAD_LENGTH,
                            RejectionReason.FRAME_TRUNCATED,
                            RejectionReason.BAD_CHECKSUM);
        }
    }

    @Test
    void fire_panel_frame_that_has_lost_a_zero_byte_is_refused_although_its_sum_is_right() {
        String shorter = F04.replace("AA000000", "AA0000");

        assertThat(raw("gbt-26875-3", shorter, PANEL_RX).refused()).isEqualTo(RejectionReason.FRAME_TRUNCATED);
    }

    @Test
    void component_that_reports_normal_clears_nobody_elses_fire() {
        String normal = F04.replace("15000100 0300", "15000100 0100").replace("1A 22 2323", "1A 20 2323");

        assertDecoded(raw("gbt-26875-3", normal, PANEL_RX), "heartbeat true", PANEL_RX);
    }

    @Test
    void codec_of_the_profile_is_not_overruled_by_the_address() {
        Device bin = device("d", "milesight-em400");

        assertDecoded(decoder.decodeRaw(bin, "", hex("01755C"), RX), "battery 92");
        assertDecoded(decoder.decodeRaw(bin, "milesight-em400", hex("01755C"), RX), "battery 92");
        assertThat(decoder.decodeRaw(bin, "milesight-em300", hex("01755C"), RX).refused())
                .isEqualTo(RejectionReason.NO_CODEC);
    }

    @Test
    void codecs_that_a_profile_may_name_are_known() {
        assertThat(PayloadDecoder.knowsCodec("native")).isTrue();
        assertThat(PayloadDecoder.knowsCodec("gbt-26875-3")).isTrue();
        assertThat(PayloadDecoder.knowsCodec("milesight-em401")).isFalse();
    }

    @Test
    void samples_of_one_frame_are_readings_of_their_own() {
        List<Reading> bare =
                raw("milesight-em400", "01755C 01755C", RX).messages().get(0).readings();
        assertThat(bare.get(0).sequence()).isNotEqualTo(bare.get(1).sequence());

        List<Reading> counted =
                onPort("milesight-em400", 85, "01755C 01755C").messages().get(0).readings();
        assertThat(counted).extracting(Reading::sequence).containsExactly(1L, 1L);
        assertThat(counted).extracting(Reading::eventMillis).containsExactly(RX, RX + 1);
    }

    @Test
    void spoilt_frames_never_break_a_codec() {
        long seed = 20_251_122;
        Random random = new Random(seed);
        String[] codecs = {
            "milesight-em400", "milesight-em400-nb", "milesight-em310-udl", "milesight-em500-swl", "milesight-em300",
            "milesight-gs524n", "bosch-tpl110", "sensoneo", "dragino-ldds75", "gbt-26875-3"
        };
        byte[][] frames = {
            hex("01755C 03670101 04824408 050001 8367210301"),
            hex(F01),
            hex(F03),
            hex("FFFF22B32A000000071012110F645A0501")
        };
        for (int round = 0; round < 40_000; round++) {
            byte[] frame = frames[random.nextInt(frames.length)];
            frame = Arrays.copyOf(frame, random.nextInt(frame.length + 4) + 1);
            frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            Device device = device("d", codecs[random.nextInt(codecs.length)]);
            LnsEvent event = new LnsEvent(device.id(), 0, 1, random.nextInt(1, 8), frame, RX, -50, 5, false, round);
            Decoded decoded = random.nextBoolean()
                    ? decoder.decodeEvent(device, event, RX)
                    : decoder.decodeRaw(device, "", frame, RX);
            if ((decoded.refused() == null) == decoded.messages().isEmpty()) {
                fail("seed %d round %d: %s", seed, round, decoded);
            }
        }
    }
}
