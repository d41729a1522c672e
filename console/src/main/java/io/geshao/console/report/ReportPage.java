package io.geshao.console.report;

import io.geshao.casework.score.Report;
import io.geshao.casework.score.Report.Cell;
import io.geshao.casework.score.Report.Section;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as a page of its own: well-formed, without scripts, fit for paper. */
public final class ReportPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final Map<Report.Kind, Map<String, String>> TITLES = Map.of(
            Report.Kind.DAILY, Map.of("zh", "每日通报", "en", "Daily bulletin"),
            Report.Kind.WEEKLY, Map.of("zh", "一周重大事项会办", "en", "Weekly matters of weight"),
            Report.Kind.MONTHLY, Map.of("zh", "月度点评", "en", "Monthly review"));
    private static final String STYLE = """
            @page { size: A4; margin: 16mm 14mm; }
            body { font-family: 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; font-size: 9pt; color: #1b2430;
              max-width: 190mm; margin: 0 auto; }
            h1 { font-size: 17pt; margin: 4mm 0 1mm; } h2 { font-size: 11pt; margin: 6mm 0 1.5mm; }
            p { margin: 0 0 2mm; color: #55606e; } .late { color: #a12020; font-weight: bold; }
            table { border-collapse: collapse; width: 100%; -fs-table-paginate: paginate; }
            th { text-align: left; background: #eef2f6; font-weight: bold; } tr { page-break-inside: avoid; }
            th, td { border: 0.4pt solid #c4ccd6; padding: 0.8mm 1.2mm; word-wrap: break-word; }
            td.n { text-align: right; white-space: nowrap; }
            """;

    private final String language;
    private final ZoneId zone;

    /** @param language {@code zh} or {@code en} */
    public ReportPage(String language, ZoneId zone) {
        this.language = language;
        this.zone = zone;
    }

    /** The whole document; the same text is a page and what the PDF is made of. */
    public String html(Report report) {
        StringBuilder out = new StringBuilder(8_192);
        String title = title(report);
        out.append("<!DOCTYPE html>\n<html lang=\"")
                .append(language)
                .append("\"><head><meta charset=\"utf-8\"/><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(escape(title))
                .append("</h1><p>")
                .append(escape(made(report)))
                .append("</p>");
        if (report.late()) {
            out.append("<p class=\"late\">")
                    .append(
                            language.equals("zh")
                                    ? "补报版本：首版发布后又有当期数据到达。"
                                    : "Late version: more of the period came to light after the first.")
                    .append("</p>");
        }
        report.sections().forEach(section -> section(out, section));
        return out.append("</body></html>").toString();
    }

    /** Kind, period and place in one line. */
    public String title(Report report) {
        return word(TITLES.getOrDefault(report.kind(), Map.of())) + " " + report.period() + " · "
                + word(report.placeName());
    }

    private String made(Report report) {
        return (language.equals("zh") ? "版本 " : "Version ")
                + report.version()
                + (language.equals("zh") ? "，生成于 " : ", made ")
                + time(report.madeMillis());
    }

    private void section(StringBuilder out, Section section) {
        out.append("<h2>").append(escape(word(section.title()))).append("</h2>");
        String note = word(section.note());
        if (!note.isEmpty()) {
            out.append("<p>").append(escape(note)).append("</p>");
        }
        if (section.rows().isEmpty()) {
            out.append("<p>").append(language.equals("zh") ? "无" : "None").append("</p>");
            return;
        }
        out.append("<table><thead><tr>");
        section.columns()
                .forEach(column ->
                        out.append("<th>").append(escape(word(column))).append("</th>"));
        out.append("</tr></thead><tbody>");
        for (List<Cell> row : section.rows()) {
            out.append("<tr>");
            for (Cell cell : row) {
                boolean number = cell.number() != null && !cell.format().equals("time");
                out.append(number ? "<td class=\"n\">" : "<td>")
                        .append(escape(text(cell)))
                        .append("</td>");
            }
            out.append("</tr>");
        }
        out.append("</tbody></table>");
    }

    /** A cell as people read it. */
    String text(Cell cell) {
        @Nullable Double number = cell.number();
        if (cell.format().isEmpty() || cell.format().equals("case")) {
            return word(cell.text());
        }
        if (number == null) {
            return "–";
        }
        return switch (cell.format()) {
            case "count" -> String.format(Locale.ROOT, "%,d", number.longValue());
            case "percent" -> String.format(Locale.ROOT, "%.1f %%", number * 100);
            case "time" -> time(number.longValue());
            default -> String.format(Locale.ROOT, "%.2f", number);
        };
    }

    String word(Map<String, String> text) {
        return text.getOrDefault(language, text.getOrDefault("zh", ""));
    }

    private String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    /** Fit for XML: what a document may not hold at all is left out. */
    private static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> {
                    boolean fits = c == '\t'
                            || c == '\n'
                            || (c >= 0x20 && !(c >= 0xD800 && c <= 0xDFFF) && c < 0xFFFE)
                            || c > 0xFFFF;
                    if (fits) {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }
}
