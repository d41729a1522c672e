package io.geshao.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.port.TelemetryQuery.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LttbTest {
    private static List<Point> saw(int size) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            points.add(new Point(i * 1_000L, (i * 7_919) % 101 - 50 + (i == 61 ? 300 : 0)));
        }
        return points;
    }

    /** Computed by a program written apart from this one, straight from the thesis' pseudo code. */
    @Test
    void a_saw_with_one_spike_becomes_the_points_of_the_reference() {
        List<Point> kept = Lttb.reduce(saw(120), 12);

        assertThat(kept)
                .extracting(point -> point.eventMillis() / 1_000)
                .containsExactly(0L, 2L, 15L, 27L, 37L, 49L, 61L, 72L, 86L, 101L, 108L, 119L);
        assertThat(kept)
                .extracting(Point::value)
                .containsExactly(-50.0, 32.0, -41.0, 47.0, -48.0, 40.0, 327.0, -27.0, 42.0, -50.0, 35.0, -19.0);
    }

    @Test
    void a_short_series_stays_whole_and_two_points_are_too_few() {
        assertThat(Lttb.reduce(saw(12), 12)).isEqualTo(saw(12));
        assertThat(Lttb.reduce(List.of(), 3)).isEmpty();
        assertThatThrownBy(() -> Lttb.reduce(saw(12), 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void any_series_keeps_its_ends_its_order_and_points_it_had() {
        SplittableRandom random = new SplittableRandom(20_260_302);
        for (int round = 0; round < 500; round++) {
            List<Point> points = new ArrayList<>();
            long at = random.nextLong(1_900_000_000_000L);
            for (int i = random.nextInt(1, 300); i > 0; i--) {
                at += random.nextInt(0, 5_000); // equal times happen
                points.add(new Point(at, random.nextInt(4) == 0 ? 0 : random.nextDouble(-1e6, 1e6)));
            }
            int wanted = random.nextInt(3, 60);

            List<Point> kept = Lttb.reduce(points, wanted);

            assertThat(kept).hasSize(Math.min(wanted, points.size()));
            assertThat(points).containsAll(kept);
            assertThat(kept.get(0)).isEqualTo(points.get(0));
            assertThat(kept.get(kept.size() - 1)).isEqualTo(points.get(points.size() - 1));
            assertThat(kept).isSortedAccordingTo(Comparator.comparingLong(Point::eventMillis));
        }
    }

    @Test
    void fold_that_is_large_enough_keeps_every_point() {
        ExtremesFold fold = new ExtremesFold(128);
        saw(128).forEach(point -> fold.add(point.eventMillis(), point.value()));

        assertThat(fold.points()).isEqualTo(saw(128));
    }

    /** Against the slow way: cut the series into runs of the width the fold has come to, and take their extremes. */
    @Test
    void fold_of_any_length_keeps_the_extremes_of_every_run() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            int size = random.nextInt(1, 700);
            ExtremesFold fold = new ExtremesFold(32);
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                Point point = new Point(i, random.nextInt(-9, 10));
                points.add(point);
                fold.add(point.eventMillis(), point.value());
            }
            int width = 1;
            while (size > 32 * width) {
                width *= 2;
            }

            List<Point> kept = fold.points();

            assertThat(kept.size()).isLessThanOrEqualTo(2 * 32 + 2);
            assertThat(points).containsAll(kept);
            assertThat(kept).isSortedAccordingTo(Comparator.comparingLong(Point::eventMillis));
            assertThat(kept).contains(points.get(0), points.get(size - 1)).doesNotHaveDuplicates();
            for (int begin = 0; begin < size; begin += width) {
                List<Point> run = points.subList(begin, Math.min(size, begin + width));
                assertThat(kept)
                        .contains(run.stream()
                                .min(Comparator.comparingDouble(Point::value))
                                .orElseThrow())
                        .contains(run.stream()
                                .max(Comparator.comparingDouble(Point::value)
                                        .thenComparing(Comparator.comparingLong(Point::eventMillis)
                                                .reversed()))
                                .orElseThrow());
            }
        }
    }
}
