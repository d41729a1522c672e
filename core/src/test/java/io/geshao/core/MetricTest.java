package io.geshao.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {
    @Test
    void canonical_name_gives_the_one_instance() {
        assertThat(Metric.find("fill_level")).containsSame(Metric.FILL_LEVEL);
    }

    @Test
    void vendor_name_is_interned() {
        assertThat(Metric.find("x_sonar0")).isPresent().containsSame(Metric.of("x_sonar0"));
        assertThat(Metric.of("x_sonar0").isVendor()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "x_",
                "X_A",
                "x_a b",
                "Fill_Level",
                "",
                "x_0123456789012345678901234567890123456789012345678901234567890123"
            })
    void unknown_name_is_no_metric(String name) {
        assertThat(Metric.find(name)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.of(name)).withMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({
        "fill_level, WASTE_BIN, 0, true",
        "fill_level, WASTE_BIN, 100, true",
        "fill_level, WASTE_BIN, 100.001, false",
        "fill_level, WASTE_BIN, -0.001, false",
        "temperature, FIRE, 200, true",
        "temperature, FIRE, 200.5, false",
        "temperature, WASTE_BIN, 150, true",
        "temperature, WASTE_BIN, 151, false",
        "temperature, WATER, 85, true",
        "temperature, WATER, 86, false",
        "temperature, PARKING, -40.5, false",
        "pressure, WATER, -0.1, true",
        "rssi, WATER, 1, false",
        "x_anything, WATER, 1e300, true",
    })
    void range_decides_what_is_plausible(String metric, DeviceKind kind, double value, boolean plausible) {
        assertThat(Metric.of(metric).plausible(kind, value)).isEqualTo(plausible);
    }

    @Test
    void every_canonical_metric_is_a_number_with_a_unit_or_a_boolean_without() {
        assertThat(Metric.canonical())
                .hasSizeGreaterThan(30)
                .allSatisfy(metric -> assertThat(metric.unit().isEmpty()).isEqualTo(metric.isBoolean()));
    }
}
