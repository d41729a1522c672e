package io.geshao.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.config.Settings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncidentConfigTest {
    @Test
    void nothing_said_gives_the_defaults() {
        Settings in = Settings.of(Map.of());
        assertThat(IncidentConfig.read(in)).isEqualTo(IncidentConfig.defaults());
        in.finish();
    }

    @Test
    void every_key_is_read() {
        Settings in = Settings.of(Map.of(
                "responsibility.file", "city.tsv",
                "incident.zone", "Asia/Urumqi",
                "calendar.holidays", "2026-10-01, 2026-10-02",
                "calendar.workdays", "2026-10-10"));
        IncidentConfig config = IncidentConfig.read(in);
        in.finish();
        assertThat(config.responsibilityFile()).isEqualTo(Path.of("city.tsv"));
        assertThat(config.zone()).isEqualTo(ZoneId.of("Asia/Urumqi"));
        assertThat(config.holidays()).containsExactlyInAnyOrder(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 2));
        assertThat(config.workdays()).containsExactly(LocalDate.of(2026, 10, 10));
    }

    @Test
    void bad_values_are_named_all_at_once() {
        Settings in = Settings.of(Map.of("incident.zone", "Moon/Base", "calendar.holidays", "soon"));
        IncidentConfig.read(in);
        assertThatThrownBy(in::finish)
                .hasMessageContaining("incident.zone='Moon/Base'")
                .hasMessageContaining("calendar.holidays: 'soon'");
    }
}
