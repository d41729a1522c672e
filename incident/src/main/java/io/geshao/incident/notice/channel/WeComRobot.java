package io.geshao.incident.notice.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** 企业微信 group robot: the key in the address, text of at most 2,048 bytes, mentions by phone number in text only. */
final class WeComRobot implements NoticeChannel {
    private static final String URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send";
    private static final int MAX_BYTES = 2_048;
    private static final int TOO_OFTEN = 45_009;
    private static final int BUSY = -1;

    private final String url;
    private final Http http;

    WeComRobot(ChannelSpec spec, Http http) {
        url = spec.value("url", URL) + "?key=" + spec.required("key");
        this.http = http;
    }

    @Override
    public Delivery send(Message message) {
        Map<String, Object> text = new HashMap<>();
        text.put("content", message.text(MAX_BYTES));
        if (!message.address().isEmpty()) {
            text.put("mentioned_mobile_list", List.of(message.address()));
        }
        return http.post(
                url,
                "application/json",
                Map.of(),
                Http.json(Map.of("msgtype", "text", "text", text)),
                WeComRobot::judge);
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
