package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseSource;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Scope;
import io.geshao.core.AlertTransition;
import io.geshao.core.CaseView;
import io.geshao.core.CommunityId;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertLog;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import io.geshao.incident.score.desk.Scoring;
import io.geshao.incident.score.store.FactsFollower;
import io.geshao.incident.store.CaseStore;
import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long lists, figures and rankings take over a year of cases. The cases are made by a generator and stored by the
 * platform's own case store with its facts follower, each in its steps opened, dispatched, closed; the case machine itself
 * is not asked. Beside them, in the same run, one row of the same table by its primary key.
 */
@Command(
        name = "cases",
        description = "Lists, indicators and rankings over a year of cases, beside a primary-key lookup.")
public final class CasesBench implements Callable<Integer> {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final long DAY = 86_400_000;
    private static final long YEAR_START =
            LocalDate.of(2026, 1, 1).atStartOfDay(ZONE).toInstant().toEpochMilli();
    private static final int STREETS = 7;
    private static final int COMMUNITIES = 41;
    private static final int UNITS = 12;
    private static final int PER_TRANSACTION = 100;
    private static final int WARM_UP = 20;

    @Option(names = "--cases", defaultValue = "100000", description = "how many (default ${DEFAULT-VALUE})")
    private int cases;

    @Option(names = "--calls", defaultValue = "200", description = "of each query (default ${DEFAULT-VALUE})")
    private int calls;

    @Option(names = "--db-url", description = "an empty database; default: an embedded PostgreSQL")
    private @Nullable String url;

    @Option(names = "--json", description = "one line of JSON on standard output")
    private boolean json;

    private final Ticker ticker = Ticker.system();
    private final Random random = new Random(20_260_101);
    private final List<String> numbers = new ArrayList<>();

    private interface Question {
        int rows();
    }

    private record Times(double p50, double p99, int rows) {}

    @Override
    public Integer call() throws IOException, SQLException {
        try (BenchDatabase server = BenchDatabase.open(url)) {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(server.url());
            CaseStore.migrate(database);
            CaseStore store = new CaseStore(
                    database, List.of(new FactsFollower(() -> new WorkCalendar(ZONE, Set.of(), Set.of()))));
            long begun = ticker.nanos();
            fill(store);
            double fillSeconds = (ticker.nanos() - begun) / 1e9;
            analyze(server);
            Ticker newYear = at(YEAR_START + 366 * DAY);
            Scoring scoring = Scoring.of(
                    database,
                    new Registry(List.of(), List.of(), Map.of()),
                    new Scoring.Sources(NO_ALERTS, null, null),
                    ZONE,
                    newYear);
            Map<String, Times> answers = new LinkedHashMap<>();
            questions(store, scoring.desk()).forEach((name, question) -> {
                Times times = time(question);
                System.err.printf("bench: %-44s p50 %8.2f ms, p99 %8.2f ms%n", name, times.p50, times.p99);
                answers.put(name, times);
            });
            print(answers, fillSeconds, server.version());
        }
        return 0;
    }

    private static final AlertLog NO_ALERTS = new AlertLog() {
        @Override
        public long head() {
            return 0;
        }

        @Override
        public List<AlertTransition> after(long position, int limit) {
            return List.of();
        }
    };

    private static Ticker at(long millis) {
        return new Ticker() {
            @Override
            public long epochMillis() {
                return millis;
            }

            @Override
            public long nanos() {
                return millis * 1_000_000;
            }
        };
    }

    private void fill(CaseStore store) {
        int made = 0;
        while (made < cases) {
            int from = made;
            int to = Math.min(cases, made + PER_TRANSACTION);
            store.write(transaction -> {
                for (int i = from; i < to; i++) {
                    for (TimedStep step : life(i)) {
                        transaction.save(step.step, step.millis);
                    }
                }
                return to;
            });
            made = to;
            if (made % 10_000 == 0) {
                System.err.println("bench: " + made + " cases stored");
            }
        }
    }

    private static String number(String community, int i) {
        return String.format("%s-%08d", community, i);
    }

    private record TimedStep(Step step, long millis) {}

    /** One case: 94 of 100 are closed, the others open in various stages. */
    private List<TimedStep> life(int i) {
        int community = random.nextInt(COMMUNITIES);
        String place = "310104/s" + community % STREETS + "/c" + community + "/g" + random.nextInt(6) + "/b"
                + random.nextInt(20);
        numbers.add(number("c" + community, i));
        long reported = YEAR_START + (long) (random.nextDouble() * 365 * DAY);
        long due = reported + (long) ((0.5 + random.nextDouble()) * DAY);
        long closed = reported + (long) (random.nextDouble() * 1.5 * DAY);
        String unit = "u" + random.nextInt(UNITS);
        CaseSource source = CaseSource.values()[random.nextInt(CaseSource.values().length)];
        List<TimedStep> steps = new ArrayList<>();
        steps.add(new TimedStep(
                step(i, place, "REPORTED", "", source, reported, null, null, EventKind.OPENED), reported));
        if (i % 50 == 0) {
            return steps;
        }
        steps.add(new TimedStep(
                step(i, place, "TO_HANDLE", unit, source, reported, due, null, EventKind.FILED, EventKind.DISPATCHED),
                reported + 600_000));
        if (i % 25 != 1) {
            steps.add(new TimedStep(
                    step(i, place, "CLOSED", unit, source, reported, due, closed, EventKind.CLOSED), closed));
        }
        return steps;
    }

    @SuppressWarnings("TooManyParameters") // one case
    private static Step step(
            int i,
            String place,
            String state,
            String unit,
            CaseSource source,
            long reported,
            @Nullable Long due,
            @Nullable Long closed,
            EventKind... kinds) {
        String community = place.split("/")[2];
        Map<String, String> text = Map.of("zh", "垃圾桶满溢", "en", "Bin overflowing");
        CaseView view = new CaseView(
                number(community, i),
                CaseView.Domain.CITY_MANAGEMENT,
                "C0" + i % 9 + "-01",
                text,
                Severity.S3,
                i % 40 == 0 ? Grade.III : Grade.IV,
                state,
                text,
                "device:d-" + i,
                new CommunityId(community),
                place,
                text,
                new CaseView.Point(121.4, 31.1),
                Map.of("zh", unit, "en", unit),
                false,
                false,
                reported,
                closed == null ? reported : closed,
                due,
                null,
                null,
                closed,
                closed == null ? null : "完成",
                List.of(),
                null);
        CaseWork fresh = CaseWork.fresh(source, CaseLevel.COMMUNITY, reported);
        CaseWork work = new CaseWork(
                fresh.intake(),
                null,
                unit,
                fresh.level(),
                null,
                List.of(),
                List.of(),
                List.of(),
                i % 30 == 0 ? fresh.tally().reworked() : fresh.tally(),
                fresh.requests(),
                null,
                null,
                null,
                null,
                Set.of());
        return new Step(
                new CaseFile(view, List.of(), "1", false, work),
                Arrays.stream(kinds)
                        .map(kind -> new Step.Entry(kind, "SYS", "bench", text))
                        .toList(),
                List.of());
    }

    private void analyze(BenchDatabase server) throws SQLException {
        try (var connection = java.sql.DriverManager.getConnection(server.url());
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze");
        }
    }

    private Map<String, Question> questions(CaseStore store, Assessment desk) {
        Period month = Period.of("2026-06");
        Period year = Period.of("2026");
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put(
                "one case by its primary key",
                () -> store.find(numbers.get(random.nextInt(numbers.size()))).isPresent() ? 1 : 0);
        questions.put("list: 200 newest", () -> store.openedBefore(Long.MAX_VALUE, "", 200)
                .size());
        questions.put("list: 200 from the middle of the year", () -> store.openedBefore(
                        YEAR_START + random.nextInt(300) * DAY, "", 200)
                .size());
        questions.put(
                "filter: overdue of a community in a month",
                () -> lines(desk, "overdue", Scope.ofPlace(community()), month));
        questions.put("filter: found of a unit in a month", () -> lines(desk, "found", new Scope("", unit()), month));
        questions.put("filter: open, anywhere", () -> lines(desk, "open", Scope.ALL, year));
        questions.put("figures of a community, month", () -> desk.figures(Scope.ofPlace(community()), month)
                .size());
        questions.put("figures of the district, month", () -> desk.figures(Scope.ALL, month)
                .size());
        questions.put("figures of the district, year", () -> desk.figures(Scope.ALL, year)
                .size());
        questions.put(
                "ranking of units, month",
                () -> desk.ranking(Ranking.By.UNIT, Scope.ALL, month).rows().size());
        questions.put("ranking of communities, month", () -> desk.ranking(Ranking.By.COMMUNITY, Scope.ALL, month)
                .rows()
                .size());
        questions.put(
                "ranking of communities, year",
                () -> desk.ranking(Ranking.By.COMMUNITY, Scope.ALL, year).rows().size());
        return questions;
    }

    private static int lines(Assessment desk, String indicator, Scope scope, Period period) {
        return desk.cases(indicator, Assessment.Part.NUMERATOR, scope, period, CaseLine.Key.FIRST, 100)
                .size();
    }

    private String community() {
        int community = random.nextInt(COMMUNITIES);
        return "310104/s" + community % STREETS + "/c" + community;
    }

    private String unit() {
        return "u" + random.nextInt(UNITS);
    }

    private Times time(Question question) {
        double[] millis = new double[calls];
        int rows = 0;
        for (int i = -WARM_UP; i < calls; i++) {
            long asked = ticker.nanos();
            int answered = question.rows();
            long took = ticker.nanos() - asked;
            if (i >= 0) {
                millis[i] = took / 1e6;
                rows = Math.max(rows, answered);
            }
        }
        Arrays.sort(millis);
        return new Times(millis[calls / 2], millis[(int) Math.ceil(calls * 0.99) - 1], rows);
    }

    private void print(Map<String, Times> answers, double fillSeconds, String database) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode result = mapper.createObjectNode();
        result.put("cases", cases).put("stored_per_second", Math.round(cases / fillSeconds));
        result.put("made_by", "a generator through the case store and its facts follower");
        ObjectNode queries = result.putObject("queries");
        answers.forEach((name, times) -> queries.putObject(name)
                .put("p50_ms", Math.round(times.p50 * 100) / 100.0)
                .put("p99_ms", Math.round(times.p99 * 100) / 100.0)
                .put("rows", times.rows));
        Machine.describe(result, database);
        if (json) {
            System.out.println(mapper.writeValueAsString(result));
            return;
        }
        StringBuilder table =
                new StringBuilder(String.format("%-44s%12s%12s%8s", cases + " cases", "p50 ms", "p99 ms", "rows"));
        answers.forEach((name, times) ->
                table.append(String.format("%n%-44s%12.2f%12.2f%8d", name, times.p50, times.p99, times.rows)));
        System.out.println(table);
        System.out.println(database);
    }
}
