package io.geshao.incident.notice;

import java.nio.charset.StandardCharsets;

/** Texts measured as providers measure them: in bytes of UTF-8. */
public final class Bytes {
    private static final String CUT = "…";

    private Bytes() {}

    public static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The text, or as much of its beginning as fits with a mark that it was cut; never half a character. */
    public static String cut(String text, int maxBytes) {
        if (length(text) <= maxBytes) {
            return text;
        }
        int room = maxBytes - length(CUT);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            room -= length(Character.toString(point));
            if (room < 0) {
                break;
            }
            kept.appendCodePoint(point);
            i += Character.charCount(point);
        }
        return kept.append(CUT).toString();
    }
}
