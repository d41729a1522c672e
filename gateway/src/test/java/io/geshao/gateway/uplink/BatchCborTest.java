package io.geshao.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.core.port.BatchSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchCborTest {
    private static final long RX = 1_760_000_001_000L;

    /** The batch whose bytes lie in {@code golden/batch-1.cbor.hex}. */
    static Batch golden() {
        return new Batch(
                "gw-1",
                "0f1e2d3c4b5a6978",
                Lane.URGENT,
                41,
                47,
                RX + 5,
                List.of(
                        new Reading(
                                new DeviceId("bin-1"),
                                Metric.FILL_LEVEL,
                                73.2,
                                1_760_000_000_123L,
                                1_760_000_000_123L,
                                RX,
                                Reading.sequence(0, 123),
                                0),
                        new Reading(
                                new DeviceId("fs-9"),
                                Metric.SMOKE_ALARM,
                                1,
                                RX,
                                Reading.NO_DEVICE_TIME,
                                RX,
                                Reading.sequence(1, 124),
                                Flag.bits(Flag.NO_TS)),
                        new Reading(
                                new DeviceId("wl-07"),
                                Metric.LEVEL,
                                -0.25,
                                RX,
                                1_760_000_000L,
                                RX,
                                Reading.sequence(0x7fff_ffffL, 0xffff_ffffL),
                                Flag.bits(Flag.BAD_CLOCK, Flag.BACKFILL))),
                List.of(new Rejection(
                        RejectionReason.OUT_OF_RANGE,
                        new DeviceId("bin-1"),
                        "distance",
                        "g/yuhua/bin-1/up",
                        "70000 mm is not in 0…60000",
                        RX,
                        "{\"seq\":123,\"m\":{\"fill_level\":73.2,\"distance\":70000}}"
                                .getBytes(StandardCharsets.UTF_8))),
                List.of(new Batch.Gap(42, 44, RX - 1000, RX - 1, 2, 1, Batch.Gap.Cause.DAMAGED)));
    }

    static byte[] goldenBytes() throws IOException {
        try (InputStream in = BatchCborTest.class.getResourceAsStream("/golden/batch-1.cbor.hex")) {
            assertThat(in).isNotNull();
            String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
        }
    }

    @Test
    void batch_is_written_as_the_golden_bytes() throws IOException {
        assertThat(BatchCbor.write(golden())).isEqualTo(goldenBytes());
    }

    @Test
    void receipt_is_read_in_any_order_and_with_unknown_keys() throws IOException {
        byte[] receipt = HexFormat.of().parseHex("a3" + "6164" + "02" + "617a" + "8101" + "6173" + "1903e8");

        assertThat(BatchCbor.readReceipt(receipt)).isEqualTo(new BatchSink.Receipt(1000, 2));
    }

    @Test
    void anything_else_is_no_receipt() {
        for (String hex : List.of("", "80", "a0", "a1617301", "a2617361786164", "6f6b")) {
            assertThatThrownBy(() -> BatchCbor.readReceipt(HexFormat.of().parseHex(hex)))
                    .as(hex)
                    .isInstanceOf(IOException.class);
        }
    }
}
