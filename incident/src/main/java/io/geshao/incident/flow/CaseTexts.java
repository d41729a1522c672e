package io.geshao.incident.flow;

import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.Grade;
import io.geshao.core.registry.Device;
import io.geshao.incident.list.ResponsibilityList;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words a duty officer reads, Chinese and English side by side: first the place, then what happened. */
final class CaseTexts {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_ZH = DateTimeFormatter.ofPattern("M月d日 HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY_EN = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
    /** A rule may say in its own name that it is only a suspicion; the case says it once, with its class. */
    private static final Pattern SUSPECTED_REMARK = Pattern.compile("[(（][^()（）]*疑似[^()（）]*[)）]$");
    /** An alarm older than this when it was raised is told with the time it happened. */
    private static final long WORTH_A_TIME_MILLIS = 60_000;

    private final PlaceNames places;
    private final ZoneId zone;

    CaseTexts(PlaceNames places, ZoneId zone) {
        this.places = places;
        this.zone = zone;
    }

    static Map<String, String> both(String zh, String en) {
        return Map.of("zh", zh, "en", en);
    }

    /** A person's own words, which nobody translates. */
    static Map<String, String> verbatim(String words) {
        return both(words, words);
    }

    Map<String, String> title(CaseDraft draft, AlertView alert) {
        List<String> located = draft.members.stream()
                .filter(Member::located)
                .map(Member::place)
                .toList();
        String place = located.isEmpty() ? draft.fixed().place() : PlaceNames.common(located);
        Map<String, String> device = aboutOneDevice(draft) ? deviceName(alert) : Map.of();
        String zh = places.label(place).get("zh") + " ";
        String en = places.label(place).get("en");
        if (!device.isEmpty()) {
            zh += device.get("zh") + " ";
            en += ", " + device.get("en");
        }
        zh += name(alert, "zh");
        en += ": " + name(alert, "en");
        if (draft.suspected && !alert.caseHint().suspected()) {
            // The alert is no suspicion; it came so late that somebody has to look first.
            zh += "，迟报待核实";
            en += ", reported late, to be checked";
        } else if (draft.suspected) {
            zh += "，疑似" + draft.className.get("zh");
            if (!en.toLowerCase(Locale.ROOT).contains("suspected")) {
                en += ", suspected " + draft.className.getOrDefault("en", "").toLowerCase(Locale.ROOT);
            }
        }
        return draft.fixed().drill() ? both("【演练】" + zh, "[Drill] " + en) : both(zh, en);
    }

    /** A case about one device says which in its title; one about a place has only the place there. */
    private static boolean aboutOneDevice(CaseDraft draft) {
        return draft.fixed().scope().startsWith("device:");
    }

    /** What the device is called at its place, or nothing if it has no name but its identifier. */
    private Map<String, String> deviceName(AlertView alert) {
        Device device = places.device(alert).orElse(null);
        if (device == null
                || device.nameZh().isBlank()
                || device.nameZh().equals(device.id().value())) {
            return Map.of();
        }
        Map<String, String> where = places.label(device.place());
        return both(
                PlaceNames.within(device.nameZh(), where.getOrDefault("zh", "")),
                PlaceNames.within(device.nameEn(), where.getOrDefault("en", "")));
    }

    Map<String, String> opened(CaseDraft draft, AlertView alert) {
        Map<String, String> source = source(alert, aboutOneDevice(draft) ? Map.of() : deviceName(alert));
        return both(
                draft.title.get("zh") + "（" + source.get("zh") + "）",
                draft.title.get("en") + " (" + source.get("en") + ")");
    }

    Map<String, String> joined(AlertView alert) {
        return about("同一区域新增告警：", "Another alert in the same area: ", alert);
    }

    /** {@code before} + place, alert name and source. */
    Map<String, String> about(String beforeZh, String beforeEn, AlertView alert) {
        Map<String, String> where = places.label(places.placeOf(alert));
        Map<String, String> source = source(alert, deviceName(alert));
        return both(
                beforeZh + where.get("zh") + " " + name(alert, "zh") + "（" + source.get("zh") + "）",
                beforeEn + where.get("en") + " – " + name(alert, "en") + " (" + source.get("en") + ")");
    }

    Map<String, String> filed(CaseDraft draft) {
        String code = draft.fixed().classCode();
        return both(
                "立案：" + code + " " + draft.className.get("zh") + "，" + gradeZh(draft.grade),
                "Filed: " + code + " " + draft.className.get("en") + ", " + gradeEn(draft.grade));
    }

    Map<String, String> dispatched(ResponsibilityList.Row row, long deadlineMillis) {
        String zh = "派遣至" + row.unit().get("zh");
        String en = "Dispatched to " + row.unit().get("en");
        if (!row.jointUnits().isEmpty()) {
            zh += "，协办：" + listed(row.jointUnits(), "zh", "、");
            en += ", jointly with " + listed(row.jointUnits(), "en", ", ");
        }
        return both(
                zh + "；时限 " + row.limit().zh() + "，" + at(deadlineMillis, DAY_ZH) + " 截止；结案标准："
                        + row.closing().get("zh"),
                en + "; limit " + row.limit().en() + ", due " + at(deadlineMillis, DAY_EN) + "; to be closed when: "
                        + row.closing().get("en"));
    }

    private static String listed(List<Map<String, String>> names, String language, String separator) {
        return names.stream().map(name -> name.getOrDefault(language, "")).collect(Collectors.joining(separator));
    }

    Map<String, String> unitMissing(CaseDraft draft) {
        String code = draft.fixed().classCode();
        return both(
                "权责清单中没有 " + code + " 的承办单位，由" + draft.unit.get("zh") + "指定",
                "The responsibility list names no unit for " + code + "; to be chosen by: " + draft.unit.get("en"));
    }

    static Map<String, String> closedByPlatform() {
        return both("告警全部恢复，自动结案", "Every alert has cleared: closed by the platform");
    }

    /** On time or overdue is said once, in the closing line: the view drops its clock. */
    static Map<String, String> closed(CaseView view, String cause, long nowMillis) {
        Long deadline = view.deadlineMillis();
        if (deadline == null) {
            return both("结案，原因：" + cause, "Closed, cause: " + cause);
        }
        if (nowMillis <= deadline) {
            return both("按期结案，原因：" + cause, "Closed on time, cause: " + cause);
        }
        Duration over = Duration.ofMillis(nowMillis - deadline);
        String clock =
                String.format(Locale.ROOT, "%d:%02d:%02d", over.toHours(), over.toMinutesPart(), over.toSecondsPart());
        return both("超时 " + clock + " 结案，原因：" + cause, "Closed " + clock + " overdue, cause: " + cause);
    }

    static String gradeZh(Grade grade) {
        return switch (grade) {
            case I -> "Ⅰ级（特别重大）";
            case II -> "Ⅱ级（重大）";
            case III -> "Ⅲ级（较大）";
            case IV -> "Ⅳ级（一般）";
        };
    }

    static String gradeEn(Grade grade) {
        return "grade " + grade.name();
    }

    private Map<String, String> source(AlertView alert, Map<String, String> deviceName) {
        String zh = "规则 " + alert.rule();
        String en = "rule " + alert.rule();
        if (alert.device() != null) {
            zh += "，设备 " + alert.device();
            en += ", device " + alert.device();
        }
        if (!deviceName.isEmpty()) {
            zh += "“" + deviceName.get("zh") + "”";
            en += " \"" + deviceName.get("en") + "\"";
        }
        if (alert.device() == null && alert.scope().startsWith("gateway:")) {
            String gateway = alert.scope().substring(alert.scope().lastIndexOf('/') + 1);
            zh += "，网关 " + gateway;
            en += ", gateway " + gateway;
        }
        if (alert.raisedMillis() - alert.onsetMillis() > WORTH_A_TIME_MILLIS) {
            boolean sameDay = day(alert.raisedMillis()).equals(day(alert.onsetMillis()));
            zh += "，发生于 " + at(alert.onsetMillis(), sameDay ? CLOCK : DAY_ZH);
            en += ", happened at " + at(alert.onsetMillis(), sameDay ? CLOCK : DAY_EN);
        }
        return both(zh, en);
    }

    private static String name(AlertView alert, String language) {
        return SUSPECTED_REMARK
                .matcher(alert.title().getOrDefault(language, alert.rule()))
                .replaceFirst("");
    }

    private LocalDate day(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
    }

    private String at(long millis, DateTimeFormatter format) {
        return format.format(Instant.ofEpochMilli(millis).atZone(zone));
    }
}
