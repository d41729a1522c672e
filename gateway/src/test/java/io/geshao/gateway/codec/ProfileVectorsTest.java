package io.geshao.gateway.codec;

import static io.geshao.gateway.codec.Expected.RX;
import static io.geshao.gateway.codec.Expected.assertDecoded;
import static io.geshao.gateway.codec.Expected.hex;
import static io.geshao.gateway.codec.Expected.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a profile adds to the bytes: flags, the geometry of a bin or gauge, whether a panel's test bit is believed. */
class ProfileVectorsTest {
    private static final String F01 = "404000000101180D11160A140000000000000605040302013000020201010300D90006000200"
            + "A3C1C7F8A3B1B2E3DFC8B2B8D7DFC0C8000000000000000000000000000000301213010814682323";

    @TempDir
    Path folder;

    private final PayloadDecoder decoder = new PayloadDecoder();
    private Map<String, DeviceProfile> profiles = Map.of();

    /** A model of a known codec is added by these lines alone. */
    @BeforeEach
    void models_are_written_by_hand() throws IOException {
        Path file = folder.resolve(ProfileReader.FILE);
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "profiles:",
                        "  bin-deep:",
                        "    like: milesight-em400-tld",
                        "    bin: {empty_mm: 2200, full_mm: 200}",
                        "    plausible: {distance: [150, 2400]}",
                        "  river:",
                        "    like: milesight-em500-swl",
                        "    gauge: {offset_m: 0.35}",
                        "  bridge:",
                        "    like: dragino-ldds75",
                        "    gauge: {height_m: 4.2}",
                        "  honest-panel:",
                        "    like: fire-panel-gbt-26875",
                        "    panel: {trust_test_bit: true}",
                        "  own-bin:",
                        "    like: native-waste-bin",
                        "    clock_skew: 10s",
                        "    bin: {empty_mm: 2200, full_mm: 200}",
                        "    plausible: {battery: [5, 100], x_noise: [0, 9]}"));
        profiles = ProfileReader.find().read(file);
    }

    private Device device(String profile) {
        return new Device(
                new DeviceId("d"),
                Objects.requireNonNull(profiles.get(profile)),
                "310104/013/yuhua/g03",
                "",
                "",
                121.4,
                31.2,
                "设备",
                "device");
    }

    private Decoded raw(String profile, String bytes) {
        return decoder.decodeRaw(device(profile), "", hex(bytes), RX);
    }

    private Decoded json(String body) {
        return decoder.decode(device("own-bin"), PayloadFormat.NATIVE_JSON, utf8(body), RX);
    }

    @Test
    void distance_in_a_bin_says_how_full_it_is() {
        assertDecoded(
                raw("bin-deep", "01755C 03670101 04824408 050001"),
                "battery 92; temperature 25.7; distance 2116; tilt true; fill_level 4.2");
    }

    @Test
    void value_beside_the_profiles_range_is_kept_and_flagged() {
        // 2.5 m is nothing in this bin; the derived level is clamped and has no range of its own
        assertDecoded(raw("bin-deep", "0482C409"), "distance 2500 [out_of_range]; fill_level 0");
        assertDecoded(raw("bin-deep", "04829600"), "distance 150; fill_level 100");
        assertDecoded(raw("bin-deep", "04829500"), "distance 149 [out_of_range]; fill_level 100");
    }

    @Test
    void value_beside_the_metrics_range_is_dropped() {
        assertThat(raw("bin-deep", "048260EA").messages().get(0).drops()).isEmpty(); // 60000 mm
        Refusal refusal = raw("bin-deep", "048261EA").refusals().get(0); // 60001 mm
        assertThat(refusal.reason()).isEqualTo(RejectionReason.NO_METRIC);
        assertThat(refusal.drops()).extracting(Drop::reason).containsExactly(RejectionReason.OUT_OF_RANGE);
    }

    @Test
    void level_counts_from_the_gauge_datum() {
        assertDecoded(raw("river", "0377A000"), "level 1.95");
        assertDecoded(raw("bridge", "0B450B0500"), "battery_voltage 2.885; distance 2821; level 1.379");
    }

    @Test
    void history_is_derived_at_its_own_time() {
        assertDecoded(raw("river", "20CE806BE7689600 0377A000"), "level 1.85 @1759996800000 [late]; level 1.95");
    }

    @Test
    void test_bit_of_a_trusted_panel_makes_a_fire_a_test() {
        assertDecoded(raw("fire-panel-gbt-26875", F01), "fire_alarm true @1596280728000 [late]");
        assertDecoded(raw("honest-panel", F01), "self_test true @1596280728000 [late test]");
    }

    @Test
    void native_device_gets_flags_and_geometry_too() {
        assertDecoded(
                json("{\"seq\":1,\"ts\":1760000000000,\"m\":{\"distance\":600,\"battery\":4,\"x_noise\":9.5}}"),
                "distance 600 @1760000000000; battery 4 @1760000000000 [out_of_range];"
                        + " x_noise 9.5 @1760000000000 [out_of_range]; fill_level 80 @1760000000000");
    }

    @Test
    void fill_level_that_the_device_says_itself_is_believed() {
        assertDecoded(
                json("{\"seq\":1,\"ts\":1760000000000,\"m\":{\"distance\":600,\"fill_level\":33}}"),
                "distance 600 @1760000000000; fill_level 33 @1760000000000");
    }

    @Test
    void senml_record_is_derived_at_its_own_time() {
        Decoded decoded = decoder.decode(
                device("own-bin"),
                PayloadFormat.SENML_JSON,
                utf8("[{\"bn\":\"d:\",\"n\":\"distance\",\"u\":\"m\",\"v\":0.6,\"t\":-60},"
                        + "{\"n\":\"battery\",\"u\":\"%EL\",\"v\":3}]"),
                RX);
        assertDecoded(decoded, "distance 600 @1759999941000; battery 3 [out_of_range]; fill_level 80 @1759999941000");
    }

    @Test
    void clock_that_runs_ahead_is_flagged_and_believed() {
        assertDecoded(json("{\"seq\":1,\"ts\":1760000011000,\"m\":{\"battery\":50}}"), "battery 50 @1760000011000");
        assertDecoded(
                json("{\"seq\":1,\"ts\":1760000011001,\"m\":{\"battery\":50}}"),
                "battery 50 @1760000011001 [clock_skew]");
        assertDecoded(json("{\"seq\":1,\"ts\":1760000301001,\"m\":{\"battery\":50}}"), "battery 50 [bad_clock]");
    }

    @Test
    void samples_of_one_millisecond_are_all_kept_apart() {
        Decoded decoded = json("[{\"seq\":7,\"ts\":1760000000000,\"m\":{\"battery\":50}},"
                + "{\"seq\":8,\"ts\":1760000000000,\"m\":{\"battery\":51}}]");
        assertDecoded(decoded, "battery 50 @1760000000000; battery 51 @1760000000000");
        List<Reading> readings = new ArrayList<>();
        decoded.messages().forEach(message -> readings.addAll(message.readings()));
        assertThat(readings).extracting(Reading::sequence).containsExactly(7L, 8L);
    }
}
