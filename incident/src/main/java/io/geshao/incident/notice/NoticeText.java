package io.geshao.incident.notice;

import java.util.Map;

/**
 * What a notice says: one line with the place first, and what there is to say beside it; both by language tag.
 *
 * @param title fits a phone call and the head of a message
 * @param body empty if the title says all
 */
public record NoticeText(Map<String, String> title, Map<String, String> body) {
    public NoticeText {
        title = Map.copyOf(title);
        body = Map.copyOf(body);
    }

    /** The title in that language, else in Chinese. */
    public String titleIn(String language) {
        return title.getOrDefault(language, title.getOrDefault("zh", ""));
    }

    public String bodyIn(String language) {
        return body.getOrDefault(language, body.getOrDefault("zh", ""));
    }

    /** Title and body as one text. */
    public String in(String language) {
        String rest = bodyIn(language);
        return rest.isEmpty() ? titleIn(language) : titleIn(language) + "\n" + rest;
    }
}
