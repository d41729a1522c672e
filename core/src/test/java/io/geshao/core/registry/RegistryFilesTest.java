package io.geshao.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
                "profiles.tsv",
                "profile\tkind\tcodec\tlane\tinterval_s\tlate_s",
                "smoke\tfire\tnative\tlife_safety\t60\t900");
        write(
                "devices.tsv",
                "device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en",
                "sm-1\tsmoke\td/s/yuhua/g01/b03\tb03-z1\trg-1\t118.71\t31.91\t烟感\tSmoke");
        write("credentials.tsv", "identity\ttoken_sha256", "rg-1\t" + Registry.hashOf(TOKEN));
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), java.util.List.of(lines));
    }

    @Test
    void good_files_give_a_registry() throws IOException {
        Registry registry = RegistryFiles.read(folder);
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
        Registry registry = RegistryFiles.read(folder);
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
        write(
                "profiles.tsv",
                "profile\tkind\tcodec\tlane\tinterval_s\tlate_s",
                "",
                "smoke\tfire\tnative\tsoon\t60\t900");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryFiles.read(folder))
                .withMessageContaining("profiles.tsv:3")
                .withMessageContaining("soon");
    }

    @Test
    void wrong_header_and_wrong_width_are_named() throws IOException {
        write("places.tsv", "path\tname");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryFiles.read(folder))
                .withMessageContaining("places.tsv:1");
        a_good_registry();
        write("credentials.tsv", "identity\ttoken_sha256", "rg-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryFiles.read(folder))
                .withMessageContaining("1 columns where 2");
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
            assertThatThrownBy(() -> RegistryFiles.read(folder)).as(row).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void duplicates_are_refused() throws IOException {
        write(
                "credentials.tsv",
                "identity\ttoken_sha256",
                "rg-1\t" + Registry.hashOf(TOKEN),
                "rg-1\t" + Registry.hashOf(TOKEN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryFiles.read(folder))
                .withMessageContaining("twice");
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
