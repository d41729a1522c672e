package io.geshao.incident.cap;

import io.geshao.core.config.Settings;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * Who publishes.
 *
 * @param sender globally unique, without spaces, commas, {@code <} and {@code &}; CAP's {@code sender}
 * @param code 14 letters and digits that begin each identifier: six of the region (GB/T 2260), eight of the publisher
 * @param senderName what people read as the sender
 * @param zone of the times in the messages
 */
public record CapConfig(String sender, String code, String senderName, ZoneId zone) {
    private static final Pattern CODE = Pattern.compile("[0-9A-Za-z]{14}");
    private static final Pattern SENDER = Pattern.compile("[^\\s,<&]+");
    private static final String DEFAULT_SENDER = "geshao@localhost";
    private static final String DEFAULT_CODE = "00000000000000";

    public CapConfig {
        if (!SENDER.matcher(sender).matches()) {
            throw new IllegalArgumentException("cap.sender: no spaces, commas, < or &: '" + sender + "'");
        }
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("cap.code: 14 letters and digits, not '" + code + "'");
        }
    }

    public static CapConfig defaults(ZoneId zone) {
        return new CapConfig(DEFAULT_SENDER, DEFAULT_CODE, "Geshao 格哨", zone);
    }

    /** Keys: {@code cap.sender}, {@code cap.code}, {@code cap.sender.name}. */
    public static CapConfig read(Settings in, ZoneId zone) {
        String sender = in.text("cap.sender", DEFAULT_SENDER);
        String code = in.text("cap.code", DEFAULT_CODE);
        String name = in.text("cap.sender.name", "Geshao 格哨");
        try {
            return new CapConfig(sender, code, name, zone);
        } catch (IllegalArgumentException e) {
            in.fault(String.valueOf(e.getMessage()));
            return defaults(zone);
        }
    }
}
