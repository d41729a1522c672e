package io.geshao.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFilesTest {
    private static final byte[] TOKEN = "s3cret".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @BeforeEach
    void a_good_registry() throws IOException {
        write(
                "places.tsv",
                "path\tname_zh\tname_en\tlongitude\tlatitude",
                "d/s/yuhua\t雨花社区\tYuhua\t118.7\t31.9",
                "d/s/yuhua/g01\t一网格\tGrid 1\t118.7\t31.9",
                "d/s/yuhua/g01/b03\t3号楼\tBuilding 3\t118.71\t31.91");
        write(
                "devices.tsv",
                "device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en",
                "sm-1\tsmoke\td/s/yuhua/g01/b03\tb03-z1\trg-1\t118.71\t31.91\t烟感\tSmoke");
        write("credentials.tsv", "identity\ttoken_sha256", "rg-1\t" + Registry.hashOf(TOKEN));
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), List.of(lines));
    }

    /** Core knows no YAML. */
    private Registry read() throws IOException {
        return RegistryFiles.read(
                folder,
                file -> Map.of(
                        "smoke",
                        new DeviceProfile("smoke", DeviceKind.FIRE, "native", Lane.LIFE_SAFETY, 60_000, 900_000)));
    }

    @Test
    void good_files_give_a_registry() throws IOException {
        Registry registry = read();
        Device device = registry.device(new DeviceId("sm-1")).orElseThrow();
        assertThat(device.community()).isEqualTo(new CommunityId("yuhua"));
        assertThat(device.profile().kind()).isEqualTo(DeviceKind.FIRE);
        assertThat(device.profile().lane()).isEqualTo(Lane.LIFE_SAFETY);
        assertThat(device.profile().intervalMillis()).isEqualTo(60_000);
        assertThat(device.profile().silentAfterIntervals()).isEqualTo(2);
        assertThat(registry.communities()).containsExactly(new CommunityId("yuhua"));
        assertThat(registry.place("d/s/yuhua/g01/b03").orElseThrow().level()).isEqualTo("building");
    }

    @Test
    void gateway_speaks_for_its_devices_and_nobody_else_does() throws IOException {
        Registry registry = read();
        Device device = registry.device(new DeviceId("sm-1")).orElseThrow();
        assertThat(registry.authenticates("rg-1", TOKEN)).isTrue();
        assertThat(registry.authenticates("rg-1", "wrong".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(registry.authenticates("rg-2", TOKEN)).isFalse();
        assertThat(registry.mayPublish("rg-1", device)).isTrue();
        assertThat(registry.mayPublish("sm-1", device)).isTrue();
        assertThat(registry.mayPublish("sm-2", device)).isFalse();
        assertThat(registry.mayPublish("", device)).isFalse();
    }

    @Test
    void wrong_row_is_named_with_file_and_line() throws IOException {
        write("credentials.tsv", "identity\ttoken_sha256", "", "rg-1\tnot-a-hash");
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageContaining("credentials.tsv:3")
                .withMessageContaining("64 lower-case hex digits");
    }

    @Test
    void table_of_profiles_that_nothing_reads_is_told() throws IOException {
        write("profiles.tsv", "profile\tkind\tcodec\tlane\tinterval_s\tlate_s");
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageContaining("profiles.tsv")
                .withMessageContaining("profiles.yaml");
        write("profiles.yaml", "profiles: {}");
        assertThat(read().devices()).hasSize(1);
    }

    @Test
    void value_in_a_hurry_takes_a_more_urgent_lane() {
        DeviceProfile profile = new DeviceProfile(
                "bin",
                DeviceKind.WASTE_BIN,
                "native",
                Lane.ROUTINE,
                60_000,
                900_000,
                60_000,
                Map.of(Metric.TEMPERATURE, new DeviceProfile.Range(-30, 70)),
                List.of(new DeviceProfile.LaneRule(
                        Metric.TEMPERATURE, new DeviceProfile.Range(60, Double.POSITIVE_INFINITY), Lane.URGENT)),
                new DeviceProfile.Installation(2200, 200, 0, Double.NaN, false));
        assertThat(profile.laneOf(Metric.TEMPERATURE, 59.9)).isEqualTo(Lane.ROUTINE);
        assertThat(profile.laneOf(Metric.TEMPERATURE, 60)).isEqualTo(Lane.URGENT);
        assertThat(profile.laneOf(Metric.BATTERY, 60)).isEqualTo(Lane.ROUTINE);
        assertThat(profile.plausible(Metric.BATTERY)).isNull();
        assertThat(profile.installation().fillLevel(2116)).isEqualTo(4.2);
        assertThat(profile.installation().fillLevel(600)).isEqualTo(80);
        assertThat(profile.installation().fillLevel(3000)).isZero();
        assertThat(profile.installation().fillLevel(0)).isEqualTo(100);
    }

    @Test
    void wrong_header_and_wrong_width_are_named() throws IOException {
        write("places.tsv", "path\tname");
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("places.tsv:1");
        a_good_registry();
        write("credentials.tsv", "identity\ttoken_sha256", "rg-1");
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("1 columns where 2");
    }

    @Test
    void device_without_a_grid_a_place_or_a_profile_is_refused() throws IOException {
        String header = "device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en";
        for (String row : new String[] {
            "x\tsmoke\td/s/yuhua\t\t\t1\t1\ta\tb", // no grid
            "x\tsmoke\td/s/yuhua/g09\t\t\t1\t1\ta\tb", // no such place
            "x\tradar\td/s/yuhua/g01\t\t\t1\t1\ta\tb", // no such profile
            "x y\tsmoke\td/s/yuhua/g01\t\t\t1\t1\ta\tb", // not an id
            "x\tsmoke\td/s/yuhua/g01\t\t\teast\t1\ta\tb", // not a number
        }) {
            write("devices.tsv", header, row);
            assertThatThrownBy(this::read).as(row).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void duplicates_are_refused() throws IOException {
        write(
                "credentials.tsv",
                "identity\ttoken_sha256",
                "rg-1\t" + Registry.hashOf(TOKEN),
                "rg-1\t" + Registry.hashOf(TOKEN));
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("twice");
    }

    @Test
    void path_is_cut_at_a_level() {
        assertThat(Place.upTo("a/b/c/g1/b2/u3", "grid")).isEqualTo("a/b/c/g1");
        assertThat(Place.upTo("a/b", "grid")).isEqualTo("a/b");
        assertThatIllegalArgumentException().isThrownBy(() -> Place.communityOf("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Place("a//b", "x", "x", 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Place("a/b", "x", "x", 0, Double.NaN));
    }
}
