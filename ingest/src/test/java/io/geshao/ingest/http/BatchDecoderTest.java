package io.geshao.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.ingest.http.BadBatchException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BatchDecoderTest {
    private static final String SPOOL = "gw-1@0f1e2d3c4b5a6978";

    /** The golden batch of the uplink reference. */
    static byte[] golden() {
        try (InputStream in = BatchDecoderTest.class.getResourceAsStream("/golden/batch-1.cbor.hex")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return HexFormat.of().parseHex(text.replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_golden_batch_is_read_field_by_field() throws Exception {
        Batch batch = BatchDecoder.decode(golden());

        assertThat(batch.gateway()).isEqualTo("gw-1");
        assertThat(batch.spool()).isEqualTo("0f1e2d3c4b5a6978");
        assertThat(batch.gaps())
                .containsExactly(
                        new Batch.Gap(42, 44, 1_760_000_000_000L, 1_760_000_000_999L, 2, 1, Batch.Gap.Cause.DAMAGED));
        assertThat(batch.lane()).isEqualTo(Lane.URGENT);
        assertThat(batch.first()).isEqualTo(41);
        assertThat(batch.last()).isEqualTo(47);
        assertThat(batch.createdMillis()).isEqualTo(1_760_000_001_005L);
        assertThat(batch.readings())
                .containsExactly(
                        new Reading(
                                new DeviceId("bin-1"),
                                Metric.FILL_LEVEL,
                                73.2,
                                1_760_000_000_123L,
                                1_760_000_000_123L,
                                1_760_000_001_000L,
                                123,
                                0),
                        new Reading(
                                new DeviceId("fs-9"),
                                Metric.SMOKE_ALARM,
                                1,
                                1_760_000_001_000L,
                                Reading.NO_DEVICE_TIME,
                                1_760_000_001_000L,
                                Reading.sequence(1, 124),
                                Flag.bits(Flag.NO_TS)),
                        new Reading(
                                new DeviceId("wl-07"),
                                Metric.LEVEL,
                                -0.25,
                                1_760_000_001_000L,
                                1_760_000_000L,
                                1_760_000_001_000L,
                                Long.MAX_VALUE,
                                Flag.bits(Flag.BAD_CLOCK, Flag.BACKFILL)));
        Rejection rejection = batch.rejections().get(0);
        assertThat(rejection.reason()).isEqualTo(RejectionReason.OUT_OF_RANGE);
        assertThat(rejection.device()).isEqualTo(new DeviceId("bin-1"));
        assertThat(rejection.metric()).isEqualTo("distance");
        assertThat(rejection.source()).isEqualTo("g/yuhua/bin-1/up");
        assertThat(rejection.detail()).isEqualTo("70000 mm is not in 0…60000");
        assertThat(rejection.raw())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"seq\":123,\"m\":{\"fill_level\":73.2,\"distance\":70000}}");
    }

    @Test
    void a_batch_cut_anywhere_is_refused() {
        byte[] golden = golden();
        for (int length = 0; length < golden.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(golden, length);
            assertThatThrownBy(() -> BatchDecoder.decode(cut)).isInstanceOf(BadBatchException.class);
        }
    }

    @Test
    void a_batch_with_any_bytes_changed_is_read_or_refused_but_never_breaks_the_decoder() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = golden();
            for (int i = 0; i <= round % 3; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                BatchDecoder.decode(bytes);
            } catch (BadBatchException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(1_000, 19_999);
    }

    @Test
    void an_older_gateway_names_its_spool_behind_its_own_name() throws Exception {
        Batch batch = BatchDecoder.decode(map(out -> {
            head(out);
            arrays(out);
        }));

        assertThat(batch.gateway()).isEqualTo("gw-1");
        assertThat(batch.spool()).isEqualTo("0f1e2d3c4b5a6978");
        assertThat(batch.gaps()).isEmpty();
    }

    @Test
    void unknown_keys_are_passed_over_in_any_order() throws Exception {
        byte[] body = map(out -> {
            out.writeFieldName("new");
            out.writeStartObject();
            out.writeStringField("deep", "down");
            out.writeEndObject();
            arrays(out);
            head(out);
        });

        assertThat(BatchDecoder.decode(body).gateway()).isEqualTo("gw-1");
    }

    @Test
    void each_fault_has_its_name() throws Exception {
        assertThat(reasonOf(new byte[0])).isEqualTo(Reason.EMPTY_BODY);
        assertThat(reasonOf(new byte[] {(byte) 0xFF})).isEqualTo(Reason.BAD_CBOR);
        assertThat(reasonOf(new byte[] {0x01})).isEqualTo(Reason.BAD_SHAPE);
        assertThat(reasonOf(map(BatchDecoderTest::head))).isEqualTo(Reason.KEY_MISSING);
        assertThat(reasonOf(map(BatchDecoderTest::arrays))).isEqualTo(Reason.KEY_MISSING);
        assertThat(reasonOf(map(out -> {
                    head(out);
                    head(out);
                })))
                .isEqualTo(Reason.DUPLICATE_KEY);
        assertThat(reasonOf(withReading("bin 1", "fill_level", 1))).isEqualTo(Reason.BAD_DEVICE);
        assertThat(reasonOf(withReading("bin-1", "no_such", 1))).isEqualTo(Reason.UNKNOWN_METRIC);
        assertThat(reasonOf(withReading("bin-1", "fill_level", Double.NaN))).isEqualTo(Reason.NOT_FINITE);
        assertThat(reasonOf(map(out -> {
                    out.writeStringField("g", SPOOL);
                    out.writeStringField("l", "slow");
                })))
                .isEqualTo(Reason.BAD_LANE);
        assertThat(reasonOf(withGap(1, 2, 1, 1, "QUOTA"))).as("outside").isEqualTo(Reason.BAD_GAP);
        assertThat(reasonOf(withGap(1, 1, 1, 3_600_000, "QUOTA")))
                .as("two hours")
                .isEqualTo(Reason.BAD_GAP);
        assertThat(reasonOf(withGap(1, 1, 1, 1, "BOREDOM"))).as("no such cause").isEqualTo(Reason.BAD_GAP);
        byte[] twice = java.util.Arrays.copyOf(golden(), golden().length * 2);
        System.arraycopy(golden(), 0, twice, golden().length, golden().length);
        assertThat(reasonOf(twice)).isEqualTo(Reason.BAD_SHAPE);
    }

    private static Reason reasonOf(byte[] body) {
        try {
            BatchDecoder.decode(body);
        } catch (BadBatchException e) {
            return e.reason();
        }
        throw new AssertionError("it was read");
    }

    private static byte[] withReading(String device, String metric, double value) throws IOException {
        return map(out -> {
            head(out);
            out.writeFieldName("r");
            out.writeStartArray();
            out.writeStartArray();
            out.writeString(device);
            out.writeString(metric);
            out.writeNumber(value);
            out.writeNumber(1L);
            out.writeNull();
            out.writeNumber(1L);
            out.writeNumber(1L);
            out.writeNumber(0);
            out.writeEndArray();
            out.writeEndArray();
            out.writeFieldName("x");
            out.writeStartArray();
            out.writeEndArray();
        });
    }

    private static byte[] withGap(long first, long last, long from, long to, String cause) throws IOException {
        return map(out -> {
            head(out);
            arrays(out);
            out.writeFieldName("h");
            out.writeStartArray();
            out.writeStartArray();
            for (long number : new long[] {first, last, from, to, 1, 0}) {
                out.writeNumber(number);
            }
            out.writeString(cause);
            out.writeEndArray();
            out.writeEndArray();
        });
    }

    private static void head(JsonGenerator out) throws IOException {
        out.writeStringField("g", SPOOL);
        out.writeStringField("l", "routine");
        out.writeNumberField("f", 1);
        out.writeNumberField("t", 1);
        out.writeNumberField("c", 1);
    }

    private static void arrays(JsonGenerator out) throws IOException {
        for (String key : new String[] {"r", "x"}) {
            out.writeFieldName(key);
            out.writeStartArray();
            out.writeEndArray();
        }
    }

    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] map(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new CBORFactory().createGenerator(bytes)) {
            out.writeStartObject();
            content.write(out);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
