package io.geshao.core;

import org.jspecify.annotations.Nullable;

/**
 * A message, or one metric of one, that did not become a reading: counted by reason and kept with its raw bytes.
 *
 * @param device as far as it could be told, else null
 * @param metric the one that was left out, as the sender spelled it, or null if the whole message was refused
 * @param source where it came in: the MQTT topic or the CoAP path
 * @param detail one sentence for a person
 * @param raw the message as received, cut at {@link #RAW_LIMIT} bytes; the record owns the array, nobody changes it
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked for; a copy per rejection buys nothing
public record Rejection(
        RejectionReason reason,
        @Nullable DeviceId device,
        @Nullable String metric,
        String source,
        String detail,
        long receivedMillis,
        byte[] raw) {

    /** How much of a refused message is kept, in bytes. */
    public static final int RAW_LIMIT = 16_384;

    public Rejection {
        metric = metric == null ? null : wellFormed(metric);
        source = wellFormed(source);
        detail = wellFormed(detail);
        if (raw.length > RAW_LIMIT) {
            raw = java.util.Arrays.copyOf(raw, RAW_LIMIT);
        }
    }

    /**
     * The text with U+FFFD in place of what neither UTF-8 nor a database can hold: half a surrogate pair, NUL. Senders
     * write both as escapes in JSON that is otherwise well-formed, and whoever stores a refusal must not fail over it.
     */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            whole.appendCodePoint(half || point == 0 ? 0xFFFD : point);
            i += Character.charCount(point);
        }
        return whole.toString();
    }
}
