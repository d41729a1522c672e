package io.geshao.incident.notice.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** 钉钉 group robot: the address carries the time in milliseconds and an HMAC of it; 130101 means too often. */
final class DingTalkRobot implements NoticeChannel {
    private static final String URL = "https://oapi.dingtalk.com/robot/send";
    /** The whole body may have 20,000 bytes; the rest is for JSON around the text and its escapes. */
    private static final int MAX_BYTES = 9_000;

    private static final int TOO_OFTEN = 130_101;
    private static final int BUSY = -1;

    private final String url;
    private final String secret;
    private final Http http;

    DingTalkRobot(ChannelSpec spec, Http http) {
        url = spec.value("url", URL) + "?access_token=" + spec.required("token");
        secret = spec.required("secret");
        this.http = http;
    }

    @Override
    public Delivery send(Message message) {
        String signed = message.atMillis() + "\n" + secret;
        String sign = URLEncoder.encode(Hmac.base64(secret, signed), StandardCharsets.UTF_8);
        Map<String, Object> text = Map.of("content", message.text(MAX_BYTES));
        List<String> mentioned = message.address().isEmpty() ? List.of() : List.of(message.address());
        return http.post(
                url + "&timestamp=" + message.atMillis() + "&sign=" + sign,
                "application/json",
                Map.of(),
                Http.json(Map.of("msgtype", "text", "text", text, "at", Map.of("atMobiles", mentioned))),
                DingTalkRobot::judge);
    }

    private static Delivery judge(Http.Reply reply) {
        JsonNode code = reply.json().path("errcode");
        String detail = "errcode " + code.asText("none");
        if (!code.isInt()) {
            return Delivery.down(detail);
        }
        return switch (code.intValue()) {
            case 0 -> Delivery.accepted("");
            case TOO_OFTEN -> Delivery.busy(detail);
            case BUSY -> Delivery.down(detail);
            default -> Delivery.refused(detail);
        };
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }
}
