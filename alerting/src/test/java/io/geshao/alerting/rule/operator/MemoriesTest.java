package io.geshao.alerting.rule.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.core.Flag;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the words of conditions say, asked through a rule that uses them. */
class MemoriesTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    /** A midnight in Shanghai. */
    private static final long START =
            LocalDate.of(2026, 6, 1).atStartOfDay(ZONE).toInstant().toEpochMilli();

    private static Operand operand(String condition) {
        return operand(condition, "");
    }

    private static Operand operand(String condition, String more) {
        String text = """
                id: T1
                title: { zh: 试, en: Test }
                scope: device
                severity: S4
                when: { any: [ '%s' ] }
                """.formatted(condition) + more;
        Rule rule = RuleCatalogue.parse(Map.of("T1.yaml", text), 1, ZONE).get(0);
        return rule.operands().get(0);
    }

    private static Memories memories(Operand operand) {
        return Objects.requireNonNull(Memories.of(List.of(operand)));
    }

    @Test
    void value_that_is_watched_for_too_short_a_time_is_not_known_to_be_unchanged() {
        Operand changed = operand("!changed(\"fill_level\", \"48h\")");
        Memories memories = memories(changed);
        for (long hour = 0; hour < 48; hour++) {
            memories.add(40, START + hour * HOUR);
            assertThat(memories.value(changed, START + hour * HOUR)).isNaN();
        }
        assertThat(memories.value(changed, START + 48 * HOUR)).isZero();
        memories.add(41, START + 49 * HOUR);
        assertThat(memories.value(changed, START + 49 * HOUR)).isOne();
        assertThat(memories.value(changed, START + 96 * HOUR)).isOne();
        assertThat(memories.value(changed, START + 97 * HOUR)).isZero();
    }

    @Test
    void window_in_intervals_is_at_least_as_long_as_the_one_in_hours() {
        Operand changed = operand("!changed(\"level\", \"24h\", 20)");
        assertThat(changed.windowMillis()).isEqualTo(DAY);
        assertThat(changed.detail().intervals()).isEqualTo(20);
    }

    @Test
    void emptying_is_a_fall_and_filling_is_none() {
        Operand fell = operand("!fell(\"fill_level\", 40.0, \"3d\")");
        Memories memories = memories(fell);
        memories.add(20, START);
        memories.add(90, START + HOUR);
        memories.add(60, START + 2 * HOUR);
        assertThat(memories.value(fell, START + 2 * HOUR)).isNaN();
        memories.add(15, START + 3 * HOUR);
        assertThat(memories.value(fell, START + 3 * HOUR)).isOne();
        memories.add(90, START + 50 * HOUR);
        assertThat(memories.value(fell, START + 75 * HOUR)).isZero();
    }

    @Test
    void forecast_of_a_straight_line_is_on_the_line() {
        Operand forecast = operand("forecast(\"fill_level\", \"6h\", \"4h\") >= 100.0");
        Memories memories = memories(forecast);
        memories.add(60, START);
        memories.add(65, START + HOUR);
        assertThat(memories.value(forecast, START + HOUR)).isNaN();
        memories.add(75, START + 3 * HOUR);
        memories.add(70, START + 2 * HOUR); // late
        assertThat(memories.value(forecast, START + 3 * HOUR)).isCloseTo(95, within(1e-9));
        assertThat(memories.value(forecast, START + 4 * HOUR)).isCloseTo(100, within(1e-9));
    }

    @Test
    void hour_is_compared_with_the_same_hour_of_the_days_before() {
        Operand sigma = operand("hour_sigma(\"flow\", 14) > 3.0");
        Memories memories = memories(sigma);
        Random random = new Random(4);
        double[] eight = new double[14];
        for (int day = 0; day < 14; day++) {
            for (int hour = 0; hour < 24; hour++) {
                double flow = (hour == 8 ? 100 : 10) + random.nextGaussian();
                memories.add(flow, START + day * DAY + hour * HOUR);
                if (hour == 8) {
                    eight[day] = flow;
                }
            }
        }
        double mean = 0;
        double spread = 0;
        for (double flow : eight) {
            mean += flow / 14;
        }
        for (double flow : eight) {
            spread += (flow - mean) * (flow - mean) / 13;
        }
        spread = Math.max(Math.sqrt(spread), 0.01 * mean);
        long now = START + 14 * DAY + 8 * HOUR;
        memories.add(110, now);
        assertThat(memories.value(sigma, now)).isCloseTo((110 - mean) / spread, within(1e-6));
        memories.add(100, now + 10 * MINUTE);
        assertThat(memories.value(sigma, now + 10 * MINUTE)).isBetween(-3.0, 3.0);
    }

    @Test
    void hour_with_few_known_days_says_nothing() {
        Operand sigma = operand("hour_sigma(\"flow\", 14) > 3.0");
        Memories memories = memories(sigma);
        for (int day = 0; day < 7; day++) {
            memories.add(10 + day % 2, START + day * DAY + 8 * HOUR);
        }
        long now = START + 7 * DAY + 8 * HOUR;
        memories.add(50, now);
        assertThat(memories.value(sigma, now)).isGreaterThan(3);
        Memories few = memories(sigma);
        few.add(10, START + 8 * HOUR);
        few.add(50, START + DAY + 8 * HOUR);
        assertThat(few.value(sigma, START + DAY + 8 * HOUR)).isNaN();
    }

    @Test
    void flags_are_those_of_the_last_reading_and_of_the_window() {
        Operand flag = operand("flag(\"bad_clock\")");
        Memories last = memories(flag);
        assertThat(last.value(flag, START)).isNaN();
        last.add(Flag.bits(Flag.BAD_CLOCK, Flag.LATE), START);
        assertThat(last.value(flag, START)).isOne();
        last.add(0, START + 1);
        assertThat(last.value(flag, START + 1)).isZero();

        Operand flagged = operand("flagged(\"out_of_range\", \"1h\") >= 3.0");
        Memories window = memories(flagged);
        for (int i = 0; i < 5; i++) {
            window.add(i % 2 == 0 ? Flag.OUT_OF_RANGE.bit() : 0, START + i * 20 * MINUTE);
        }
        assertThat(window.value(flagged, START + 80 * MINUTE)).isEqualTo(2);
    }

    private static final String NIGHTS = """
            daily: { metric: flow, window: { from: "02:00", to: "04:00" }, judged: "04:05", days: 10 }
            """;

    private static void night(Memories memories, int day, double flow) {
        long midnight = START + day * DAY;
        for (int quarter = 0; quarter < 8; quarter++) {
            memories.add(flow + quarter, midnight + 2 * HOUR + quarter * 15 * MINUTE);
        }
        memories.add(flow / 10, midnight + 4 * HOUR); // the window is over
    }

    @Test
    void night_that_was_found_wrong_is_not_what_later_ones_are_compared_with() {
        Operand one = operand("daily > 0.2 * baseline", NIGHTS);
        Operand daily = new Operand(Operand.Kind.DAILY, one.metric(), 0, one.detail(), 0);
        Operand.Nights nights = Objects.requireNonNull(daily.detail().nights());
        Operand baseline = new Operand(Operand.Kind.BASELINE, daily.metric(), 0, daily.detail(), 1);
        Memories memories = memories(daily);
        double[] flows = {12, 10, 11, 30, 31};
        for (int day = 0; day < flows.length; day++) {
            night(memories, day, flows[day]);
            LocalDate date = LocalDate.of(2026, 6, 1).plusDays(day);
            memories.closeNight(nights, date);
            assertThat(memories.value(daily, 0)).isEqualTo(flows[day]);
            assertThat(Double.compare(memories.value(baseline, 0), day < 3 ? Double.NaN : 10))
                    .isZero();
            memories.settleNight(nights, flows[day] > 20);
        }
        memories.closeNight(nights, LocalDate.of(2026, 6, 6));
        assertThat(memories.value(daily, 0)).as("nothing came in that night").isNaN();
    }

    @Test
    void memory_that_was_written_down_goes_on_where_it_stood() {
        for (Operand operand : List.of(
                operand("!changed(\"fill_level\", \"48h\")"),
                operand("!fell(\"fill_level\", 40.0, \"3d\")"),
                operand("forecast(\"fill_level\", \"6h\", \"4h\") >= 100.0"),
                operand("hour_sigma(\"flow\", 14) > 3.0"),
                operand("flagged(\"out_of_range\", \"1h\") >= 3.0"),
                operand("daily > 0.2 * baseline", NIGHTS))) {
            Random random = new Random(17);
            Memories whole = memories(operand);
            Memories part = memories(operand);
            for (int i = 0; i < 600; i++) {
                long now = START + i * 40 * MINUTE - (i % 7 == 3 ? HOUR : 0);
                double value = random.nextInt(4) * 30 + (i > 300 ? Flag.OUT_OF_RANGE.bit() : 0);
                whole.add(value, now);
                part.add(value, now);
                if (i % 50 == 49) {
                    Memories next = memories(operand);
                    next.restore(part.state());
                    part = next;
                }
                assertThat(Double.compare(part.value(operand, now), whole.value(operand, now)))
                        .as(operand.text())
                        .isZero();
            }
        }
    }
}
