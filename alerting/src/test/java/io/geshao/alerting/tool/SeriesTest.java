package io.geshao.alerting.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {
    private static List<Double> values(String text) {
        return Series.parse(Metric.FILL_LEVEL, text).stream()
                .map(sample -> sample.arrives() ? sample.value() : -1)
                .toList();
    }

    @Test
    void series_repeats_steps_and_gaps_take_their_steps() {
        assertThat(values("96x3 40+5x4 _ null _x2 40-5x2"))
                .containsExactly(96.0, 96.0, 96.0, 40.0, 45.0, 50.0, 55.0, -1.0, Double.NaN, -1.0, -1.0, 40.0, 35.0);
    }

    @Test
    void series_flags_and_device_time_belong_to_each_value() {
        List<Series.Sample> samples = Series.parse(Metric.SMOKE_ALARM, "true!test,drill false@-1m30s");
        assertThat(samples.get(0).flags()).isEqualTo(Flag.bits(Flag.TEST, Flag.DRILL));
        assertThat(samples.get(1).shiftMillis()).isEqualTo(-90_000);
    }

    @ParameterizedTest
    @CsvSource({"smoke_alarm,1", "level,true", "level,5+1", "level,5!loud", "level,5@-soon", "level,_+1x2"})
    void series_that_makes_no_sense_is_refused(String metric, String text) {
        assertThatThrownBy(() -> Series.parse(Metric.of(metric), text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0s,0",
        "90s,90000",
        "1m58s,118000",
        "1:58,118000",
        "1:02:03,3723000",
        "0:00.003,3",
        "2d3h,183600000",
        "5ms,5",
        "1.5s,1500"
    })
    void time_of_a_timeline_is_read_in_both_ways(String text, long millis) {
        assertThat(TestTime.parse(text)).hasValue(millis);
        assertThat(TestTime.parse(TestTime.text(millis))).hasValue(millis);
    }

    @ParameterizedTest
    @CsvSource({"soon", "5", "1:2:3:4", "-5s", "m"})
    void time_that_is_none_is_empty(String text) {
        assertThat(TestTime.parse(text)).isEmpty();
    }
}
