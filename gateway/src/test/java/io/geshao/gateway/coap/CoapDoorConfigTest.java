package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CoapDoorConfigTest {
    @Test
    void door_without_a_key_of_the_configuration_is_plain() {
        Settings settings = Settings.of(Map.of());
        CoapDoorConfig config = CoapDoorConfig.read(settings);
        settings.finish();
        assertThat(config.plain()).isTrue();
        assertThat(config.port()).isEqualTo(5683);
        assertThat(config.isSecure()).isFalse();
    }

    @Test
    void door_with_pre_shared_keys_is_secure_on_its_own_port() {
        Settings settings = Settings.of(Map.of("coaps.psk.file", "psk.tsv", "coap.plain", "false"));
        CoapDoorConfig config = CoapDoorConfig.read(settings);
        settings.finish();
        assertThat(config.plain()).isFalse();
        assertThat(config.isSecure()).isTrue();
        assertThat(config.securePort()).isEqualTo(5684);
    }

    @Test
    void certificate_without_its_key_or_its_trust_is_a_fault() {
        for (String key : new String[] {"coaps.cert.file", "coaps.key.file", "coaps.trust.file"}) {
            Settings settings = Settings.of(Map.of(key, "some.pem"));
            CoapDoorConfig.read(settings);
            assertThatThrownBy(settings::finish).hasMessageContaining("go together");
        }
    }
}
