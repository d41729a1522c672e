package io.geshao.incident.score.desk;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.Assessment.RefusedException.Reason;
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
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.ScoreChange;
import io.geshao.casework.score.Span;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.score.Indicators;
import io.geshao.incident.score.Indicators.Definition;
import io.geshao.incident.score.Quantity;
import io.geshao.incident.score.Scorecard;
import io.geshao.incident.score.Weights;
import io.geshao.incident.score.store.AlertFactsStore;
import io.geshao.incident.score.store.FactsStore;
import io.geshao.incident.score.store.ReportStore;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Assessment over the stores. Any thread. */
public final class ScoreDesk implements Assessment {
    private static final String RANKING = "ranking";
    private static final String INDEX = "index";
    private static final int MOST_CHANGES = 1_000;

    private final FactsStore facts;
    private final AlertFactsStore alerts;
    private final ReportStore reports;
    private final Registry registry;
    private final @Nullable ParkingCount parking;
    private final ZoneId zone;
    private final Ticker ticker;
    private final Weights weights = Weights.shipped();
    private final List<Definition> definitions = Indicators.all();

    /** @param parking null where no telemetry is at hand */
    public ScoreDesk(
            FactsStore facts,
            AlertFactsStore alerts,
            ReportStore reports,
            Registry registry,
            @Nullable ParkingCount parking,
            ZoneId zone,
            Ticker ticker) {
        this.facts = facts;
        this.alerts = alerts;
        this.reports = reports;
        this.registry = registry;
        this.parking = parking;
        this.zone = zone;
        this.ticker = ticker;
    }

    @Override
    public ZoneId zone() {
        return zone;
    }

    @Override
    public List<Indicator> indicators() {
        return definitions.stream().map(Definition::indicator).toList();
    }

    private Span span(Period period) {
        return period.span(zone).until(ticker.epochMillis());
    }

    @Override
    public List<Compared> figures(Scope scope, Period period) {
        List<Figure> now = facts.figures(definitions, scope, span(period));
        List<Figure> before = facts.figures(definitions, scope, span(period.before()));
        List<Figure> year = facts.figures(definitions, scope, span(period.yearBefore()));
        List<Compared> compared = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            compared.add(new Compared(now.get(i), before.get(i), year.get(i)));
        }
        return compared;
    }

    @Override
    public Map<String, List<Figure>> figuresBy(Ranking.By by, Scope scope, Period period) {
        return facts.figuresBy(by, definitions, scope, span(period));
    }

    @Override
    public List<CaseLine> cases(
            String indicator, Part part, Scope scope, Period period, CaseLine.Key after, int limit) {
        Definition definition = Indicators.of(indicator);
        Quantity quantity = part == Part.NUMERATOR ? definition.numerator() : definition.denominator();
        if (quantity == null) {
            throw new IllegalArgumentException(indicator + " has no denominator");
        }
        return facts.cases(quantity, scope, span(period), after, limit);
    }

    @Override
    public Map<String, Map<String, String>> names() {
        Map<String, Map<String, String>> names = new HashMap<>(facts.unitNames());
        registry.places().forEach(place -> names.put(place.path(), Map.of("zh", place.nameZh(), "en", place.nameEn())));
        return names;
    }

    @Override
    public Ranking ranking(Ranking.By by, Scope scope, Period period) {
        return rank(RANKING, by, scope, period);
    }

    @Override
    public Ranking index(Scope scope, Period period) {
        return rank(INDEX, Ranking.By.COMMUNITY, scope, period);
    }

    private Ranking rank(String card, Ranking.By by, Scope scope, Period period) {
        Weights.Version version = weights.on(card, period.first());
        Map<String, List<Figure>> lastYear = facts.figuresBy(by, definitions, scope, span(period.yearBefore()));
        return new Scorecard(version, lastYear).rank(by, figuresBy(by, scope, period), names());
    }

    @Override
    public List<WeightRow> weights() {
        return weights.versions().stream()
                .flatMap(version -> version.weights().stream()
                        .map(weight -> new WeightRow(
                                version.card(),
                                version.version(),
                                version.validFrom().toString(),
                                weight.indicator(),
                                weight.weight(),
                                weight.target())))
                .toList();
    }

    @Override
    public List<OperatorLoad> load(Scope scope, Period period) {
        return alerts.load(scope, span(period));
    }

    @Override
    public AlertFigures alerts(Scope scope, Period period) {
        long devices = registry.devices().stream()
                .filter(device -> scope.place().isEmpty()
                        || device.place().equals(scope.place())
                        || device.place().startsWith(scope.place() + "/"))
                .count();
        return alerts.figures(scope, span(period), devices);
    }

    @Override
    public List<AlertLine> falseAlarms(Scope scope, Period period, long raisedBefore, String idBefore, int limit) {
        return alerts.falseAlarms(scope, span(period), raisedBefore, idBefore, limit);
    }

    @Override
    public ParkingTurnover parking(String place, Span span) {
        return parking == null
                ? new ParkingTurnover(place, span, 0, 0, 0, 0, 0)
                : parking.of(place, span.until(ticker.epochMillis()));
    }

    @Override
    public List<ScoreChange> changes(Scope scope, Period period) {
        return facts.changes(scope, period.span(zone), MOST_CHANGES);
    }

    @Override
    public List<Report.Head> reports(Report.@Nullable Kind kind, String place, String periodBefore, int limit) {
        return reports.list(kind, place, periodBefore, limit);
    }

    @Override
    public Optional<Report> report(Report.Kind kind, String place, String period, int version) {
        return reports.find(kind, place, period, version);
    }

    @Override
    public List<Interview> interviews(Interview.@Nullable State state, long idBefore, int limit) {
        return reports.interviews(state, idBefore, limit);
    }

    @Override
    public Interview decide(long id, Decision decision, Actor actor, String words) {
        if (!actor.is(Role.LEAD) || actor.is(Role.SYS)) {
            throw new RefusedException(Reason.NOT_A_LEADER, actor.account() + " is no leader");
        }
        if (words.isBlank()) {
            throw new RefusedException(Reason.WORDS_MISSING, "a decision is recorded with its words");
        }
        Interview.State state = decision == Decision.ISSUE ? Interview.State.ISSUED : Interview.State.DECLINED;
        boolean decided = reports.decide(id, state, actor.account(), words.strip(), ticker.epochMillis());
        Interview now = reports.interview(id)
                .orElseThrow(() -> new RefusedException(Reason.NO_SUCH_INTERVIEW, "no interview " + id));
        if (!decided) {
            throw new RefusedException(Reason.ALREADY_DECIDED, "interview " + id + " is " + now.state());
        }
        return now;
    }
}
