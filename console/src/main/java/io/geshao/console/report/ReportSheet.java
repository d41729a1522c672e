package io.geshao.console.report;

import io.geshao.casework.score.Report;
import io.geshao.casework.score.Report.Cell;
import io.geshao.casework.score.Report.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report as CSV (RFC 4180), UTF-8 with a byte order mark, without which Excel shows Chinese as noise. Tables follow each
 * other, each under a line with its code and title. Numbers are plain: shares as fractions, times in milliseconds.
 */
public final class ReportSheet {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private ReportSheet() {}

    /** The whole sheet. */
    public static String csv(Report report, String language) {
        StringBuilder out = new StringBuilder(BYTE_ORDER_MARK);
        line(
                out,
                List.of(
                        report.kind().name(),
                        report.period(),
                        report.place(),
                        "v" + report.version() + (report.late() ? " late" : "")));
        for (Section section : report.sections()) {
            out.append("\r\n");
            line(out, List.of(section.code(), word(section.title(), language)));
            line(
                    out,
                    section.columns().stream()
                            .map(column -> word(column, language))
                            .toList());
            section.rows()
                    .forEach(row -> line(
                            out, row.stream().map(cell -> cell(cell, language)).toList()));
        }
        return out.toString();
    }

    private static String cell(Cell cell, String language) {
        @Nullable Double number = cell.number();
        if (number == null) {
            return word(cell.text(), language);
        }
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%.6f", number);
    }

    private static String word(Map<String, String> text, String language) {
        return text.getOrDefault(language, text.getOrDefault("zh", ""));
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append(cells.stream().map(ReportSheet::quoted).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /** A cell that a spreadsheet would take for a formula is made a text. */
    private static String quoted(String cell) {
        String safe = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
        return safe.matches("[^\",\r\n]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
