package io.geshao.console.api;

import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.Assessment.Part;
import io.geshao.casework.score.AlertFigures;
import io.geshao.casework.score.AlertLine;
import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Compared;
import io.geshao.casework.score.Figure;
import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.ParkingTurnover;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.Span;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How well the work is done: figures with the cases behind them, rankings, loads. Any thread. */
public final class AssessmentAnswers {
    private static final List<String> FUNNEL = List.of("found", "called", "dispatched", "solved");
    private static final List<String> BY = List.of("unit", "community", "street");
    private static final List<String> PARTS = List.of("numerator", "denominator");
    private static final long LONGEST_PARKING_MILLIS = 31L * 86_400_000;

    private final Assessment assessment;

    public AssessmentAnswers(Assessment assessment) {
        this.assessment = assessment;
    }

    public Answer indicators(Call call) {
        call.query().finish();
        return ScoreQuery.json(Map.of("items", assessment.indicators()));
    }

    public Answer figures(Call call) {
        Scope scope = ScoreQuery.scope(call);
        Period period = ScoreQuery.period(call.query());
        call.query().finish();
        return ScoreQuery.json(head(scope, period)
                .with(
                        "items",
                        assessment.figures(scope, period).stream()
                                .map(AssessmentAnswers::compared)
                                .toList()));
    }

    /** 发现、呼叫、派单、解决: four raw counts, each a set whose cases can be listed. */
    public Answer funnel(Call call) {
        Scope scope = ScoreQuery.scope(call);
        Period period = ScoreQuery.period(call.query());
        call.query().finish();
        return ScoreQuery.json(head(scope, period)
                .with(
                        "items",
                        assessment.figures(scope, period).stream()
                                .filter(figure -> FUNNEL.contains(figure.now().indicator()))
                                .map(AssessmentAnswers::compared)
                                .toList()));
    }

    public Answer figuresBy(Call call) {
        Scope scope = ScoreQuery.scope(call);
        Period period = ScoreQuery.period(call.query());
        Ranking.By by = by(call.query());
        call.query().finish();
        Map<String, Map<String, String>> names = assessment.names();
        List<Object> items = assessment.figuresBy(by, scope, period).entrySet().stream()
                .<Object>map(entry -> new Fields()
                        .with("key", entry.getKey())
                        .with("name", names.getOrDefault(entry.getKey(), same(entry.getKey())))
                        .with(
                                "figures",
                                entry.getValue().stream()
                                        .map(AssessmentAnswers::figure)
                                        .toList()))
                .toList();
        return ScoreQuery.json(head(scope, period).with("items", items));
    }

    public Answer cases(Call call) {
        Scope scope = ScoreQuery.scope(call);
        Query query = call.query();
        Period period = ScoreQuery.period(query);
        String indicator = query.text("indicator", 64);
        Part part = "denominator".equals(query.oneOf("part", PARTS)) ? Part.DENOMINATOR : Part.NUMERATOR;
        List<String> after = query.after("figure-cases", 2);
        int limit = query.limit(100, 500);
        query.finish();
        if (indicator == null) {
            throw Refusal.parameter("indicator", "is missing");
        }
        CaseLine.Key key =
                after == null ? CaseLine.Key.FIRST : new CaseLine.Key(Token.number(after.get(0)), after.get(1));
        List<CaseLine> found;
        try {
            found = assessment.cases(indicator, part, scope, period, key, limit + 1);
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter("indicator", "is no indicator with such a part");
        }
        Page<CaseLine> page =
                Page.of(found, limit, line -> Token.of("figure-cases", line.reportedMillis(), line.number()));
        return ScoreQuery.json(head(scope, period).with("items", page.items()).with("next", page.next()));
    }

    public Answer ranking(Call call) {
        Scope scope = ScoreQuery.scope(call);
        Period period = ScoreQuery.period(call.query());
        Ranking.By by = by(call.query());
        call.query().finish();
        return ScoreQuery.json(ranking(head(scope, period), assessment.ranking(by, scope, period)));
    }

    public Answer index(Call call) {
        Scope scope = ScoreQuery.scope(call);
        Period period = ScoreQuery.period(call.query());
        call.query().finish();
        return ScoreQuery.json(ranking(head(scope, period), assessment.index(scope, period)));
    }

    public Answer weights(Call call) {
        call.query().finish();
        return ScoreQuery.json(Map.of("items", assessment.weights()));
    }

    public Answer load(Call call) {
        Scope scope = Scope.ofPlace(ScoreQuery.place(call));
        Period period = ScoreQuery.period(call.query());
        call.query().finish();
        return ScoreQuery.json(head(scope, period)
                .with(
                        "items",
                        assessment.load(scope, period).stream()
                                .map(AssessmentAnswers::load)
                                .toList()));
    }

    public Answer alerts(Call call) {
        Scope scope = Scope.ofPlace(ScoreQuery.place(call));
        Period period = ScoreQuery.period(call.query());
        call.query().finish();
        AlertFigures figures = assessment.alerts(scope, period);
        return ScoreQuery.json(head(scope, period)
                .with("figures", figures)
                .with(
                        "falseAlarmsPerDeviceDay",
                        figures.deviceDays() == 0 ? null : figures.falseAlarms() / figures.deviceDays()));
    }

    public Answer falseAlarms(Call call) {
        Scope scope = Scope.ofPlace(ScoreQuery.place(call));
        Query query = call.query();
        Period period = ScoreQuery.period(query);
        List<String> after = query.after("false-alarms", 2);
        int limit = query.limit(100, 500);
        query.finish();
        Page<AlertLine> page = Page.of(
                assessment.falseAlarms(
                        scope,
                        period,
                        after == null ? Long.MAX_VALUE : Token.number(after.get(0)),
                        after == null ? "" : after.get(1),
                        limit + 1),
                limit,
                line -> Token.of("false-alarms", line.raisedMillis(), line.id()));
        return ScoreQuery.json(head(scope, period).with("items", page.items()).with("next", page.next()));
    }

    public Answer parking(Call call) {
        String place = ScoreQuery.place(call);
        Query query = call.query();
        Long from = query.millis("from");
        Long to = query.millis("to");
        query.finish();
        if (from == null || to == null || from >= to || to - from > LONGEST_PARKING_MILLIS) {
            throw Refusal.parameter("from", "and to must be given, in order, at most 31 days apart");
        }
        ParkingTurnover turnover = assessment.parking(place, new Span(from, to));
        return ScoreQuery.json(new Fields()
                .with("place", place)
                .with("fromMillis", from)
                .with("toMillis", to)
                .with("bays", turnover.bays())
                .with("arrivals", turnover.arrivals())
                .with("turnover", turnover.turnover())
                .with("free", turnover.free())
                .with("occupied", turnover.occupied())
                .with("unknown", turnover.unknown()));
    }

    public Answer changes(Call call) {
        Scope scope = ScoreQuery.scope(call);
        Period period = ScoreQuery.period(call.query());
        call.query().finish();
        return ScoreQuery.json(head(scope, period).with("items", assessment.changes(scope, period)));
    }

    private static Ranking.By by(Query query) {
        String word = query.oneOf("by", BY);
        return Ranking.By.valueOf(Objects.requireNonNullElse(word, "unit").toUpperCase(java.util.Locale.ROOT));
    }

    private static Map<String, String> same(String key) {
        return Map.of("zh", key, "en", key);
    }

    private Fields head(Scope scope, Period period) {
        Span span = period.span(assessment.zone());
        return new Fields()
                .with("place", scope.place())
                .with("unit", scope.unit())
                .with("period", period.name())
                .with("fromMillis", span.fromMillis())
                .with("toMillis", span.toMillis());
    }

    private static Fields figure(Figure figure) {
        return new Fields()
                .with("indicator", figure.indicator())
                .with("numerator", figure.numerator())
                .with("denominator", figure.denominator())
                .with("value", figure.value());
    }

    private static Fields compared(Compared figure) {
        return figure(figure.now())
                .with("before", figure(figure.before()))
                .with("yearBefore", figure(figure.yearBefore()));
    }

    private static Fields ranking(Fields head, Ranking ranking) {
        return head.with("card", ranking.card())
                .with("weights", ranking.weights())
                .with("by", ranking.by())
                .with(
                        "items",
                        ranking.rows().stream()
                                .map(row -> new Fields()
                                        .with("key", row.key())
                                        .with("name", row.name())
                                        .with("cases", row.cases())
                                        .with("score", row.score())
                                        .with("rank", row.rank())
                                        .with("deduction", row.deduction())
                                        .with(
                                                "parts",
                                                row.parts().stream()
                                                        .map(part -> figure(part.figure())
                                                                .with("weight", part.weight())
                                                                .with("target", part.target())
                                                                .with("points", part.points()))
                                                        .toList()))
                                .toList());
    }

    private static Fields load(OperatorLoad load) {
        return new Fields()
                .with("community", load.community())
                .with("announced", load.announced())
                .with("perHour", load.perHour())
                .with("perDay", load.perDay())
                .with("slots", load.slots())
                .with("floodSlots", load.floodSlots())
                .with("floodShare", load.floodShare())
                .with("topShare", load.topShare())
                .with("sources", load.sources())
                .with("chattering", load.chattering())
                .with("stalePerDay", load.stalePerDay())
                .with("verdict", load.verdict());
    }

    /** The fields of a JSON object, in order. */
    private static final class Fields extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1;

        Fields with(String name, @Nullable Object value) {
            put(name, value);
            return this;
        }
    }
}
