package io.geshao.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One input of the payload reference, with what it must turn into. The table explains its notation in its first lines.
 *
 * @param format {@code json}, {@code cbor}, {@code senml}, {@code senml-cbor}, {@code raw:CODEC[:fPort]},
 *     {@code chirpstack:CODEC} or {@code tts:CODEC}
 * @param where the device that it is about, or the topic it comes on
 * @param expected readings and drops, or {@code reject REASON}
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes a vector
public record GoldenVector(String id, String format, String where, long rxMillis, byte[] input, String expected) {
    private static final String TABLE = "/golden/vectors.tsv";
    private static final Pattern REPEATED = Pattern.compile("\\{(\\w)\\*(\\d+)}");

    /** All of them, in the order of the reference. */
    public static List<GoldenVector> all() {
        try (InputStream in = GoldenVector.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IOException(TABLE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> of(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenVector of(String[] cells) {
        String format = cells[1].equals("json-hex") ? "json" : cells[1];
        boolean isText = !cells[1].endsWith("-hex")
                && (format.equals("json")
                        || format.equals("senml")
                        || format.startsWith("chirpstack:")
                        || format.startsWith("tts:"));
        byte[] input = isText ? text(cells[4]) : HexFormat.of().parseHex(cells[4]);
        return new GoldenVector(cells[0], format, cells[2], Long.parseLong(cells[3]), input, cells[5]);
    }

    private static byte[] text(String notation) {
        Matcher repeated = REPEATED.matcher(notation);
        return repeated.replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))))
                .getBytes(StandardCharsets.UTF_8);
    }

    public boolean isRefused() {
        return expected.startsWith("reject ");
    }

    @Override
    public String toString() {
        return id;
    }
}
