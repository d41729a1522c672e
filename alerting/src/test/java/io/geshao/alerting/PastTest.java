package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.rule.Band;
import io.geshao.alerting.rule.Operand;
import io.geshao.core.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PastTest {
    private static final long WINDOW = 1_000;

    /** The same by looking at every sample. */
    private static final class Naive {
        private final List<double[]> samples = new ArrayList<>();

        void add(double value, long at, long newest) {
            if (at < newest - WINDOW) {
                return;
            }
            samples.removeIf(sample -> sample[0] < newest - WINDOW);
            while (samples.size() >= Past.LIMIT) {
                samples.remove(0);
            }
            samples.add(new double[] {at, value});
            samples.sort(Comparator.comparingDouble(sample -> sample[0]));
        }

        double extreme(long since, int sign) {
            double[] found = samples.stream()
                    .filter(sample -> sample[0] >= since)
                    .mapToDouble(sample -> sign * sample[1])
                    .toArray();
            return found.length < 2
                    ? Double.NaN
                    : sign * java.util.Arrays.stream(found).max().orElseThrow();
        }
    }

    @Test
    void extremes_of_any_window_are_those_of_all_samples_in_it() {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            Past past = new Past(WINDOW);
            Naive naive = new Naive();
            long now = 1_760_000_000_000L;
            int step = 1 + round % 3 * 20;
            for (int i = 0; i < 700; i++) {
                now += random.nextInt(step);
                long at = random.nextInt(12) == 0 ? now - random.nextInt(1_300) : now;
                double value = random.nextInt(40);
                past.add(value, at, now);
                naive.add(value, at, now);
                long since = now - random.nextInt(1_100);
                assertThat((Object) past.highestSince(since)).isEqualTo(naive.extreme(since, 1));
                assertThat((Object) past.lowestSince(since)).isEqualTo(naive.extreme(since, -1));
                assertThat(past.size()).isEqualTo(naive.samples.size());
            }
        }
    }

    @Test
    void ceiling_and_floor_never_answer_for_a_band_that_the_samples_leave() {
        Random random = new Random(11);
        int answered = 0;
        for (Operand.Kind kind : List.of(Operand.Kind.DROP, Operand.Kind.RISE, Operand.Kind.MAX, Operand.Kind.MIN)) {
            Operand operand = new Operand(kind, Metric.PRESSURE, WINDOW);
            Past past = new Past(WINDOW);
            long now = 1_760_000_000_000L;
            for (int i = 0; i < 5_000; i++) {
                now += random.nextInt(120);
                double value = random.nextInt(20) == 0 ? random.nextInt(40) : 18 + random.nextInt(4);
                past.add(value, now, now);
                double low = random.nextBoolean() ? Double.NEGATIVE_INFINITY : random.nextInt(20);
                Band band = new Band(operand, low, random.nextBoolean() ? 5 + random.nextInt(30) : 1e9);
                if (past.isWithin(band, value)) {
                    answered++;
                    long since = now - WINDOW;
                    double highest = past.highestSince(since);
                    double lowest = past.lowestSince(since);
                    double asked =
                            switch (kind) {
                                case DROP -> highest - value;
                                case RISE -> value - lowest;
                                case MAX -> highest;
                                default -> lowest;
                            };
                    assertThat(band.holds(asked)).as("%s of %s", band, asked).isTrue();
                } else if (random.nextInt(3) == 0) {
                    past.highestSince(now - WINDOW);
                    past.lowestSince(now - WINDOW);
                }
            }
        }
        assertThat(answered).isGreaterThan(4_000);
    }

    @Test
    void a_fast_device_is_judged_on_a_shorter_window() {
        Past past = new Past(WINDOW);
        for (int i = 0; i < 10_000; i++) {
            past.add(10_000 - i, 5_000, 5_000);
        }
        assertThat(past.size()).isEqualTo(Past.LIMIT);
        assertThat(past.highestSince(0)).isEqualTo(Past.LIMIT);
    }

    @Test
    void one_sample_has_nothing_to_be_compared_with() {
        Past past = new Past(WINDOW);
        past.add(3, 100, 100);
        assertThat(past.highestSince(0)).isNaN();
        past.add(4, 2_000, 2_000);
        assertThat(past.lowestSince(0)).isNaN();
    }
}
