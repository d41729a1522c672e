package io.geshao.incident.score.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.ScoreChange;
import io.geshao.casework.score.Span;
import io.geshao.core.registry.Place;
import io.geshao.incident.score.CaseFacts;
import io.geshao.incident.score.Indicators.Definition;
import io.geshao.incident.score.Mark;
import io.geshao.incident.score.Moment;
import io.geshao.incident.score.Quantity;
import io.geshao.incident.score.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** The facts of all cases: written in the transaction of a step, counted and listed by anybody. Any thread. */
public final class FactsStore {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXT = new TypeReference<>() {};
    private static final String SUBJECT = "number, place, street, community, unit, class_code, list_version, source,"
            + " grade, severity, spot, title, marks";
    private static final String COLUMNS = SUBJECT
            + Arrays.stream(Moment.values()).map(m -> ", " + m.column()).collect(Collectors.joining())
            + Arrays.stream(Tally.values()).map(t -> ", " + t.column()).collect(Collectors.joining());
    private static final String UPSERT = upsert();

    private final Jdbi jdbi;

    public FactsStore(DataSource database) {
        jdbi = Jdbi.create(database);
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true); // not every set asks for both ends
    }

    private static String upsert() {
        List<String> rest = new ArrayList<>(List.of(COLUMNS.split(", ")));
        String values = rest.stream()
                .map(column -> column.equals("title") ? ":title::jsonb" : ":" + column)
                .collect(Collectors.joining(", "));
        rest.remove("number");
        return "insert into incident.score_case (" + COLUMNS + ") values (" + values
                + ") on conflict (number) do update" + " set "
                + rest.stream().map(c -> c + " = excluded." + c).collect(Collectors.joining(", "));
    }

    /** Writes the facts of a case, in somebody's transaction. */
    public static void put(Handle handle, CaseFacts facts) {
        CaseFacts.Subject subject = facts.subject();
        var update = handle.createUpdate(UPSERT)
                .bind("number", subject.number())
                .bind("place", subject.place())
                .bind("street", Place.upTo(subject.place(), "street"))
                .bind("community", Place.upTo(subject.place(), "community"))
                .bind("unit", subject.unit())
                .bind("class_code", subject.classCode())
                .bind("list_version", subject.listVersion())
                .bind("source", subject.source())
                .bind("grade", subject.grade())
                .bind("severity", subject.severity())
                .bind("spot", subject.spot())
                .bind("title", json(subject.title()))
                .bind("marks", Mark.pack(facts.marks()));
        for (Moment moment : Moment.values()) {
            update.bind(moment.column(), facts.at(moment));
        }
        for (Tally tally : Tally.values()) {
            update.bind(tally.column(), facts.count(tally));
        }
        update.execute();
    }

    static Optional<CaseFacts> find(Handle handle, String number) {
        return handle.createQuery("select * from incident.score_case where number = :number")
                .bind("number", number)
                .map((row, context) -> facts(row))
                .findOne();
    }

    public Optional<CaseFacts> find(String number) {
        return jdbi.withHandle(handle -> find(handle, number));
    }

    /** All figures of a scope in one look. */
    public List<Figure> figures(List<Definition> definitions, Scope scope, Span span) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select " + aggregates(definitions) + " from incident.score_case where "
                                + where(scope, definitions)),
                        scope,
                        span)
                .map((row, context) -> figures(definitions, row))
                .one());
    }

    /** The same by what the scope consists of; the keys ascend. */
    public Map<String, List<Figure>> figuresBy(Ranking.By by, List<Definition> definitions, Scope scope, Span span) {
        String key =
                switch (by) {
                    case UNIT -> "unit";
                    case COMMUNITY -> "community";
                    case STREET -> "street";
                };
        Map<String, List<Figure>> found = new TreeMap<>();
        jdbi.useHandle(handle -> bind(
                        handle.createQuery("select " + key + " as key, " + aggregates(definitions)
                                + " from incident.score_case where " + key + " <> '' and "
                                + where(scope, definitions) + " group by " + key),
                        scope,
                        span)
                .map((row, context) -> Map.entry(row.getString("key"), figures(definitions, row)))
                .forEach(entry -> {
                    if (entry.getValue().stream().anyMatch(FactsStore::isSomething)) {
                        found.put(entry.getKey(), entry.getValue());
                    }
                }));
        return found;
    }

    private static boolean isSomething(Figure figure) {
        Long denominator = figure.denominator();
        return figure.numerator() != 0 || (denominator != null && denominator != 0);
    }

    /** The cases of a quantity with what each adds to it, newest report first. */
    public List<CaseLine> cases(Quantity quantity, Scope scope, Span span, CaseLine.Key after, int limit) {
        String counts = quantity.tally() == null ? "1" : quantity.tally().column();
        String some = quantity.tally() == null ? "" : " and " + counts + " > 0";
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select *, " + counts + " as counts from incident.score_case where "
                                + Sql.COUNTED + " and " + quantity.set().in(Sql.WORDS) + some + inScope(scope)
                                + " and (reported_millis, number) < (:afterMillis, :afterNumber)"
                                + " order by reported_millis desc, number desc limit :limit"),
                        scope,
                        span)
                .bind("afterMillis", after.reportedMillis())
                .bind("afterNumber", after.number())
                .bind("limit", limit)
                .map((row, context) -> line(facts(row), row.getLong("counts")))
                .list());
    }

    /** Numbers of the cases of a quantity, ascending. */
    public List<String> numbers(Quantity quantity, Scope scope, Span span) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select number from incident.score_case where " + Sql.COUNTED + " and "
                                + quantity.set().in(Sql.WORDS) + inScope(scope) + " order by number"),
                        scope,
                        span)
                .mapTo(String.class)
                .list());
    }

    /** Facts of the cases of a quantity, oldest report first. */
    public List<CaseFacts> facts(Quantity quantity, Scope scope, Span span) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select * from incident.score_case where " + Sql.COUNTED + " and "
                                + quantity.set().in(Sql.WORDS) + inScope(scope) + " order by reported_millis, number"),
                        scope,
                        span)
                .map((row, context) -> facts(row))
                .list());
    }

    /** What units are called, by code. */
    public Map<String, Map<String, String>> unitNames() {
        Map<String, Map<String, String>> names = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("select unit, zh, en from incident.score_unit order by unit")
                .map((row, context) ->
                        Map.entry(row.getString("unit"), Map.of("zh", row.getString("zh"), "en", row.getString("en"))))
                .forEach(entry -> names.put(entry.getKey(), entry.getValue())));
        return names;
    }

    /** How many open cases stood in which state at the end of a span. */
    public Map<String, Long> stagesAtEnd(Scope scope, Span span) {
        Map<String, Long> stages = new TreeMap<>();
        jdbi.useHandle(handle -> bind(
                        handle.createQuery("select state, count(*) as cases from (select distinct on (number) s.state"
                                + " from incident.score_case c join incident.score_stage s using (number) where "
                                + Sql.COUNTED + " and reported_millis < :to"
                                + " and (ended_millis is null or ended_millis >= :to) and s.at_millis < :to"
                                + inScope(scope) + " order by number, s.sequence desc) stage group by state"),
                        scope,
                        span)
                .map((row, context) -> Map.entry(row.getString("state"), row.getLong("cases")))
                .forEach(entry -> stages.put(entry.getKey(), entry.getValue())));
        return stages;
    }

    /** Last hash of each community's timeline before a moment; the communities ascend. */
    public Map<String, String> lastHashes(List<String> communities, long beforeMillis) {
        Map<String, String> hashes = new TreeMap<>();
        jdbi.useHandle(handle -> handle.createQuery("select h.community, e.hash from incident.chain_head h"
                        + " cross join lateral (select hash from incident.case_event e where e.community = h.community"
                        + " and at_millis < :before order by chain_number desc limit 1) e"
                        + " where h.community = any(:communities)")
                .bind("before", beforeMillis)
                .bindArray("communities", String.class, communities)
                .map((row, context) -> Map.entry(row.getString("community"), row.getString("hash")))
                .forEach(entry -> hashes.put(entry.getKey(), entry.getValue())));
        return hashes;
    }

    /** When the first case was reported, or empty if there is none. */
    public Optional<Long> firstReport() {
        return jdbi.withHandle(handle -> handle.createQuery("select min(reported_millis) from incident.score_case")
                .mapTo(Long.class)
                .findOne());
    }

    /** What changed after the fact in the figures of a span, newest first. */
    public List<ScoreChange> changes(Scope scope, Span span, int limit) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select * from incident.score_change where counts_in_millis >= :from"
                                + " and counts_in_millis < :to" + inScope(scope)
                                + " order by sequence desc limit :limit"),
                        scope,
                        span)
                .bind("limit", limit)
                .map((row, context) -> new ScoreChange(
                        row.getString("number"),
                        row.getString("fact"),
                        row.getString("before"),
                        row.getString("after"),
                        row.getLong("at_millis"),
                        row.getString("actor"),
                        row.getLong("counts_in_millis")))
                .list());
    }

    private static String aggregates(List<Definition> definitions) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            Definition definition = definitions.get(i);
            columns.add(Sql.aggregate(definition.numerator()) + " as n" + i);
            if (definition.denominator() != null) {
                columns.add(Sql.aggregate(definition.denominator()) + " as d" + i);
            }
        }
        return String.join(", ", columns);
    }

    private static List<Figure> figures(List<Definition> definitions, ResultSet row) throws SQLException {
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            Definition definition = definitions.get(i);
            figures.add(new Figure(
                    definition.code(),
                    row.getLong("n" + i),
                    definition.denominator() == null ? null : row.getLong("d" + i)));
        }
        return figures;
    }

    private static String where(Scope scope, List<Definition> definitions) {
        List<Quantity> quantities = new ArrayList<>();
        for (Definition definition : definitions) {
            quantities.add(definition.numerator());
            if (definition.denominator() != null) {
                quantities.add(definition.denominator());
            }
        }
        return Sql.COUNTED + " and " + Sql.reach(quantities) + inScope(scope);
    }

    private static String inScope(Scope scope) {
        // '0' is the character after '/': with collation "C" this is exactly the subtree.
        String place = scope.place().isEmpty() ? "" : " and (place = :place or (place >= :below and place < :beyond))";
        return place + (scope.unit().isEmpty() ? "" : " and unit = :unit");
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Scope scope, Span span) {
        statement.bind("from", span.fromMillis()).bind("to", span.toMillis());
        if (!scope.place().isEmpty()) {
            statement
                    .bind("place", scope.place())
                    .bind("below", scope.place() + "/")
                    .bind("beyond", scope.place() + "0");
        }
        if (!scope.unit().isEmpty()) {
            statement.bind("unit", scope.unit());
        }
        return statement;
    }

    static CaseFacts facts(ResultSet row) throws SQLException {
        CaseFacts.Draft draft = new CaseFacts.Draft(new CaseFacts.Subject(
                row.getString("number"),
                row.getString("place"),
                row.getString("unit"),
                row.getString("class_code"),
                row.getString("list_version"),
                row.getString("source"),
                row.getInt("grade"),
                row.getInt("severity"),
                row.getString("spot"),
                text(row.getString("title"))));
        for (Moment moment : Moment.values()) {
            long millis = row.getLong(moment.column());
            draft.at(moment, row.wasNull() ? null : Long.valueOf(millis));
        }
        for (Tally tally : Tally.values()) {
            draft.count(tally, row.getInt(tally.column()));
        }
        Mark.unpack(row.getInt("marks")).forEach(mark -> draft.mark(mark, true));
        return draft.finish();
    }

    private static CaseLine line(CaseFacts facts, long counts) {
        CaseFacts.Subject subject = facts.subject();
        @Nullable Long reported = facts.at(Moment.REPORTED);
        return new CaseLine(
                subject.number(),
                subject.place(),
                subject.unit(),
                subject.classCode(),
                subject.source(),
                subject.title(),
                reported == null ? 0 : reported,
                facts.at(Moment.DUE),
                facts.at(Moment.FED_BACK),
                facts.at(Moment.ENDED),
                facts.outcome(),
                facts.count(Tally.REWORKS),
                facts.count(Tally.RETURNS),
                counts);
    }

    private static String json(Map<String, String> text) {
        try {
            return MAPPER.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are JSON", e);
        }
    }

    private static Map<String, String> text(String json) {
        try {
            return MAPPER.readValue(json, TEXT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored title cannot be read", e);
        }
    }
}
