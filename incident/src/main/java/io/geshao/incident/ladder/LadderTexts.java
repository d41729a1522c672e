package io.geshao.incident.ladder;

import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import io.geshao.incident.notice.NoticeText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people are told about a case: the place first, then what is the matter, then what they are to do. Pure. */
public final class LadderTexts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int NAMES = 6;

    private final ZoneId zone;

    public LadderTexts(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * A page.
     *
     * @param told names of everybody who is told with it, by language tag each
     */
    public NoticeText page(CaseView view, List<Map<String, String>> told) {
        return text(
                view,
                "",
                "",
                line(view) + "\n同时通知：" + names(told, "zh", "、") + "\n请接警",
                lineEn(view) + "\nAlso told: " + names(told, "en", ", ") + "\nPlease acknowledge");
    }

    /** An acknowledgement is about to lapse. */
    public NoticeText reminder(CaseView view, long lapseMillis) {
        String at = time(lapseMillis);
        return text(
                view,
                "接警后无进展：",
                "No progress: ",
                line(view) + "\n" + at + " 前请记录到场、研判或处置情况，否则继续上报",
                lineEn(view) + "\nRecord an arrival, finding or note before " + at
                        + ", or it goes on to the next level");
    }

    /** The shift changed while it was open. */
    public NoticeText handover(CaseView view) {
        String by = view.ackedBy();
        return text(
                view,
                "交接：",
                "Handover: ",
                line(view) + "\n" + (by == null ? "尚无人接警，请接警" : by + " 已接警，请确认接手"),
                lineEn(view) + "\n"
                        + (by == null
                                ? "Nobody has acknowledged it yet: please do"
                                : "Acknowledged by " + by + ", please confirm that you take over"));
    }

    /** Every step was told and nobody answered (M6). */
    public NoticeText unanswered(CaseView view) {
        return text(
                view,
                "无人应答：",
                "Nobody answered: ",
                line(view) + "\n全部通知均无人接警",
                lineEn(view) + "\nEverybody was told and nobody has acknowledged");
    }

    /** What became of a case that people were told of. */
    public NoticeText update(CaseView view, CaseNews.What what) {
        return switch (what) {
            case ENDED -> text(view, "已结案：", "Closed: ", line(view), lineEn(view));
            case WENT_QUIET -> text(view, "告警已恢复：", "Alarm over: ", line(view), lineEn(view));
            default -> text(view, "最新情况：", "Update: ", line(view), lineEn(view));
        };
    }

    /** A prefix that no reader of a drill may miss. Source: domain reference, section 9. */
    public static Map<String, String> marked(Map<String, String> title, boolean drill) {
        return drill
                ? Map.of(
                        "zh", "【演练】" + title.getOrDefault("zh", ""),
                        "en", "[DRILL] " + title.getOrDefault("en", title.getOrDefault("zh", "")))
                : title;
    }

    private static NoticeText text(CaseView view, String beforeZh, String beforeEn, String zh, String en) {
        Map<String, String> title = view.title();
        String titleZh = title.getOrDefault("zh", view.number());
        return new NoticeText(
                marked(
                        Map.of("zh", beforeZh + titleZh, "en", beforeEn + title.getOrDefault("en", titleZh)),
                        view.drill()),
                Map.of("zh", zh, "en", en));
    }

    private String line(CaseView view) {
        return severity(view.severity()) + " · 案件 " + view.number() + " · " + time(view.openedMillis());
    }

    private String lineEn(CaseView view) {
        return view.severity() + " · case " + view.number() + " · " + time(view.openedMillis());
    }

    private static String severity(Severity severity) {
        return switch (severity) {
            case S1 -> "S1 紧急";
            case S2 -> "S2 重要";
            case S3 -> "S3 一般";
            case S4 -> "S4 提示";
        };
    }

    private static String names(List<Map<String, String>> told, String language, String separator) {
        List<String> names = told.stream()
                .map(name -> name.getOrDefault(language, name.getOrDefault("zh", "")))
                .distinct()
                .toList();
        String shown = String.join(separator, names.subList(0, Math.min(NAMES, names.size())));
        return names.size() > NAMES ? shown + separator + "+" + (names.size() - NAMES) : shown;
    }

    private String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }
}
