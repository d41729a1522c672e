package io.geshao.incident.notice;

import io.geshao.casework.NoticeKind;
import io.geshao.core.Severity;

/**
 * A notice on its way out, in the language of its channel.
 *
 * @param key stays the same at every attempt; shown to the receiver
 * @param address where to, in the form of the channel
 * @param atMillis now
 */
public record Message(
        String key,
        NoticeKind kind,
        Severity severity,
        boolean drill,
        String number,
        String address,
        String title,
        String body,
        long atMillis) {
    /** Title, body and key as one text, cut so that its UTF-8 form has at most so many bytes; the key always stays. */
    public String text(int maxBytes) {
        String end = "\n[" + key + "]";
        String whole = body.isEmpty() ? title : title + "\n" + body;
        return Bytes.cut(whole, maxBytes - Bytes.length(end)) + end;
    }
}
