package io.geshao.console.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where a page ended, as text that a client hands back and does not read: the last item's sort key, under the name of its
 * list. A list is never counted through to find its next page, and items that come or go in between shift nothing.
 */
public final class Token {
    private static final char SEPARATOR = '\n';
    /** Longer than any key of any list. */
    static final int MAX_LENGTH = 1_024;

    private Token() {}

    /** @param list which list it is for, so that another list's token is refused and not misread */
    public static String of(String list, Object... key) {
        StringBuilder text = new StringBuilder(list);
        for (Object part : key) {
            text.append(SEPARATOR).append(part);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The key in a token.
     *
     * @throws IllegalArgumentException if it is not one of this list's with so many parts
     */
    static List<String> read(String token, String list, int parts) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(token)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not a token", e);
        }
        List<String> key = List.of(text.split(String.valueOf(SEPARATOR), -1));
        if (key.size() != parts + 1 || !key.get(0).equals(list)) {
            throw new IllegalArgumentException("not a token of this list");
        }
        return key.subList(1, key.size());
    }

    /** A number in a key. */
    public static long number(String part) {
        try {
            return Long.parseLong(part);
        } catch (NumberFormatException e) {
            throw refusal();
        }
    }

    static Refusal refusal() {
        return Refusal.parameter("after", "is not the next of a page of this list");
    }
}
