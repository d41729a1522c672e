package io.geshao.incident.notice.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 in the two forms providers want it. */
final class Hmac {
    private Hmac() {}

    static String base64(String key, String text) {
        return Base64.getEncoder().encodeToString(sha256(key, text));
    }

    static String hex(String key, String text) {
        return HexFormat.of().formatHex(sha256(key, text));
    }

    private static byte[] sha256(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
