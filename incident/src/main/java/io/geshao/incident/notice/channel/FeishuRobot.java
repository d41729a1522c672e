package io.geshao.incident.notice.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import java.util.Map;
import java.util.Set;

/** 飞书 group robot: the key of the HMAC is the time in seconds with the secret; its code counts, never the HTTP status. */
final class FeishuRobot implements NoticeChannel {
    /** The whole body may have 20 KB; the rest is for JSON around the text and its escapes. */
    private static final int MAX_BYTES = 9_000;
    /** Frequency limited (11232) and too many requests (9499); both may come with HTTP 200. */
    private static final Set<Integer> TOO_OFTEN = Set.of(11_232, 9_499);

    private final String url;
    private final String secret;
    private final Http http;

    FeishuRobot(ChannelSpec spec, Http http) {
        url = spec.required("url");
        secret = spec.required("secret");
        this.http = http;
    }

    @Override
    public Delivery send(Message message) {
        String seconds = Long.toString(message.atMillis() / 1_000);
        String body = Http.json(Map.of(
                "timestamp",
                seconds,
                "sign",
                Hmac.base64(seconds + "\n" + secret, ""),
                "msg_type",
                "text",
                "content",
                Map.of("text", message.text(MAX_BYTES))));
        return http.post(url, "application/json", Map.of(), body, true, FeishuRobot::judge);
    }

    private static Delivery judge(Http.Reply reply) {
        JsonNode code = reply.json().path("code");
        if (!code.isInt()) {
            return reply.status() < 300 ? Delivery.down("no code") : Http.byStatus(reply.status());
        }
        String detail = "code " + code.intValue();
        if (code.intValue() == 0) {
            return Delivery.accepted("");
        }
        if (TOO_OFTEN.contains(code.intValue())) {
            return Delivery.busy(detail);
        }
        return reply.status() >= 500 ? Delivery.down(detail) : Delivery.refused(detail);
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }
}
