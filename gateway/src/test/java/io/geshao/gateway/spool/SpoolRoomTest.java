package io.geshao.gateway.spool;

import static io.geshao.gateway.spool.Entries.RX;
import static io.geshao.gateway.spool.Entries.append;
import static io.geshao.gateway.spool.Entries.device;
import static io.geshao.gateway.spool.Entries.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a lane's share, or the disk, is used up: real commits to a real file, small limits. */
class SpoolRoomTest {
    @TempDir
    Path folder;

    private final FakeTicker ticker = FakeTicker.at(RX);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private Spool spool;

    @AfterEach
    void close() {
        spool.close();
    }

    private void open(SpoolLimits limits) {
        spool = Spool.open(folder, "gw-1", limits, ticker, meters);
    }

    /** About 2 KiB of readings in the lane. */
    private SpoolEntry entry(Lane lane, long seq) {
        List<io.geshao.core.Reading> readings = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            io.geshao.core.Reading one = reading("d-" + lane.wireName(), Metric.LEVEL, i, seq);
            readings.add(new io.geshao.core.Reading(
                    one.device(), one.metric(), i, RX + i, RX + i, ticker.epochMillis(), seq, 0));
        }
        return new SpoolEntry(
                device("d-" + lane.wireName(), lane),
                new MessageIdentity(MessageIdentity.Kind.COUNTED, 0, seq, seq),
                readings,
                List.of());
    }

    private List<Batch> drain(Lane lane) {
        List<Batch> batches = new ArrayList<>();
        for (Batch batch = spool.next(lane); batch != null; batch = spool.next(lane)) {
            batches.add(batch);
            spool.forget(batch);
        }
        return batches;
    }

    /** Numbers 1 to last without a hole and without an overlap, each an item or in a gap. */
    private static void assertTiled(List<Batch> batches, long last) {
        long next = 1;
        for (Batch batch : batches.stream()
                .sorted(java.util.Comparator.comparingLong(Batch::first))
                .toList()) {
            assertThat(batch.first()).isEqualTo(next);
            long gaps = batch.gaps().stream()
                    .mapToLong(gap -> gap.last() - gap.first() + 1)
                    .sum();
            assertThat(batch.readings().size() + batch.rejections().size() + gaps)
                    .isEqualTo(batch.last() - batch.first() + 1);
            next = batch.last() + 1;
        }
        assertThat(next).isEqualTo(last + 1);
    }

    private static HourCount hour(GatewayReport report, Lane lane, long hour) {
        LaneCount counts = report.lanes().stream()
                .filter(count -> count.lane() == lane)
                .findFirst()
                .orElseThrow();
        return counts.hours().stream()
                .filter(count -> count.hourMillis() == hour)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void routine_lane_gives_up_its_oldest_and_declares_exactly_that() {
        long messages = 600;
        open(SpoolLimits.of(1_000_000, 20, 20, 60));
        long hour = SegmentHead.hourOf(RX);
        for (long seq = 1; seq <= messages; seq++) {
            if (seq == messages / 2) {
                ticker.advance(Duration.ofHours(1)); // the gaps lie in two hours
            }
            assertThat(append(spool, entry(Lane.ROUTINE, seq))).isEqualTo(AppendResult.COMMITTED);
        }
        GatewayReport report = Entries.report(spool);
        HourCount first = hour(report, Lane.ROUTINE, hour);
        HourCount second = hour(report, Lane.ROUTINE, hour + SegmentHead.HOUR_MILLIS);
        assertThat(first.givenUp() + second.givenUp())
                .isEqualTo((long)
                        meters.get("geshao.gateway.spool.given.up").counter().count())
                .isPositive();
        for (HourCount count : List.of(first, second)) {
            assertThat(count.acknowledged()).isEqualTo(count.inFlight() + count.givenUp());
        }
        assertThat(Entries.report(spool).figures().get("spool_bytes")).isLessThan(620_000L);

        List<Batch> batches = drain(Lane.ROUTINE);

        assertTiled(batches, messages * 40);
        List<Batch.Gap> gaps =
                batches.stream().flatMap(batch -> batch.gaps().stream()).toList();
        assertThat(gaps).allMatch(gap -> gap.cause() == Batch.Gap.Cause.QUOTA && gap.rejections() == 0);
        assertThat(gaps.stream().mapToLong(Batch.Gap::readings).sum()).isEqualTo(first.givenUp() + second.givenUp());
        assertThat(gaps).as("neighbours are one gap per hour").hasSizeLessThanOrEqualTo(4);
        HourCount settled = hour(Entries.report(spool), Lane.ROUTINE, hour);
        assertThat(settled.inFlight()).isZero();
        assertThat(settled.givenUp()).isEqualTo(first.givenUp());
    }

    @Test
    void urgent_lane_gives_up_nothing_and_is_not_acknowledged_until_there_is_room() {
        open(SpoolLimits.of(1_000_000, 10, 10, 80));
        long accepted = 0;
        while (append(spool, entry(Lane.LIFE_SAFETY, accepted + 1)) == AppendResult.COMMITTED) {
            accepted++;
            assertThat(accepted).isLessThan(1_000);
        }
        assertThat(append(spool, entry(Lane.LIFE_SAFETY, accepted + 1))).isEqualTo(AppendResult.BUSY);
        assertThat(append(spool, entry(Lane.URGENT, 1))).isEqualTo(AppendResult.COMMITTED);
        assertThat(append(spool, entry(Lane.ROUTINE, 1))).isEqualTo(AppendResult.COMMITTED);
        assertThat(spool.health()).contains("life_safety").contains("not acknowledged");

        List<Batch> batches = drain(Lane.LIFE_SAFETY);
        assertTiled(batches, accepted * 40);
        assertThat(batches).allMatch(batch -> batch.gaps().isEmpty());
        Entries.report(spool); // an order writes the receipts down
        append(spool, entry(Lane.ROUTINE, 2));

        assertThat(append(spool, entry(Lane.LIFE_SAFETY, accepted + 1))).isEqualTo(AppendResult.COMMITTED);
        assertThat(spool.health()).isEqualTo("up");
    }

    @Test
    void full_disk_costs_routine_its_oldest_and_nothing_urgent_and_passes_by_itself() {
        // The file may grow to 3 MB only, which is less than the lanes' shares: as a disk that others have filled.
        open(new SpoolLimits(100_000_000, 20, 20, 60, 3_000_000));
        long urgent = 0;
        long routine = 0;
        long refused = 0;
        for (long seq = 1; seq <= 1_500; seq++) {
            AppendResult result = append(spool, entry(Lane.ROUTINE, seq));
            routine += result == AppendResult.COMMITTED ? 1 : 0;
            refused += result == AppendResult.COMMITTED ? 0 : 1;
            if (seq % 100 == 0) {
                AppendResult of = append(spool, entry(Lane.URGENT, seq));
                urgent += of == AppendResult.COMMITTED ? 1 : 0;
                ticker.advance(Duration.ofSeconds(2));
            }
        }
        assertThat(meters.get("geshao.gateway.spool.given.up").counter().count())
                .as("the disk was full")
                .isPositive();

        List<Batch> urgentBatches = drain(Lane.URGENT);
        List<Batch> routineBatches = drain(Lane.ROUTINE);
        Entries.report(spool);

        assertTiled(urgentBatches, urgent * 40);
        assertThat(urgentBatches).allMatch(batch -> batch.gaps().isEmpty());
        assertTiled(routineBatches, routine * 40);
        assertThat(refused).as("there was always something to give up").isLessThan(100);
        ticker.advance(Duration.ofSeconds(2));
        assertThat(append(spool, entry(Lane.ROUTINE, 10_000))).isEqualTo(AppendResult.COMMITTED);
        assertThat(spool.health()).isEqualTo("up");
    }

    @Test
    void full_disk_with_nothing_to_give_up_is_not_acknowledged_and_passes_by_itself() {
        open(new SpoolLimits(100_000_000, 80, 10, 10, 1_000_000));
        long kept = 0;
        while (append(spool, entry(Lane.LIFE_SAFETY, kept + 1)) == AppendResult.COMMITTED) {
            kept++;
            assertThat(kept).isLessThan(5_000);
        }
        assertThat(spool.health()).startsWith("cannot write");
        ticker.advance(Duration.ofSeconds(2));
        assertThat(append(spool, entry(Lane.LIFE_SAFETY, kept + 1))).isEqualTo(AppendResult.FAILED);

        assertTiled(drain(Lane.LIFE_SAFETY), kept * 40);
        Entries.report(spool);
        ticker.advance(Duration.ofSeconds(2));

        assertThat(append(spool, entry(Lane.LIFE_SAFETY, kept + 1))).isEqualTo(AppendResult.COMMITTED);
        assertThat(spool.health()).isEqualTo("up");
    }
}
