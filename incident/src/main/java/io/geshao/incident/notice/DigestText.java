package io.geshao.incident.notice;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts news into messages that fit the channel, each piece in exactly one. Pure. */
public final class DigestText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    /** Room for the title, the number of the part and the key. */
    private static final int AROUND_BYTES = 160;

    private DigestText() {}

    /**
     * One message.
     *
     * @param items ids of the news in it
     */
    public record Part(NoticeText text, List<Long> items) {
        public Part {
            items = List.copyOf(items);
        }
    }

    public static List<Part> parts(List<DigestItem> items, int maxBytes, ZoneId zone) {
        List<List<DigestItem>> pages = new ArrayList<>();
        int room = 0;
        for (DigestItem item : items) {
            // The language is the channel's; whichever is longer must fit.
            int length = 1 + Math.max(Bytes.length(line(item, "zh", zone)), Bytes.length(line(item, "en", zone)));
            if (pages.isEmpty() || length > room) {
                pages.add(new ArrayList<>());
                room = maxBytes - AROUND_BYTES;
            }
            pages.get(pages.size() - 1).add(item);
            room -= length;
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            List<DigestItem> page = pages.get(i);
            parts.add(new Part(
                    text(page, items.size(), pages.size() == 1 ? "" : " " + (i + 1) + "/" + pages.size(), zone),
                    page.stream().map(DigestItem::id).toList()));
        }
        return parts;
    }

    private static NoticeText text(List<DigestItem> page, int all, String part, ZoneId zone) {
        boolean drill = page.get(0).drill();
        if (all == 1) {
            DigestItem only = page.get(0);
            return new NoticeText(
                    Map.of("zh", said(only, "zh"), "en", said(only, "en")),
                    only.text().body());
        }
        return new NoticeText(
                Map.of(
                        "zh", (drill ? "【演练】" : "") + "告警摘要：" + all + " 条" + part,
                        "en", (drill ? "[DRILL] " : "") + "Digest: " + all + " alerts" + part),
                Map.of("zh", lines(page, "zh", zone), "en", lines(page, "en", zone)));
    }

    private static String lines(List<DigestItem> page, String language, ZoneId zone) {
        return String.join(
                "\n", page.stream().map(item -> line(item, language, zone)).toList());
    }

    private static String line(DigestItem item, String language, ZoneId zone) {
        String time = TIME.format(Instant.ofEpochMilli(item.atMillis()).atZone(zone));
        return Bytes.cut(time + " " + said(item, language), 300);
    }

    private static String said(DigestItem item, String language) {
        String title = item.text().titleIn(language);
        if (!item.cleared()) {
            return title;
        }
        return "en".equals(language) ? title + " (over)" : title + "（已恢复）";
    }
}
