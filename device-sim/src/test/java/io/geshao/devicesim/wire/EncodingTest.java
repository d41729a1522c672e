package io.geshao.devicesim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Golden bytes: the vectors of the payload reference that a well-behaved device can send. */
final class EncodingTest {
    private static final long TS = 1_760_000_000_123L;
    private static final List<Sample> BIN = List.of(
            Sample.of(Metric.FILL_LEVEL, 73.2), Sample.of(Metric.TEMPERATURE, 21.5), Sample.of(Metric.BATTERY, 88));

    @Test
    void native_json_is_vector_n01() {
        assertThat(text(NativeJson.encode(new Frame(0, 123, TS, false, BIN))))
                .isEqualTo(
                        "{\"seq\":123,\"ts\":1760000000123,\"m\":{\"fill_level\":73.2,\"temperature\":21.5,\"battery\":88}}");
    }

    @Test
    void native_cbor_is_vector_n02() {
        assertThat(HexFormat.of().formatHex(NativeCbor.encode(new Frame(0, 123, TS, false, BIN))))
                .isEqualTo(
                        "a3" // map of three
                                + "63736571" + "187b" // seq 123
                                + "627473" + "1b00000199c82cc07b" // ts
                                + "616d" + "a3" // m, map of three
                                + "6a66696c6c5f6c6576656c" + "fb40524ccccccccccd" // fill_level 73.2
                                + "6b74656d7065726174757265" + "fb4035800000000000" // temperature 21.5
                                + "6762617474657279" + "1858"); // battery 88
    }

    @Test
    void native_json_without_time_is_vector_n03() {
        Frame frame = new Frame(
                0,
                124,
                Frame.NO_TS,
                false,
                List.of(Sample.of(Metric.SMOKE_ALARM, true), Sample.of(Metric.TEMPERATURE, 61.5)));
        assertThat(text(NativeJson.encode(frame)))
                .isEqualTo("{\"seq\":124,\"m\":{\"smoke_alarm\":true,\"temperature\":61.5}}");
    }

    @Test
    void native_batch_is_vector_n04() {
        List<Frame> frames = List.of(
                new Frame(0, 7, 1_760_000_000_000L, false, List.of(Sample.of(Metric.OCCUPIED, true))),
                new Frame(
                        0,
                        8,
                        1_760_000_000_500L,
                        false,
                        List.of(Sample.of(Metric.OCCUPIED, false), Sample.of(Metric.DURATION, 60))));
        assertThat(text(NativeJson.encode(frames)))
                .isEqualTo("[{\"seq\":7,\"ts\":1760000000000,\"m\":{\"occupied\":true}},"
                        + "{\"seq\":8,\"ts\":1760000000500,\"m\":{\"occupied\":false,\"duration\":60}}]");
    }

    @Test
    void test_frame_is_vector_n08_and_owes_a_self_test_instead_of_the_alarm() {
        Frame frame = new Frame(
                0,
                12,
                1_760_000_000_000L,
                true,
                List.of(Sample.of(Metric.SMOKE_ALARM, true), Sample.of(Metric.BATTERY, 97)));
        Message message = Message.of(
                new CommunityId("yuhua"), new DeviceId("s1"), Encoding.NATIVE_JSON, frame, 1_760_000_001_000L);
        assertThat(text(message.body()))
                .isEqualTo(
                        "{\"seq\":12,\"ts\":1760000000000,\"f\":[\"test\"],\"m\":{\"smoke_alarm\":true,\"battery\":97}}");
        assertThat(message.points().stream().map(Point::metric)).containsExactly(Metric.BATTERY, Metric.SELF_TEST);
    }

    @Test
    void senml_json_is_vector_s01() {
        Frame frame = new Frame(
                0,
                1,
                1_760_000_000_000L,
                false,
                List.of(Sample.of(Metric.LEVEL, 1.27), Sample.of(Metric.BATTERY, 92), Sample.of(Metric.LEAK, false)));
        assertThat(text(SenmlJson.encode("urn:dev:mac:0024befffe804ff1:", frame)))
                .isEqualTo("[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"bt\":1760000000,\"n\":\"level\",\"u\":\"m\","
                        + "\"v\":1.27},{\"n\":\"battery\",\"u\":\"%EL\",\"v\":92},{\"n\":\"leak\",\"vb\":false}]");
    }

    @Test
    void senml_keeps_milliseconds_and_cannot_say_test() {
        Frame frame = new Frame(0, 1, TS, false, List.of(Sample.of(Metric.LEVEL, 0.5)));
        assertThat(text(SenmlJson.encode("d:", frame))).contains("\"bt\":1760000000.123,");
        Frame test = new Frame(0, 1, TS, true, List.of(Sample.of(Metric.LEVEL, 0.5)));
        assertThatThrownBy(() -> SenmlJson.encode("d:", test)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void json_of_random_frames_reads_back_with_a_foreign_parser() throws IOException {
        Random random = new Random(11);
        ObjectMapper parser = new ObjectMapper();
        for (int i = 0; i < 500; i++) {
            double value = (random.nextDouble() - 0.3) * Math.pow(10, random.nextInt(9) - 4);
            Frame frame = new Frame(
                    random.nextInt(1_000), random.nextInt(), TS + i, false, List.of(Sample.of(Metric.FLOW, value)));
            JsonNode node = parser.readTree(NativeJson.encode(frame));
            assertThat(node.path("m").path("flow").asDouble()).isEqualTo(value);
            assertThat(node.path("seq").asLong()).isEqualTo(frame.seq());
            assertThat(node.path("boot").asLong()).isEqualTo(frame.boot());
        }
    }

    @Test
    void points_of_an_unbelievable_clock_leave_the_time_to_the_gateway() {
        List<Sample> free = List.of(Sample.of(Metric.OCCUPIED, false));
        Message seconds = message(new Frame(3, 9, TS / 1_000, false, free), Encoding.NATIVE_JSON);
        Message tomorrow = message(new Frame(3, 9, TS + 86_400_000, false, free), Encoding.NATIVE_JSON);
        Message fine = message(new Frame(3, 9, TS - 3_600_000, false, free), Encoding.NATIVE_JSON);
        assertThat(seconds.points().get(0).eventMillis()).isEqualTo(Point.ASSIGNED);
        assertThat(tomorrow.points().get(0).eventMillis()).isEqualTo(Point.ASSIGNED);
        assertThat(fine.points().get(0).eventMillis()).isEqualTo(TS - 3_600_000);
        assertThat(fine.points().get(0).sequence()).isEqualTo(Reading.sequence(3, 9));
        assertThat(message(new Frame(3, 9, TS, false, List.of(Sample.of(Metric.LEVEL, 1))), Encoding.SENML_JSON)
                        .points()
                        .get(0)
                        .sequence())
                .isEqualTo(Point.ASSIGNED);
    }

    private static Message message(Frame frame, Encoding encoding) {
        return Message.of(new CommunityId("yuhua"), new DeviceId("d1"), encoding, frame, TS);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
