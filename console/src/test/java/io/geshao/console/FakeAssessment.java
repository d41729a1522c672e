package io.geshao.console;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.score.AlertFigures;
import io.geshao.casework.score.AlertLine;
import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Compared;
import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Indicator;
import io.geshao.casework.score.Interview;
import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.ParkingTurnover;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Report;
import io.geshao.casework.score.Report.Cell;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.ScoreChange;
import io.geshao.casework.score.Span;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Assessment of a quiet community: two cases, one report, one proposed interview. */
final class FakeAssessment implements Assessment {
    private static final Map<String, String> NAME = Map.of("zh", "结案率", "en", "Closed");

    final List<Report> reports = new ArrayList<>(List.of(report()));
    private Interview interview = new Interview(
            7,
            "water",
            Map.of("zh", "水务所", "en", "Water"),
            Interview.Trigger.OVERDUE,
            List.of("yuhua-1", "yuhua-2", "yuhua-3"),
            FakePlatform.NOW,
            Interview.State.PROPOSED,
            null,
            null,
            null);

    static Report report() {
        return new Report(
                Report.Kind.DAILY,
                "",
                "2026-03-01",
                2,
                true,
                FakePlatform.NOW,
                Map.of("zh", "全区", "en", "Everywhere"),
                List.of(new Report.Section(
                        "figures",
                        Map.of("zh", "指标 <1>", "en", "Figures <1>"),
                        Map.of("zh", "", "en", ""),
                        List.of(Map.of("zh", "指标", "en", "Indicator"), Map.of("zh", "数值", "en", "Value")),
                        List.of(
                                List.of(Cell.words("按期结案率", "Closed on time"), Cell.percent(8 / 11.0)),
                                List.of(Cell.words("=1+1", "=1+1"), Cell.count(12_345))))));
    }

    @Override
    public ZoneId zone() {
        return ZoneId.of("Asia/Shanghai");
    }

    @Override
    public List<Indicator> indicators() {
        return List.of(new Indicator("closing", NAME, "1", NAME, 0.9, Indicator.Wish.MORE, "S"));
    }

    private static Figure figure(String indicator) {
        return new Figure(indicator, 1, 2L);
    }

    @Override
    public List<Compared> figures(Scope scope, Period period) {
        return List.of(
                new Compared(figure("closing"), figure("closing"), new Figure("closing", 0, 0L)),
                new Compared(new Figure("found", 2, null), new Figure("found", 0, null), new Figure("found", 0, null)));
    }

    @Override
    public Map<String, List<Figure>> figuresBy(Ranking.By by, Scope scope, Period period) {
        return Map.of("water", List.of(figure("closing")));
    }

    @Override
    public List<CaseLine> cases(
            String indicator, Part part, Scope scope, Period period, CaseLine.Key after, int limit) {
        if (!indicator.equals("closing")) {
            throw new IllegalArgumentException(indicator);
        }
        return List.of(line("yuhua-2", 2_000), line("yuhua-1", 1_000)).stream()
                .filter(line -> line.reportedMillis() < after.reportedMillis())
                .limit(limit)
                .toList();
    }

    private static CaseLine line(String number, long reportedMillis) {
        return new CaseLine(
                number, "a/b/c", "water", "E1", "SENSOR", NAME, reportedMillis, null, null, null, "OPEN", 0, 0, 1);
    }

    @Override
    public Map<String, Map<String, String>> names() {
        return Map.of("water", Map.of("zh", "水务所", "en", "Water"));
    }

    @Override
    public Ranking ranking(Ranking.By by, Scope scope, Period period) {
        return new Ranking(
                "ranking",
                "1",
                by,
                List.of(new Ranking.Row(
                        "water", NAME, 12, 71.1, 1, 0.9, List.of(new Ranking.Part(figure("closing"), 20, 0.9, 11.1)))));
    }

    @Override
    public Ranking index(Scope scope, Period period) {
        return ranking(Ranking.By.COMMUNITY, scope, period);
    }

    @Override
    public List<WeightRow> weights() {
        return List.of(new WeightRow("ranking", "1", "2020-01-01", "closing", 20, null));
    }

    @Override
    public List<OperatorLoad> load(Scope scope, Period period) {
        return List.of(new OperatorLoad(
                "yuhua",
                period.span(zone()),
                3,
                4_464,
                0,
                List.of(new OperatorLoad.Source("F1", "device:S-1", 3)),
                0,
                0,
                OperatorLoad.Verdict.ACCEPTABLE));
    }

    @Override
    public AlertFigures alerts(Scope scope, Period period) {
        return new AlertFigures(4, 3, 1, 1, 1, 1, 90);
    }

    @Override
    public List<AlertLine> falseAlarms(Scope scope, Period period, long raisedBefore, String idBefore, int limit) {
        return List.of(new AlertLine("F1|x|1", "F1", "device:S-1", "a/b/c", "S1", 1, "COOKING"));
    }

    @Override
    public ParkingTurnover parking(String place, Span span) {
        return new ParkingTurnover(place, span, 10, 25, 3, 6, 1);
    }

    @Override
    public List<ScoreChange> changes(Scope scope, Period period) {
        return List.of(new ScoreChange("yuhua-1", "good_ratings", "0", "1", 2, "resident", 1));
    }

    @Override
    public List<Report.Head> reports(Report.@Nullable Kind kind, String place, String periodBefore, int limit) {
        return reports.stream()
                .map(one -> new Report.Head(
                        one.kind(), one.place(), one.period(), one.version(), one.late(), one.madeMillis()))
                .toList();
    }

    @Override
    public Optional<Report> report(Report.Kind kind, String place, String period, int version) {
        return reports.stream()
                .filter(one -> one.kind() == kind
                        && one.place().equals(place)
                        && one.period().equals(period))
                .filter(one -> version == 0 || one.version() == version)
                .findFirst();
    }

    @Override
    public synchronized List<Interview> interviews(Interview.@Nullable State state, long idBefore, int limit) {
        return List.of(interview);
    }

    @Override
    public synchronized Interview decide(long id, Decision decision, Actor actor, String words) {
        if (!actor.is(Role.LEAD)) {
            throw new RefusedException(RefusedException.Reason.NOT_A_LEADER, "no leader");
        }
        if (id != interview.id()) {
            throw new RefusedException(RefusedException.Reason.NO_SUCH_INTERVIEW, "none");
        }
        if (words.isBlank()) {
            throw new RefusedException(RefusedException.Reason.WORDS_MISSING, "nothing said");
        }
        if (interview.state() != Interview.State.PROPOSED) {
            throw new RefusedException(RefusedException.Reason.ALREADY_DECIDED, "decided");
        }
        interview = new Interview(
                id,
                interview.unit(),
                interview.unitName(),
                interview.trigger(),
                interview.cases(),
                interview.proposedMillis(),
                decision == Decision.ISSUE ? Interview.State.ISSUED : Interview.State.DECLINED,
                actor.account(),
                FakePlatform.NOW,
                words);
        return interview;
    }
}
