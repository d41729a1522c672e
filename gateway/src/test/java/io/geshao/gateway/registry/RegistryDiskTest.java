package io.geshao.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryDiskTest {
    @TempDir
    private Path folder;

    private static Map<String, String> files(String device) {
        return new TreeMap<>(Map.of(
                "places.tsv",
                "path\tname_zh\tname_en\tlongitude\tlatitude\n310104/013/yuhua/g01\t网格\tGrid\t118.7\t31.9\n",
                "profiles.yaml",
                "profiles:\n  bin: {kind: waste_bin, codec: native, lane: routine, interval: 60s}\n",
                "devices.tsv",
                "device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en\n" + device
                        + "\tbin\t310104/013/yuhua/g01\t\t\t118.7\t31.9\t桶\tBin\n",
                "credentials.tsv",
                "identity\ttoken_sha256\n"));
    }

    private static RegistryDisk.Kept keep(RegistryDisk disk, Map<String, String> files) throws IOException {
        return disk.keep(RegistryDisk.digest(files), files);
    }

    @Test
    void snapshot_thatIsGood_isInForceAtTheNextStart_andTheOneBeforeIsGone() throws IOException {
        RegistryDisk disk = new RegistryDisk(folder);
        assertThat(disk.load()).isEmpty();
        keep(disk, files("bin-1"));

        RegistryDisk.Kept second = keep(disk, files("bin-2"));

        RegistryDisk.Kept loaded = new RegistryDisk(folder).load().orElseThrow();
        assertThat(loaded.version()).isEqualTo(second.version());
        assertThat(loaded.registry().device(new DeviceId("bin-2"))).isPresent();
        try (var content = Files.list(folder)) {
            assertThat(content).hasSize(2);
        }
    }

    @Test
    void rules_thatComeWithASnapshot_areThereAtTheNextStart_underTheirOwnNames() throws IOException {
        Map<String, String> files = files("bin-1");
        files.put("rule-f1.yaml", "id: F1\n");
        files.put("rule-overrides.yaml", "overrides: []\n");
        assertThat(keep(new RegistryDisk(folder), files).rules())
                .isEqualTo(new RegistryDisk(folder).load().orElseThrow().rules())
                .isEqualTo(Map.of("f1.yaml", "id: F1\n", "overrides.yaml", "overrides: []\n"));
        assertThat(keep(new RegistryDisk(folder), files("bin-1")).rules()).isEmpty();
    }

    @Test
    void snapshot_thatIsNoGood_leavesTheOldOneInForce() throws IOException {
        RegistryDisk disk = new RegistryDisk(folder);
        String good = keep(disk, files("bin-1")).version();

        Map<String, String> damaged = files("bin-2");
        assertThatThrownBy(() -> disk.keep(good, damaged)).hasMessageContaining("digest");
        Map<String, String> unreadable = files("bin-2");
        unreadable.put("devices.tsv", "no table\n");
        assertThatThrownBy(() -> keep(disk, unreadable)).isInstanceOf(IllegalArgumentException.class);
        Map<String, String> escaping = files("bin-2");
        escaping.put("../spool.db", "");
        assertThatThrownBy(() -> keep(disk, escaping)).hasMessageContaining("no file of a registry");

        assertThat(disk.load().orElseThrow().version()).isEqualTo(good);
    }
}
