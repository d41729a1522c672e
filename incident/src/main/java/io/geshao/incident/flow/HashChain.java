package io.geshao.incident.flow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hashes of the timeline ledger: one chain per community. The hash of an entry is SHA-256 over the canonical form (RFC
 * 8785) of (number, time, actor, kind, subject, payload hash, previous hash), in lower-case hex. What was said enters
 * through its own hash, so that words can be purged one day without breaking the chain.
 */
public final class HashChain {
    /** What the first entry of a chain names as its previous hash. */
    public static final String ORIGIN = "0".repeat(64);

    private HashChain() {}

    /**
     * One entry without its hash.
     *
     * @param chainNumber 1, 2, 3… in its community, without holes
     * @param subject number of the case
     */
    public record Link(
            String community,
            long chainNumber,
            long atMillis,
            String actor,
            String kind,
            String subject,
            String payloadHash,
            String previousHash) {}

    public static String payloadHash(Map<String, String> text, String reason) {
        Map<String, Object> payload = new TreeMap<>(text);
        payload.put("reason", reason);
        return sha256(canonical(payload));
    }

    public static String hash(Link link) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("actor", link.actor());
        fields.put("at", link.atMillis());
        fields.put("chain", link.community());
        fields.put("kind", link.kind());
        fields.put("number", link.chainNumber());
        fields.put("payload", link.payloadHash());
        fields.put("previous", link.previousHash());
        fields.put("subject", link.subject());
        return sha256(canonical(fields));
    }

    /** RFC 8785 for an object of strings and whole numbers below 2^53, keys in ASCII. */
    static String canonical(Map<String, Object> sorted) {
        StringBuilder json = new StringBuilder("{");
        sorted.forEach((key, value) -> {
            if (json.length() > 1) {
                json.append(',');
            }
            quote(json, key);
            json.append(':');
            if (value instanceof String text) {
                quote(json, text);
            } else {
                json.append(value);
            }
        });
        return json.append('}').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\t' -> json.append("\\t");
                case '\n' -> json.append("\\n");
                case '\f' -> json.append("\\f");
                case '\r' -> json.append("\\r");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
