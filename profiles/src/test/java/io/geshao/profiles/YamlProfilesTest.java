package io.geshao.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.DeviceProfile.Range;
import io.geshao.core.registry.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlProfilesTest {
    @TempDir
    Path folder;

    private Map<String, DeviceProfile> read(String... lines) throws IOException {
        Path file = folder.resolve(ProfileReader.FILE);
        Files.write(file, List.of(lines));
        return ProfileReader.find().read(file);
    }

    private static DeviceProfile named(String name, Map<String, DeviceProfile> profiles) {
        return Objects.requireNonNull(profiles.get(name), name);
    }

    private String faultsOf(String... lines) {
        IllegalArgumentException refused = catchThrowableOfType(IllegalArgumentException.class, () -> read(lines));
        return String.valueOf(refused.getMessage()).replace(folder + "/", "");
    }

    @Test
    void every_field_is_read() throws IOException {
        DeviceProfile profile = named(
                "bin-deep",
                read(
                        "profiles:",
                        "  bin-deep:",
                        "    models: [EM400-TLD]",
                        "    kind: waste_bin",
                        "    codec: milesight-em400",
                        "    interval: 30m",
                        "    late_after: 2h",
                        "    clock_skew: 90s",
                        "    lane: routine",
                        "    lanes:",
                        "      - {metric: temperature, from: 60, lane: urgent}",
                        "      - {metric: tilt, is: true, lane: urgent}",
                        "    plausible:",
                        "      distance: [150, 2400]",
                        "      x_spin: [-1, 1]",
                        "    bin: {empty_mm: 2200, full_mm: 200}",
                        "    gauge: {offset_m: 0.35, height_m: 4.2}",
                        "    panel: {trust_test_bit: true}"));

        assertThat(profile.kind()).isEqualTo(DeviceKind.WASTE_BIN);
        assertThat(profile.codec()).isEqualTo("milesight-em400");
        assertThat(profile.intervalMillis()).isEqualTo(1_800_000);
        assertThat(profile.lateMillis()).isEqualTo(7_200_000);
        assertThat(profile.clockSkewMillis()).isEqualTo(90_000);
        assertThat(profile.laneOf(Metric.TEMPERATURE, 60)).isEqualTo(Lane.URGENT);
        assertThat(profile.laneOf(Metric.TILT, 1)).isEqualTo(Lane.URGENT);
        assertThat(profile.laneOf(Metric.TILT, 0)).isEqualTo(Lane.ROUTINE);
        assertThat(profile.plausible())
                .isEqualTo(Map.of(Metric.DISTANCE, new Range(150, 2400), Metric.of("x_spin"), new Range(-1, 1)));
        assertThat(profile.installation()).isEqualTo(new DeviceProfile.Installation(2200, 200, 0.35, 4.2, true));
    }

    @Test
    void profile_like_another_changes_only_what_it_says() throws IOException {
        Map<String, DeviceProfile> profiles = read(
                "profiles:",
                "  bin-b: {like: bin-a, interval: 2h}", // before the one it is like
                "  bin-a:",
                "    like: milesight-em400-tld",
                "    bin: {empty_mm: 1500, full_mm: 300}",
                "    plausible: {distance: [100, 1600]}");

        DeviceProfile shipped = named("milesight-em400-tld", YamlProfiles.shipped());
        DeviceProfile b = named("bin-b", profiles);
        assertThat(b.codec()).isEqualTo(shipped.codec());
        assertThat(b.kind()).isEqualTo(shipped.kind());
        assertThat(b.laneRules()).isEqualTo(shipped.laneRules());
        assertThat(b.intervalMillis()).isEqualTo(7_200_000);
        assertThat(b.installation().binEmptyMm()).isEqualTo(1500);
        assertThat(b.plausible(Metric.DISTANCE)).isEqualTo(new Range(100, 1600));
        assertThat(b.plausible(Metric.TEMPERATURE)).isEqualTo(shipped.plausible(Metric.TEMPERATURE));
        assertThat(profiles.get("milesight-em400-tld")).isEqualTo(shipped);
    }

    @Test
    void shipped_profiles_are_there_without_a_file_and_cover_every_codec() throws IOException {
        Map<String, DeviceProfile> profiles = ProfileReader.find().read(folder.resolve("no-such-file"));

        Set<String> codecs = new HashSet<>();
        profiles.values().forEach(profile -> codecs.add(profile.codec()));
        assertThat(codecs).containsExactlyInAnyOrderElementsOf(KnownCodecs.NAMES);
        assertThat(profiles.values())
                .filteredOn(profile -> profile.kind() == DeviceKind.FIRE)
                .allMatch(profile -> profile.lane() == Lane.LIFE_SAFETY)
                .allMatch(profile -> profile.plausible(Metric.TEMPERATURE) == null);
    }

    @Test
    void all_faults_are_told_at_once_in_the_order_of_the_file() {
        String faults = faultsOf(
                "profiles:",
                "  a b: {kind: water, codec: native, interval: 1h}",
                "  x:",
                "    kind: gas",
                "    codec: milesight-em40",
                "    lane: soon",
                "    intervall: 1h",
                "    plausible:",
                "      temprature: [1, 2]",
                "      tilt: [0, 1]",
                "      fill_level: [0, 120]",
                "      level: [2, 1]",
                "    lanes:",
                "      - {metric: leak, from: 1, lane: urgent}",
                "      - {metric: level, lane: urgent}",
                "    bin: {empty_mm: 200, full_mm: 2200}",
                "  y: {like: z}",
                "  p: {like: q}",
                "  q: {like: p}",
                "other: 1");

        assertThat(faults.lines().map(line -> line.replaceFirst("(yaml:\\d+:\\d+: .{0,28}).*", "$1")))
                .containsExactly(
                        "profiles.yaml:2:3: 'a b' is not a name: letters",
                        "profiles.yaml:4:5: 'interval' is missing: a pos",
                        "profiles.yaml:4:11: 'kind' is parking, waste_bin",
                        "profiles.yaml:5:12: 'codec' is one of native, bo",
                        "profiles.yaml:6:11: 'lane' is life_safety, urgen",
                        "profiles.yaml:7:5: there is no field 'intervall",
                        "profiles.yaml:9:7: there is no metric 'tempratu",
                        "profiles.yaml:10:7: tilt is true or false, it ha",
                        "profiles.yaml:11:19: fill_level 0.0 to 120.0 is w",
                        "profiles.yaml:12:14: plausible level is a range [",
                        "profiles.yaml:14:9: leak: write 'is: true' or 'i",
                        "profiles.yaml:15:9: level: write 'from', 'to' or",
                        "profiles.yaml:16:10: 'bin' has empty_mm and full_",
                        "profiles.yaml:17:13: there is no profile 'z' to b",
                        "profiles.yaml:19:13: 'p' would be like itself",
                        "profiles.yaml:20:1: there is no field 'other' he");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "profiles: [                     | not YAML",
                "'profiles: {a: {kind: x}, a: 1}' | Duplicate",
                "profiles: 7                     | 'profiles' is a mapping",
                "[1]                             | the file is a mapping",
                "profiles: {a: 3}                | profile 'a' is a mapping",
            })
    void text_of_another_shape_is_refused_with_its_place(String yaml, String expected) {
        assertThat(faultsOf(yaml)).startsWith("profiles.yaml:1:").contains(expected);
    }

    @Test
    void empty_file_adds_nothing() throws IOException {
        assertThat(read("# nothing yet")).isEqualTo(YamlProfiles.shipped());
    }
}
