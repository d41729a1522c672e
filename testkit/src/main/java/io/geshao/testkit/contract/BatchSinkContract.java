package io.geshao.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import io.geshao.core.port.TelemetryQuery.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What a gateway may rely on, whether the centre is in its process or at the other end of a wire: a receipt means stored,
 * and the same batch again changes nothing.
 */
public abstract class BatchSinkContract {
    private static final long NOW = 1_760_000_000_000L;
    private static final long LIMIT_S = 20;

    /** A sink whose centre has stored nothing yet. */
    protected abstract BatchSink sink();

    /** What that centre has stored. */
    protected abstract TelemetryQuery stored();

    private static Reading level(String device, double value, long atMillis, long sequence, Flag... flags) {
        return new Reading(
                new DeviceId(device),
                Metric.LEVEL,
                value,
                atMillis,
                Reading.NO_DEVICE_TIME,
                atMillis + 40,
                sequence,
                Flag.bits(flags));
    }

    private static Batch batch(Lane lane, long first, long last, List<Reading> readings, Rejection... rejections) {
        return new Batch("gw-contract", "", lane, first, last, NOW, readings, List.of(rejections));
    }

    private Receipt delivered(Batch batch) throws Exception {
        return sink().deliver(batch).toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
    }

    @Test
    protected void receipt_means_stored_field_by_field() throws Exception {
        Reading reading = level("wl-1", -0.125, NOW, Reading.sequence(7, 4_294_967_295L), Flag.LATE, Flag.BACKFILL);
        assertThat(delivered(batch(Lane.URGENT, 1, 1, List.of(reading)))).isEqualTo(new Receipt(1, 0));
        Sample sample = stored().latest(new DeviceId("wl-1")).get("level");
        assertThat(sample)
                .isEqualTo(new Sample(
                        -0.125,
                        NOW,
                        NOW + 40,
                        Reading.sequence(7, 4_294_967_295L),
                        Flag.bits(Flag.LATE, Flag.BACKFILL)));
    }

    @Test
    protected void same_batch_again_is_answered_and_changes_nothing() throws Exception {
        Batch batch = batch(
                Lane.ROUTINE,
                1,
                2,
                List.of(level("wl-1", 1, NOW, 1), level("wl-1", 2, NOW + 1, 2)),
                new Rejection(
                        RejectionReason.BAD_JSON,
                        new DeviceId("wl-1"),
                        null,
                        "g/yuhua/wl-1/up",
                        "unexpected end",
                        NOW,
                        "{\"seq\":1".getBytes(StandardCharsets.UTF_8)));
        Receipt first = delivered(batch);
        Receipt second = delivered(batch);
        assertThat(first).isEqualTo(new Receipt(2, 0));
        assertThat(second.stored() + second.duplicates()).isEqualTo(2);
        assertThat(stored().series(new DeviceId("wl-1"), Metric.LEVEL, 0, Long.MAX_VALUE / 4, 100))
                .hasSize(2);
        assertThat(stored().rejections(null, 10))
                .singleElement()
                .extracting(RejectionRow::reason, RejectionRow::device, RejectionRow::rawHex)
                .containsExactly("BAD_JSON", "wl-1", "7b22736571223a31");
    }

    @Test
    protected void lanes_count_apart() throws Exception {
        delivered(batch(Lane.LIFE_SAFETY, 1, 1, List.of(level("wl-1", 1, NOW, 1))));
        delivered(batch(Lane.ROUTINE, 1, 1, List.of(level("wl-2", 1, NOW, 1))));
        assertThat(stored().totals().stored()).isEqualTo(2);
    }

    @Test
    protected void reading_known_from_another_batch_is_a_duplicate() throws Exception {
        delivered(batch(Lane.ROUTINE, 1, 1, List.of(level("wl-1", 1, NOW, 1))));
        Receipt receipt =
                delivered(batch(Lane.ROUTINE, 2, 3, List.of(level("wl-1", 1, NOW, 1), level("wl-1", 3, NOW + 2, 3))));
        assertThat(receipt).isEqualTo(new Receipt(1, 1));
        assertThat(stored().totals().duplicates()).isEqualTo(1);
    }

    @Test
    protected void batches_delivered_at_once_are_all_stored() throws Exception {
        BatchSink sink = sink();
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            Lane lane = Lane.values()[i % 3];
            receipts.add(sink.deliver(batch(lane, i, i, List.of(level("wl-" + i % 5, i, NOW + i, i))))
                    .toCompletableFuture());
        }
        for (CompletableFuture<Receipt> receipt : receipts) {
            assertThat(receipt.get(LIMIT_S, TimeUnit.SECONDS)).isEqualTo(new Receipt(1, 0));
        }
        assertThat(stored().totals().stored()).isEqualTo(40);
    }
}
