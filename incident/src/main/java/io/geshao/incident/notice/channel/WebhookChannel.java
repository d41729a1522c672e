package io.geshao.incident.notice.channel;

import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another system, called with a signed body: {@code X-Geshao-Signature} is the HMAC-SHA256, in hexadecimal, of
 * {@code X-Geshao-Timestamp} followed by the body. The receiver refuses what is off by more than five minutes.
 */
final class WebhookChannel implements NoticeChannel {
    private static final int MAX_BYTES = 200_000;

    private final ChannelSpec spec;
    private final Http http;

    WebhookChannel(ChannelSpec spec, Http http) {
        this.spec = spec;
        this.http = http;
    }

    @Override
    public Delivery send(Message message) {
        String timestamp = Long.toString(message.atMillis());
        String body = body(message, MAX_BYTES);
        return http.post(
                message.address().isEmpty() ? spec.value("url", "") : message.address(),
                "application/json",
                Map.of(
                        "X-Geshao-Timestamp",
                        timestamp,
                        "X-Geshao-Signature",
                        Hmac.hex(spec.required("secret"), timestamp + body),
                        "Idempotency-Key",
                        message.key()),
                body,
                reply -> Delivery.accepted("HTTP " + reply.status()));
    }

    /** What machines get: the same on every machine channel. */
    static String body(Message message, int maxBytes) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("key", message.key());
        fields.put("kind", message.kind().name());
        fields.put("severity", message.severity().name());
        fields.put("drill", message.drill());
        fields.put("case", message.number());
        fields.put("title", message.title());
        fields.put("text", message.text(maxBytes));
        fields.put("at", message.atMillis());
        return Http.json(fields);
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public boolean takes(String address) {
        return address.startsWith("https://") || address.startsWith("http://");
    }
}
