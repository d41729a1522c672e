package io.geshao.console.api;

import io.geshao.casework.port.Assessment;
import io.geshao.casework.score.Interview;
import io.geshao.casework.score.Report;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import io.geshao.console.report.ReportPage;
import io.geshao.console.report.ReportPdf;
import io.geshao.console.report.ReportSheet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports to read and to take away, and interviews. Any thread. */
public final class ReportAnswers {
    private static final List<String> KINDS =
            Arrays.stream(Report.Kind.values()).map(ReportAnswers::wire).toList();
    private static final List<String> STATES =
            Arrays.stream(Interview.State.values()).map(ReportAnswers::wire).toList();
    private static final List<String> FORMATS = List.of("json", "html", "csv", "pdf");
    private static final List<String> LANGUAGES = List.of("zh", "en");
    private static final int MAX_WORDS = 2_000;

    private final Assessment assessment;

    public ReportAnswers(Assessment assessment) {
        this.assessment = assessment;
    }

    private static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    public Answer list(Call call) {
        String place = ScoreQuery.place(call);
        Query query = call.query();
        String kind = query.oneOf("kind", KINDS);
        String before = Objects.requireNonNullElse(query.text("before", 32), "");
        int limit = query.limit(60, 400);
        query.finish();
        return ScoreQuery.json(Map.of(
                "items",
                assessment.reports(
                        kind == null ? null : Report.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                        place,
                        before,
                        limit)));
    }

    public Answer one(Call call) {
        String place = ScoreQuery.place(call);
        Query query = call.query();
        String format = Objects.requireNonNullElse(query.oneOf("format", FORMATS), "json");
        String language = Objects.requireNonNullElse(query.oneOf("lang", LANGUAGES), "zh");
        Long version = query.number("version", 1, 1_000_000);
        query.finish();
        if (!KINDS.contains(call.path("kind"))) {
            throw Refusal.parameter("kind", "is one of " + String.join(", ", KINDS));
        }
        Report.Kind kind = Report.Kind.valueOf(call.path("kind").toUpperCase(Locale.ROOT));
        String period = ScoreQuery.period("period", call.path("period")).name();
        Report report = assessment
                .report(kind, place, period, version == null ? 0 : version.intValue())
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_REPORT, "no such report was made"));
        return switch (format) {
            case "html" -> text("text/html; charset=utf-8", page(language).html(report));
            case "csv" ->
                text("text/csv; charset=utf-8", ReportSheet.csv(report, language))
                        .with("Content-Disposition", "attachment; filename=\"" + file(report) + ".csv\"");
            case "pdf" -> pdf(report, language);
            default -> ScoreQuery.json(report);
        };
    }

    private ReportPage page(String language) {
        return new ReportPage(language, assessment.zone());
    }

    private Answer pdf(Report report, String language) {
        if (!ReportPdf.hasFont()) {
            throw Refusal.of(Reason.FONT_MISSING, "the jar ph-fonts-noto-sans-sc is not on the class path");
        }
        return Answer.of(200, "application/pdf", ReportPdf.of(page(language).html(report)))
                .with("Content-Disposition", "inline; filename=\"" + file(report) + ".pdf\"");
    }

    private static String file(Report report) {
        String place = report.place().isEmpty() ? "all" : report.place().replace('/', '-');
        return wire(report.kind()) + "-" + report.period() + "-" + place + "-v" + report.version();
    }

    private static Answer text(String type, String body) {
        return Answer.of(200, type, body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer interviews(Call call) {
        Query query = call.query();
        String state = query.oneOf("state", STATES);
        List<String> after = query.after("interviews", 1);
        int limit = query.limit(100, 500);
        query.finish();
        Page<Interview> page = Page.of(
                assessment.interviews(
                        state == null ? null : Interview.State.valueOf(state.toUpperCase(Locale.ROOT)),
                        after == null ? Long.MAX_VALUE : Token.number(after.get(0)),
                        limit + 1),
                limit,
                one -> Token.of("interviews", one.id()));
        Map<String, @Nullable Object> fields = new HashMap<>();
        fields.put("items", page.items());
        fields.put("next", page.next());
        return ScoreQuery.json(fields);
    }

    public Answer decide(Call call) {
        call.query().finish();
        var body = call.body(Set.of("decision", "words"));
        String word = Call.text(body, "decision", 16);
        String words = Call.text(body, "words", MAX_WORDS);
        Assessment.Decision decision =
                switch (word) {
                    case "issue" -> Assessment.Decision.ISSUE;
                    case "decline" -> Assessment.Decision.DECLINE;
                    default -> throw Refusal.parameter("decision", "is issue or decline");
                };
        long id;
        try {
            id = Long.parseLong(call.path("id"));
        } catch (NumberFormatException e) {
            throw Refusal.of(Reason.NO_SUCH_INTERVIEW, "there is no such interview");
        }
        try {
            return ScoreQuery.json(Map.of("interview", assessment.decide(id, decision, call.actor(), words)));
        } catch (Assessment.RefusedException e) {
            throw Refusal.of(Reason.of(e.reason()), String.valueOf(e.getMessage()));
        }
    }
}
