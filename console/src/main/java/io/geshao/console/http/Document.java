package io.geshao.console.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Content that stays the same while the process runs, with its entity tag and its compressed form made once. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Document(String contentType, byte[] plain, byte[] gzipped, String etag) {
    public static Document of(String contentType, byte[] plain) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
            String etag = '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
            return new Document(contentType, plain, Answer.gzip(plain), etag);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The document, or 304 if the client has it. */
    public Answer answer(Call call, String cacheControl) {
        Answer answer;
        if (matches(call.ifNoneMatch())) {
            answer = Answer.empty(304);
        } else if (call.acceptsGzip() && gzipped.length < plain.length) {
            answer = Answer.of(200, contentType, gzipped).with("Content-Encoding", "gzip");
        } else {
            answer = Answer.of(200, contentType, plain);
        }
        return answer.with("ETag", etag).with("Cache-Control", cacheControl);
    }

    private boolean matches(String ifNoneMatch) {
        for (String candidate : ifNoneMatch.split(",")) {
            String tag = candidate.strip();
            if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    int sizeBytes() {
        return plain.length + gzipped.length;
    }
}
