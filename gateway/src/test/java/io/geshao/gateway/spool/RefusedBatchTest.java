package io.geshao.gateway.spool;

import static io.geshao.gateway.spool.Entries.RX;
import static io.geshao.gateway.spool.Entries.append;
import static io.geshao.gateway.spool.Entries.drain;
import static io.geshao.gateway.spool.Entries.message;
import static io.geshao.gateway.spool.Entries.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the centre refuses for good is kept beside the lane, and the centre hears that it is missing. */
class RefusedBatchTest {
    @TempDir
    private Path folder;

    private final FakeTicker ticker = FakeTicker.at(RX);
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Spool spool;

    @BeforeEach
    void open() {
        meters = new SimpleMeterRegistry();
        spool = Spool.open(folder, "gw-1", ticker, meters);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private void reopen() {
        spool.close();
        open();
    }

    private LaneCount routine() {
        return Entries.report(spool).lanes().stream()
                .filter(count -> count.lane() == Lane.ROUTINE)
                .findFirst()
                .orElseThrow();
    }

    private void assertBooks(long acknowledged, long inFlight, long givenUp) {
        assertThat(routine().hours())
                .containsExactly(new HourCount(SegmentHead.hourOf(RX), acknowledged, 0, inFlight, givenUp));
    }

    private double depth() {
        return meters.get("geshao.gateway.spool.depth")
                .tag("lane", Lane.ROUTINE.wireName())
                .gauge()
                .value();
    }

    private double deadLetters() {
        return meters.get("geshao.gateway.dead.letters").counter().count();
    }

    private static void assertRefused(Batch batch, Batch original) {
        assertThat(batch.first()).isEqualTo(original.first());
        assertThat(batch.last()).isEqualTo(original.last());
        assertThat(batch.readings()).isEmpty();
        assertThat(batch.rejections()).isEmpty();
        assertThat(batch.gaps())
                .containsExactly(
                        new Batch.Gap(original.first(), original.last(), RX, RX, 1, 0, Batch.Gap.Cause.REFUSED));
    }

    @Test
    void refused_batch_comes_again_as_a_gap_also_from_the_next_process() {
        append(spool, message("d", 1, 11));
        append(spool, message("d", 2, 12));
        Batch refused = next(spool, Lane.ROUTINE);

        assertThat(spool.bury(refused, "400")).isTrue();

        assertThat(deadLetters()).isEqualTo(1);
        Batch live = next(spool, Lane.ROUTINE);
        assertThat(live.readings()).extracting(Reading::sequence).containsExactly(2L);
        assertRefused(next(spool, Lane.ROUTINE), refused);
        assertBooks(2, 1, 1);
        reopen();
        Batch gap = next(spool, Lane.ROUTINE);
        assertRefused(gap, refused);
        spool.forget(gap);
        drain(spool, Lane.ROUTINE);
        assertBooks(2, 0, 1);
        assertThat(depth()).isZero();
        assertThat(routine().through()).isEqualTo(2);
    }

    @Test
    void gap_that_is_confirmed_before_what_lies_below_stays_given_up_in_the_books() {
        for (long seq = 1; seq <= 3; seq++) {
            append(spool, message("d", seq, seq));
        }
        Batch below = next(spool, Lane.ROUTINE);
        Batch refused = next(spool, Lane.ROUTINE);
        spool.bury(refused, "400");
        Batch above = next(spool, Lane.ROUTINE);
        Batch gap = next(spool, Lane.ROUTINE);
        assertRefused(gap, refused);
        spool.forget(gap);
        spool.forget(above);
        assertBooks(3, 2, 1);
        assertThat(depth()).isEqualTo(1);

        reopen();

        assertBooks(3, 2, 1);
        Batch again = next(spool, Lane.ROUTINE);
        assertThat(again.readings()).isEqualTo(below.readings());
        spool.forget(again);
        assertThat(spool.next(Lane.ROUTINE)).isNull();
        assertBooks(3, 0, 1);
        assertThat(depth()).isZero();
    }

    @Test
    void gap_that_is_refused_too_ends_there() {
        append(spool, message("d", 1, 11));
        spool.bury(next(spool, Lane.ROUTINE), "400");

        assertThat(spool.bury(next(spool, Lane.ROUTINE), "400")).isTrue();

        assertThat(spool.next(Lane.ROUTINE)).isNull();
        assertThat(deadLetters()).isEqualTo(1);
        assertBooks(1, 0, 1);
        reopen();
        assertThat(spool.next(Lane.ROUTINE)).isNull();
    }
}
