package io.geshao.incident.notice;

import io.geshao.casework.Channel;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.Post;
import io.geshao.core.Severity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A notice to be written into the outbox.
 *
 * @param number the case, empty if it is about none
 * @param step what it is for, unique with case, person and channel
 * @param sender name of the configured channel
 * @param others the person's other addresses, for when this channel fails
 * @param dueMillis not before this time
 */
public record Notice(
        NoticeKind kind,
        String number,
        String step,
        Severity severity,
        boolean drill,
        String person,
        Map<String, String> personName,
        @Nullable Post post,
        Channel channel,
        String sender,
        String address,
        Map<Channel, String> others,
        NoticeText text,
        long dueMillis) {
    private static final int KEY_BYTES = 6;

    public Notice {
        personName = Map.copyOf(personName);
        others = Map.copyOf(others);
    }

    /** The same whenever the same notice is written or sent; short enough to be read out. */
    public String key() {
        String identity = String.join("\n", number, step, person, channel.name());
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        return "GS-" + HexFormat.of().formatHex(hash, 0, KEY_BYTES).toUpperCase(Locale.ROOT);
    }
}
