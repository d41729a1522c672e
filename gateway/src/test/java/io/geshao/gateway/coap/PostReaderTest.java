package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.gateway.coap.PostReader.Kind;
import io.geshao.gateway.codec.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.Test;

/** What is read straight from a datagram is what Californium's parser reads there; whatever else is left to it. */
final class PostReaderTest {
    private static final byte[] BODY = "{\"seq\":1,\"m\":{\"level\":1.5}}".getBytes(StandardCharsets.UTF_8);
    private static final int RUNS = Integer.getInteger("geshao.test.datagrams", 60_000);
    private static final long SEED = Long.getLong("geshao.test.seed", 20_261_122);

    private final PostReader reader = new PostReader();
    private final CarefulParser parser = new CarefulParser();

    @Test
    void usual_post_is_read_whole() {
        String[] query = {"token=secret", "codec=milesight-gs524n", "x=1"};
        byte[] bytes = Datagrams.request(Datagrams.POST, 0x1234, "gauge-7", 42, query, BODY);
        assertThat(reader.read(bytes)).isEqualTo(Kind.USUAL);
        assertThat(PostReader.messageId(bytes)).isEqualTo(0x1234);
        assertThat(reader.device()).isEqualTo("gauge-7");
        assertThat(reader.token()).asString(StandardCharsets.US_ASCII).isEqualTo("secret");
        assertThat(reader.codec()).isEqualTo("milesight-gs524n");
        assertThat(reader.format()).isEqualTo(PayloadFormat.RAW);
        assertThat(reader.body()).isEqualTo(BODY);
    }

    @Test
    void what_is_not_usual_is_left_alone() {
        String[] token = {"token=secret"};
        byte[] good = Datagrams.request(Datagrams.POST, 1, "d", 50, token, BODY);
        List<byte[]> others = new ArrayList<>();
        others.add(new byte[0]);
        others.add(Arrays.copyOf(good, 4)); // ends in its token
        others.add(with(good, 0, 0x54)); // NON
        others.add(with(good, 0, 0x64)); // an acknowledgement
        others.add(with(good, 0, 0x84)); // version 2
        others.add(with(good, 0, 0x49)); // a token of nine bytes
        others.add(with(good, 1, 1)); // GET
        others.add(with(good, 1, 0x44)); // an answer
        others.add(with(good, 9, 'c')); // /c/d
        others.add(Arrays.copyOf(good, good.length - BODY.length)); // a marker with nothing behind it
        others.add(Datagrams.request(Datagrams.POST, 1, ".d", 50, token, BODY));
        others.add(Datagrams.request(Datagrams.POST, 1, "d", 50, new String[0], BODY));
        others.add(Datagrams.request(Datagrams.POST, 1, "d", 50, new String[] {"token=a", "token=b"}, BODY));
        others.add(Datagrams.request(Datagrams.POST, 1, "d", 50, new String[] {"token=ä"}, BODY));
        others.add(Datagrams.request(Datagrams.POST, 1, "d", 50, token, new byte[1_025]));
        for (byte[] other : others) {
            assertThat(reader.read(other)).as(Arrays.toString(other)).isEqualTo(Kind.OTHER);
        }
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** {@code -Dgeshao.test.datagrams=5000000} for a long run, {@code -Dgeshao.test.seed=…} for another one. */
    @Test
    void whatever_the_datagram_what_is_taken_is_what_californium_reads() {
        SplittableRandom random = new SplittableRandom(SEED);
        int taken = 0;
        for (int i = 0; i < RUNS; i++) {
            byte[] bytes = spoilt(random);
            if (reader.read(bytes) == Kind.USUAL) {
                taken++;
                sameAsCaliforniums(bytes);
            }
        }
        assertThat(taken).as("datagrams taken").isBetween(RUNS / 50, RUNS - RUNS / 50);
    }

    /** Also used by the fuzzer. */
    static void sameAsCaliforniums(PostReader reader, CarefulParser parser, byte[] bytes)
            throws MessageFormatException {
        Request request = (Request) parser.parseMessage(bytes);
        assertThat(request.getType()).isEqualTo(CoAP.Type.CON);
        assertThat(request.getRawCode()).isEqualTo(bytes[1]).isIn(Datagrams.POST, Datagrams.PUT);
        assertThat(request.getMID()).isEqualTo(PostReader.messageId(bytes));
        assertThat(request.getOptions().getUriPath()).containsExactly("t", reader.device());
        assertThat(Speakers.deviceOf(request.getOptions())).isEqualTo(new DeviceId(reader.device()));
        assertThat(request.getOptions().getUriQuery())
                .filteredOn(parameter -> parameter.startsWith("token="))
                .containsExactly("token=" + new String(reader.token(), StandardCharsets.UTF_8));
        assertThat(request.getOptions().getUriQuery().stream()
                        .filter(parameter -> parameter.startsWith("codec="))
                        .map(parameter -> parameter.substring("codec=".length()))
                        .toList())
                .isEqualTo(codecs(request, reader));
        assertThat(DeviceAddress.formatOf(request)).isEqualTo(reader.format());
        assertThat(request.getOptions().hasBlock1()).isFalse();
        assertThat(request.getOptions().hasObserve()).isFalse();
        assertThat(request.getOptions().hasSize1()).isFalse();
        assertThat(request.getPayload() == null ? new byte[0] : request.getPayload())
                .isEqualTo(reader.body());
    }

    private static List<String> codecs(Request request, PostReader reader) {
        boolean given = request.getOptions().getUriQuery().stream().anyMatch(text -> text.startsWith("codec="));
        return given ? List.of(reader.codec()) : List.of();
    }

    private void sameAsCaliforniums(byte[] bytes) {
        try {
            sameAsCaliforniums(reader, parser, bytes);
        } catch (MessageFormatException e) {
            throw new AssertionError("taken, but malformed to Californium: " + Arrays.toString(bytes), e);
        }
    }

    private static byte[] spoilt(SplittableRandom random) {
        String[][] queries = {{"token=s"}, {"token=secret", "codec=x"}, {"codec=", "token=t", "y"}, {"token="}, {}};
        int[] formats = {-1, 0, 42, 50, 60, 110, 112, 256, 65_535};
        byte[] body = Arrays.copyOf(BODY, random.nextInt(BODY.length + 1));
        byte[] bytes = Datagrams.request(
                random.nextInt(2, 4),
                random.nextInt(65_536),
                random.nextInt(4) == 0 ? "a".repeat(random.nextInt(1, 70)) : "gauge-7",
                formats[random.nextInt(formats.length)],
                queries[random.nextInt(queries.length)],
                body);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            switch (random.nextInt(4)) {
                case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(1, bytes.length + 1));
                default -> {
                    int at = random.nextInt(bytes.length);
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    longer[at] = (byte) random.nextInt(256);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
