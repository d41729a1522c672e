package io.geshao.bench.fuzz;

import io.geshao.testkit.GoldenVector;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** Malformed inputs without end, the same for the same seed. One thread. */
public final class Spoiler {
    private static final String[] NUMBERS = {
        "1e999",
        "-1e999",
        "18446744073709551616",
        "-9223372036854775809",
        "0.1e-400",
        "NaN",
        "Infinity",
        "-0",
        "00",
        "1".repeat(400),
        "9".repeat(40) + ".5",
        "0x10",
        "+1",
        "1.",
        ".5"
    };
    private static final String[] WRONG = {
        "null", "true", "\"\"", "\"x\"", "[]", "{}", "[[1]]", "{\"a\":{\"a\":{}}}", "\"\\ud800\"", "'x'", "\"\\u0000\""
    };
    private static final byte[][] NOT_UTF8 = {
        {(byte) 0xC0, (byte) 0xAF},
        {(byte) 0xFF},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xE2, (byte) 0x82},
        {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}
    };
    private static final int[] LENGTHS = {0x00, 0x01, 0x7F, 0x80, 0xFF, 0x5F, 0x9F, 0xBF, 0x9B, 0xBB, 0x1B, 0x3B, 0xFB};

    private final SplittableRandom random;
    private final List<GoldenVector> vectors;
    private final List<GoldenVector> frames;

    /**
     * One input.
     *
     * @param format as in the table of vectors
     * @param where the device, or the topic of an event
     */
    @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
    public record Spoilt(String format, String where, byte[] body) {}

    public Spoiler(long seed) {
        random = new SplittableRandom(seed);
        vectors = GoldenVector.all().stream()
                .filter(vector -> vector.input().length < 4_096)
                .toList();
        frames = vectors.stream()
                .filter(vector -> vector.format().startsWith("raw:"))
                .toList();
    }

    /** The next one. */
    public Spoilt next() {
        GoldenVector from = pick(vectors);
        if (isEvent(from) && from.input().length > 0 && random.nextInt(3) == 0) {
            return new Spoilt(from.format(), from.where(), innerFrame());
        }
        byte[] body = from.input();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            body = isText(from) && random.nextBoolean() ? spoiltText(body) : spoiltBytes(body);
        }
        return new Spoilt(from.format(), from.where(), body);
    }

    /** Any bytes, spoilt once: for packets and datagrams. */
    byte[] spoiltBytes(byte[] was) {
        int length = was.length;
        switch (random.nextInt(10)) {
            case 0 -> {
                return Arrays.copyOf(was, length == 0 ? 0 : random.nextInt(length));
            }
            case 1, 2 -> {
                byte[] flipped = was.clone();
                for (int i = random.nextInt(4); i >= 0 && length > 0; i--) {
                    flipped[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                }
                return flipped;
            }
            case 3 -> { // a length that lies, in whatever format
                byte[] lying = was.clone();
                if (length > 0) {
                    lying[random.nextInt(length)] = (byte) LENGTHS[random.nextInt(LENGTHS.length)];
                }
                return lying;
            }
            case 4 -> {
                int from = random.nextInt(length + 1);
                int to = from + random.nextInt(length - from + 1);
                return joined(part(was, 0, from), part(was, to, length));
            }
            case 5 -> {
                int from = random.nextInt(length + 1);
                int to = from + random.nextInt(length - from + 1);
                return joined(part(was, 0, to), part(was, from, length));
            }
            case 6 -> {
                int at = random.nextInt(length + 1);
                byte[] noise = new byte[random.nextInt(24)];
                random.nextBytes(noise);
                return joined(part(was, 0, at), noise, part(was, at, length));
            }
            case 7 -> {
                byte[] other = pick(vectors).input();
                int at = random.nextInt(length + 1);
                return joined(part(was, 0, at), part(other, random.nextInt(other.length + 1), other.length));
            }
            case 8 -> { // containers in containers: of CBOR and of JSON
                byte open = (byte) new int[] {0x81, 0x9F, 0xA1, 0xBF, 0xC1, '[', '{'}[random.nextInt(7)];
                byte[] deep = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 2_000 : 40)];
                Arrays.fill(deep, open);
                return joined(deep, was);
            }
            default -> {
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                return noise;
            }
        }
    }

    private byte[] spoiltText(byte[] was) {
        String text = new String(was, StandardCharsets.ISO_8859_1); // bytes stay what they are
        return switch (random.nextInt(6)) {
            case 0 -> insteadOf(text, "-?\\d+(\\.\\d+)?", NUMBERS[random.nextInt(NUMBERS.length)]);
            case 1 -> insteadOf(text, "(-?\\d+(\\.\\d+)?|true|false|\"[^\"]*\")", WRONG[random.nextInt(WRONG.length)]);
            case 2 -> insteadOf(text, "\"\\w+\":", keyOf(text)); // most likely one that stands there twice then
            case 3 -> {
                byte[] bad = NOT_UTF8[random.nextInt(NOT_UTF8.length)];
                int at = random.nextInt(was.length + 1);
                yield joined(part(was, 0, at), bad, part(was, at, was.length));
            }
            case 4 -> {
                String open = random.nextBoolean() ? "[" : "{\"m\":";
                yield (open.repeat(1 + random.nextInt(30)) + text).getBytes(StandardCharsets.ISO_8859_1);
            }
            default -> {
                String marks = "{}[],:\"\\ \n-.eE0";
                int at = random.nextInt(text.length() + 1);
                yield (text.substring(0, at) + marks.charAt(random.nextInt(marks.length())) + text.substring(at))
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
        };
    }

    private byte[] insteadOf(String text, String pattern, String other) {
        var found = java.util.regex.Pattern.compile(pattern).matcher(text);
        int skip = random.nextInt(8);
        int from = 0;
        while (found.find(from)) {
            if (skip-- == 0) {
                return (text.substring(0, found.start()) + other + text.substring(found.end()))
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
            from = found.end();
        }
        return (text + other).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String keyOf(String text) {
        int from = text.indexOf('"');
        int to = from < 0 ? -1 : text.indexOf('"', from + 1);
        return to < 0 ? "\"m\":" : text.substring(from, to + 1) + ":";
    }

    /** A whole event around a spoilt frame: what a network server passes on is well-formed, the device's bytes are not. */
    private byte[] innerFrame() {
        byte[] frame = spoiltBytes(pick(frames).input());
        String data = Base64.getEncoder().encodeToString(frame);
        return ("{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"fCnt\":" + random.nextInt(1 << 20) + ",\"fPort\":"
                        + random.nextInt(random.nextInt(4) == 0 ? 300 : 8) + ",\"data\":\"" + data
                        + "\",\"end_device_ids\":{\"device_id\":\"bay-117\",\"dev_eui\":\"F0CE9E000000A117\"},"
                        + "\"uplink_message\":{\"f_port\":" + random.nextInt(8) + ",\"f_cnt\":"
                        + random.nextInt(1 << 20)
                        + ",\"frm_payload\":\"" + data + "\",\"rx_metadata\":[{\"rssi\":-88}]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    SplittableRandom random() {
        return random;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static boolean isEvent(GoldenVector vector) {
        return vector.where().contains("/") && !vector.where().startsWith("g/");
    }

    private static boolean isText(GoldenVector vector) {
        return !vector.format().startsWith("raw:") && !vector.format().endsWith("cbor");
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
