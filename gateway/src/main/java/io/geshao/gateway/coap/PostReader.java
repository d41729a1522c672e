package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.gateway.codec.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usual request straight from its datagram (RFC 7252, section 3): a confirmable POST or PUT to
 * {@code /t/{device}} with a token in the query, in one piece. Everything else, and whatever is odd about it, is
 * {@link Kind#OTHER}: no error is found here, and nothing that Californium would read differently is taken. One thread;
 * what was read is good until the next datagram.
 */
final class PostReader {
    /** What is larger should have come in blocks. */
    private static final int MAX_BODY = 1_024;

    private static final int FIXED = 4; // bytes of the header
    private static final int PUT = 3;
    private static final int POST = 2;
    private static final int URI_PATH = 11;
    private static final int CONTENT_FORMAT = 12;
    private static final int URI_QUERY = 15;
    private static final int LONGEST_TEXT = 255;
    private static final int NO_FORMAT = -1;
    private static final byte[] TOKEN = "token=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CODEC = "codec=".getBytes(StandardCharsets.US_ASCII);

    private byte[] datagram = new byte[0];
    private int position;
    private int pathLevels;
    private int format;
    private int tokenFrom;
    private int tokenTo;
    private String device = "";
    private @Nullable String codec;

    /** Whose business a datagram is. */
    enum Kind {
        USUAL,
        OTHER
    }

    /** @param bytes handed over: nobody changes it */
    Kind read(byte[] bytes) {
        datagram = bytes;
        if (bytes.length < FIXED || (bytes[0] & 0xf0) != 0x40 || (bytes[0] & 0x0f) > 8) {
            return Kind.OTHER; // not version 1, or not confirmable
        }
        if (bytes[1] != POST && bytes[1] != PUT) {
            return Kind.OTHER;
        }
        position = FIXED + (bytes[0] & 0x0f);
        pathLevels = 0;
        format = NO_FORMAT;
        tokenFrom = 0;
        codec = null;
        if (position > bytes.length || options() == Kind.OTHER) {
            return Kind.OTHER;
        }
        return pathLevels == 2 && tokenFrom > 0 && bytes.length - position <= MAX_BODY ? Kind.USUAL : Kind.OTHER;
    }

    /** Ends at the payload, or at the end. */
    private Kind options() {
        byte[] in = datagram;
        int number = 0;
        while (position < in.length) {
            int head = in[position++] & 0xff;
            if (head == 0xff) {
                return position < in.length ? Kind.USUAL : Kind.OTHER; // a marker with nothing behind it is malformed
            }
            int delta = head >> 4;
            int length = head & 0x0f;
            if (length > 13 || delta > 12 || (length == 13 && position == in.length)) {
                return Kind.OTHER; // no option of ours is as far from the one before, or as long
            }
            if (length == 13) {
                length += in[position++] & 0xff;
            }
            number += delta;
            if (length > LONGEST_TEXT || position + length > in.length || option(number, length) == Kind.OTHER) {
                return Kind.OTHER;
            }
            position += length;
        }
        return Kind.USUAL;
    }

    private Kind option(int number, int length) {
        return switch (number) {
            case URI_PATH -> path(length);
            case CONTENT_FORMAT -> format(length);
            case URI_QUERY -> query(length);
            default -> Kind.OTHER;
        };
    }

    private Kind path(int length) {
        pathLevels++;
        if (pathLevels == 1) {
            return length == 1 && datagram[position] == 't' ? Kind.USUAL : Kind.OTHER;
        }
        if (pathLevels > 2) {
            return Kind.OTHER;
        }
        device = text(position, position + length);
        return DeviceId.isValid(device) ? Kind.USUAL : Kind.OTHER;
    }

    private Kind format(int length) {
        if (format != NO_FORMAT || length > 2) {
            return Kind.OTHER;
        }
        format = 0;
        for (int i = 0; i < length; i++) {
            format = format << 8 | datagram[position + i] & 0xff;
        }
        return Kind.USUAL;
    }

    private Kind query(int length) {
        int end = position + length;
        for (int i = position; i < end; i++) {
            if (datagram[i] < ' ') {
                return Kind.OTHER; // not ASCII, or a control character
            }
        }
        if (startsWith(TOKEN, end)) {
            if (tokenFrom > 0) {
                return Kind.OTHER;
            }
            tokenFrom = position + TOKEN.length;
            tokenTo = end;
        } else if (startsWith(CODEC, end)) {
            if (codec != null) {
                return Kind.OTHER;
            }
            codec = text(position + CODEC.length, end);
        }
        return Kind.USUAL;
    }

    private boolean startsWith(byte[] prefix, int end) {
        return end - position >= prefix.length
                && Arrays.equals(datagram, position, position + prefix.length, prefix, 0, prefix.length);
    }

    private String text(int from, int to) {
        return new String(datagram, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static int messageId(byte[] bytes) {
        return (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    /** Has the shape of a device's name. */
    String device() {
        return device;
    }

    /** The token of the query: a secret. */
    byte[] token() {
        return Arrays.copyOfRange(datagram, tokenFrom, tokenTo);
    }

    @Nullable
    PayloadFormat format() {
        return format == NO_FORMAT
                ? PayloadFormat.NATIVE_JSON
                : PayloadFormat.ofCoapNumber(format).orElse(null);
    }

    /** Of the query, or empty. */
    String codec() {
        return codec == null ? "" : codec;
    }

    byte[] body() {
        return Arrays.copyOfRange(datagram, position, datagram.length);
    }
}
