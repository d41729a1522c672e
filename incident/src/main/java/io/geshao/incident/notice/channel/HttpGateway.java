package io.geshao.incident.notice.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Channel;
import io.geshao.incident.notice.Bytes;
import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SMS or voice gateway, called as its template says. In the body and the headers {@code ${to}}, {@code ${title}},
 * {@code ${text}}, {@code ${key}}, {@code ${number}}, {@code ${time}} and {@code ${sign}} stand for what they say; in the
 * body they are escaped as its type wants it.
 */
final class HttpGateway implements NoticeChannel {
    /*
     * Every provider wants its own fields and signature, and none of them is worth a class of its own here: the signature
     * is an HMAC over a text that the template composes from the same words. What a gateway cannot be told that way needs
     * one small service in between.
     */
    private static final Pattern WORD = Pattern.compile("\\$\\{([a-z]+)}");
    private static final String FORM = "application/x-www-form-urlencoded";
    /** 70 characters of UCS-2 in one text message, three of them in one text; a call of 30 s says about 120 characters. */
    private static final int SMS_BYTES = 600;

    private static final int VOICE_BYTES = 360;

    private final ChannelSpec spec;
    private final Http http;
    private final String type;
    private final Set<String> busy;

    HttpGateway(ChannelSpec spec, Http http) {
        this.spec = spec;
        this.http = http;
        type = spec.value("type", "application/json");
        busy = Set.of(spec.value("busy.values", "").split("\\s*,\\s*", -1));
    }

    @Override
    public Delivery send(Message message) {
        Map<String, String> words = words(message);
        String sign = spec.value("sign", "");
        words.put("sign", sign.isEmpty() ? "" : Hmac.hex(spec.required("secret"), filled(sign, words, text -> text)));
        Map<String, String> headers = new TreeMap<>();
        spec.values().forEach((key, value) -> {
            if (key.startsWith("header.")) {
                headers.put(key.substring("header.".length()), filled(value, words, HttpGateway::oneLine));
            }
        });
        headers.put("Idempotency-Key", message.key());
        String user = spec.value("user", "");
        if (!user.isEmpty()) {
            byte[] pair = (user + ":" + spec.value("password", "")).getBytes(StandardCharsets.UTF_8);
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        UnaryOperator<String> escape = type.startsWith(FORM) ? HttpGateway::inForm : HttpGateway::inJson;
        return http.post(
                spec.required("url"), type, headers, filled(spec.required("body"), words, escape), this::judge);
    }

    private Map<String, String> words(Message message) {
        boolean spoken = spec.channel() == Channel.VOICE;
        Map<String, String> words = new HashMap<>();
        words.put("to", message.address());
        words.put("title", Bytes.cut(message.title(), maxBytes()));
        words.put("text", spoken ? spoken(message) : message.text(maxBytes()));
        words.put("key", message.key());
        words.put("number", message.number());
        words.put("time", Long.toString(message.atMillis()));
        return words;
    }

    private String spoken(Message message) {
        String ask = "en".equals(spec.language()) ? ". Press 1 to acknowledge." : "。接警请按1。";
        return Bytes.cut(message.title(), VOICE_BYTES - Bytes.length(ask)) + ask;
    }

    private Delivery judge(Http.Reply reply) {
        String field = spec.value("success.field", "");
        if (field.isEmpty()) {
            return Delivery.accepted("");
        }
        JsonNode code = reply.json().at("/" + field.replace('.', '/'));
        String said = code.asText("");
        if (code.isMissingNode()) {
            return Delivery.down("no " + field);
        }
        if (said.equals(spec.value("success.value", "OK"))) {
            return Delivery.accepted("");
        }
        return busy.contains(said) ? Delivery.busy(said) : Delivery.refused(said);
    }

    static String filled(String template, Map<String, String> words, UnaryOperator<String> escape) {
        Matcher matcher = WORD.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String word = words.get(matcher.group(1));
            matcher.appendReplacement(
                    filled, Matcher.quoteReplacement(word == null ? matcher.group() : escape.apply(word)));
        }
        return matcher.appendTail(filled).toString();
    }

    private static String inForm(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String inJson(String text) {
        String quoted = Http.json(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }

    @Override
    public int maxBytes() {
        return spec.channel() == Channel.VOICE ? VOICE_BYTES : SMS_BYTES;
    }
}
