package io.geshao.casework;

import java.util.Map;

/**
 * One published message of the Common Alerting Protocol; never changes once published.
 *
 * @param position in the feed, ascending without reuse; may have holes
 * @param identifier 31 characters, {@code ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N} (GB/T 35965.1)
 * @param messageType {@code Alert}, {@code Update} or {@code Cancel}
 * @param headline by language tag
 * @param number of the case it is about
 * @param xml the whole document, as CAP 1.2 of OASIS wants it
 */
public record CapBulletin(
        long position,
        String identifier,
        long sentMillis,
        String messageType,
        Map<String, String> headline,
        String number,
        String xml) {
    public CapBulletin {
        headline = Map.copyOf(headline);
    }
}
