package io.geshao.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.geshao.core.config.Settings.BadSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void later_source_wins() throws IOException {
        Path file = Files.writeString(folder.resolve("gw.properties"), "mqtt.port=1\ncoap.port=2\nspool.dir=/a\n");
        Settings settings = Settings.of(
                new String[] {"--config=" + file, "--mqtt.port=3"}, Map.of("GESHAO_COAP_PORT", "4", "OTHER", "x"));
        assertThat(settings.port("mqtt.port", 0)).isEqualTo(3);
        assertThat(settings.port("coap.port", 0)).isEqualTo(4);
        assertThat(settings.path("spool.dir", "/b")).isEqualTo(Path.of("/a"));
        assertThatNoException().isThrownBy(settings::finish);
    }

    @Test
    void all_faults_come_at_once() {
        Settings settings = Settings.of(
                new String[] {"stray", "--mqtt.port=70000", "--ack.timeout=soon", "--tls=maybe", "--scale=x", "--typo=1"
                },
                Map.of());
        settings.port("mqtt.port", 1883);
        assertThat(settings.time("ack.timeout", "PT5S")).isEqualTo(Duration.ofSeconds(5));
        settings.flag("tls", false);
        settings.decimal("scale", 1, 0.01, 10);
        settings.required("db.url");
        settings.fault("db.user without db.password");
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(settings::finish)
                .withMessageContainingAll(
                        "argument 'stray'",
                        "mqtt.port=70000 is not in 0…65535",
                        "ack.timeout='soon'",
                        "tls='maybe'",
                        "scale='x'",
                        "db.url is missing",
                        "db.user without",
                        "unknown key 'typo'")
                .withMessageNotContaining("\n");
    }

    @Test
    void missing_file_is_a_fault() {
        Settings settings = Settings.of(new String[] {"--config=" + folder.resolve("none")}, Map.of());
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(settings::finish)
                .withMessageContaining("cannot be read");
    }

    @Test
    void defaults_hold_where_nothing_is_said() {
        Settings settings = Settings.of(Map.of());
        assertThat(settings.text("gateway.name", "gw-1")).isEqualTo("gw-1");
        assertThat(settings.flag("tls", true)).isTrue();
        assertThat(settings.decimal("scale", 1, 0, 2)).isEqualTo(1);
        assertThatNoException().isThrownBy(settings::finish);
    }

    @Test
    void settings_handedOn_shareWhatIsAskedAndWhatIsWrong() {
        Settings given = Settings.of(Map.of("mqtt.port", "1883", "spool.bytes", "many", "typo", "1"));
        Settings part = given.with(Map.of("mqtt.port", "2883"));
        assertThat(part.port("mqtt.port", 0)).isEqualTo(2883);
        assertThat(given.port("mqtt.port", 0)).isEqualTo(1883);
        part.number("spool.bytes", 1, 0, 9);
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(given::finish)
                .withMessage("spool.bytes='many' is not a whole number; unknown key 'typo'");
    }
}
