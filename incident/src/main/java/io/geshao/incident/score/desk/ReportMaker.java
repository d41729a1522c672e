package io.geshao.incident.score.desk;

import io.geshao.casework.port.Assessment;
import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Compared;
import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Indicator;
import io.geshao.casework.score.Interview;
import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Report;
import io.geshao.casework.score.Report.Cell;
import io.geshao.casework.score.Report.Section;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.Span;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.ConservationLedger.Line;
import io.geshao.incident.score.CaseSets;
import io.geshao.incident.score.Condition;
import io.geshao.incident.score.Indicators;
import io.geshao.incident.score.InspectionSample;
import io.geshao.incident.score.Quantity;
import io.geshao.incident.score.store.FactsStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts reports together: what they say, in tables. Any thread. */
final class ReportMaker {
    /*
     * A daily bulletin says only what later events do not change: what happened within the day, and how things stood at its
     * end. So a bulletin made again is the same unless something of that day came to light later, and that is what its
     * second version is for.
     */
    private static final List<String> OF_A_DAY = List.of(
            "found",
            "filed",
            "closed",
            "voided",
            "supervised",
            "whistles",
            "open",
            "overdue_at_end",
            "urgent_open",
            "maintenance_found",
            "maintenance_open");

    private static final int MOST_LINES = 200;
    private static final int LEDGER_PAGE = 900;

    private final Assessment assessment;
    private final FactsStore facts;
    private final @Nullable ConservationLedger ledger;
    private final Map<String, List<String>> communities;

    /** @param communities codes of the communities of each place a report can be about */
    ReportMaker(
            Assessment assessment,
            FactsStore facts,
            @Nullable ConservationLedger ledger,
            Map<String, List<String>> communities) {
        this.assessment = assessment;
        this.facts = facts;
        this.ledger = ledger;
        this.communities = communities;
    }

    Set<String> places() {
        return communities.keySet();
    }

    Report daily(String place, Period day, int version, long nowMillis) {
        Scope scope = Scope.ofPlace(place);
        Span span = day.span(assessment.zone());
        List<Section> sections = new ArrayList<>();
        sections.add(ReportTables.figures(figures(scope, day, OF_A_DAY), indicators()));
        sections.add(ReportTables.stages(facts.stagesAtEnd(scope, span)));
        sections.add(list("urgent", "紧急在办案件", "Urgent cases open", CaseSets.URGENT_OPEN_AT_END, scope, span));
        sections.add(list("overdue", "超时在办案件", "Overdue cases open", CaseSets.OVERDUE_AT_END, scope, span));
        sections.add(ledger(span));
        sections.add(
                ReportTables.hashes(facts.lastHashes(communities.getOrDefault(place, List.of()), span.toMillis())));
        return report(Report.Kind.DAILY, place, day, version, nowMillis, sections);
    }

    Report weekly(String place, Period week, long nowMillis) {
        Scope scope = Scope.ofPlace(place);
        Span span = week.span(assessment.zone());
        return report(
                Report.Kind.WEEKLY,
                place,
                week,
                1,
                nowMillis,
                List.of(
                        list("grave", "较大及以上案件", "Cases of grade III or graver", CaseSets.GRAVE, scope, span),
                        list("supervised", "督办案件", "Supervised cases", CaseSets.SUPERVISED_OPEN, scope, span),
                        list("disputed", "裁定中案件", "Cases under arbitration", CaseSets.DISPUTED_OPEN, scope, span),
                        list("unanswered", "未应哨案件", "Whistles not answered", CaseSets.UNANSWERED_OPEN, scope, span)));
    }

    Report monthly(String place, Period month, long nowMillis) {
        Scope scope = Scope.ofPlace(place);
        Span span = month.span(assessment.zone());
        List<String> shares =
                Indicators.all().stream().map(Indicators.Definition::code).toList();
        List<Interview> interviews = assessment.interviews(null, Long.MAX_VALUE, MOST_LINES).stream()
                .filter(one -> span.holds(one.proposedMillis()))
                .toList();
        List<OperatorLoad> load = assessment.load(scope, month);
        List<String> drawn =
                InspectionSample.draw(month.name(), facts.numbers(Quantity.of(CaseSets.CLOSED), scope, span));
        return report(
                Report.Kind.MONTHLY,
                place,
                month,
                1,
                nowMillis,
                List.of(
                        ReportTables.figures(figures(scope, month, shares), indicators()),
                        ReportTables.ranking(
                                "units", "部门排名", "Units", assessment.ranking(Ranking.By.UNIT, scope, month)),
                        ReportTables.ranking(
                                "communities",
                                "社区排名",
                                "Communities",
                                assessment.ranking(Ranking.By.COMMUNITY, scope, month)),
                        ReportTables.ranking("index", "社区指数", "Community index", assessment.index(scope, month)),
                        ReportTables.interviews(interviews),
                        ReportTables.load(load),
                        ReportTables.sample(month.name(), drawn)));
    }

    private Report report(
            Report.Kind kind, String place, Period period, int version, long nowMillis, List<Section> sections) {
        Map<String, String> everywhere = Map.of("zh", "全区", "en", "Everywhere");
        return new Report(
                kind,
                place,
                period.name(),
                version,
                version > 1,
                nowMillis,
                place.isEmpty() ? everywhere : assessment.names().getOrDefault(place, Map.of("zh", place, "en", place)),
                sections);
    }

    private List<Compared> figures(Scope scope, Period period, List<String> codes) {
        return assessment.figures(scope, period).stream()
                .filter(figure -> codes.contains(figure.now().indicator()))
                .toList();
    }

    private Map<String, Indicator> indicators() {
        Map<String, Indicator> byCode = new java.util.HashMap<>();
        assessment.indicators().forEach(one -> byCode.put(one.code(), one));
        return byCode;
    }

    private Section list(String code, String zh, String en, Condition set, Scope scope, Span span) {
        Quantity quantity = Quantity.of(set);
        List<CaseLine> lines = facts.cases(quantity, scope, span, CaseLine.Key.FIRST, MOST_LINES);
        Figure all = new Figure(
                code,
                lines.size() < MOST_LINES
                        ? lines.size()
                        : facts.numbers(quantity, scope, span).size(),
                null);
        return ReportTables.cases(code, zh, en, lines, all.numerator());
    }

    /** The books of the hours of the day, over all gateways: they know no places. */
    private Section ledger(Span span) {
        if (ledger == null) {
            return ReportTables.ledger(List.of(), false);
        }
        List<Line> lines = new ArrayList<>();
        ConservationLedger.@Nullable Key before = null;
        List<Line> page;
        boolean older = false;
        do {
            page = ledger.lines(null, before, LEDGER_PAGE);
            for (Line line : page) {
                before = line.key();
                older |= line.key().hourMillis() < span.fromMillis();
                if (span.holds(line.key().hourMillis())) {
                    lines.add(line);
                }
            }
        } while (page.size() == LEDGER_PAGE && !older);
        return ReportTables.ledger(lines, true);
    }

    static Cell cell(Figure figure) {
        return figure.denominator() == null ? Cell.count(figure.numerator()) : Cell.percent(figure.value());
    }
}
