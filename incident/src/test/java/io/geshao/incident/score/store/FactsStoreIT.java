package io.geshao.incident.score.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.Span;
import io.geshao.core.registry.Place;
import io.geshao.incident.score.CaseFacts;
import io.geshao.incident.score.Indicators;
import io.geshao.incident.score.Indicators.Definition;
import io.geshao.incident.score.Moment;
import io.geshao.incident.score.Quantity;
import io.geshao.incident.score.RandomFacts;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database counts and lists what the definitions mean, over random cases. */
class FactsStoreIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final long START = 1_772_294_400_000L;
    private static final long DAY = 86_400_000L;
    private static final List<Scope> SCOPES = List.of(
            Scope.ALL,
            Scope.ofPlace("310104"),
            Scope.ofPlace("310104/013"),
            Scope.ofPlace("310104/013/yuhua"),
            Scope.ofPlace("310104/013/yuhua/g01/b01"),
            Scope.ofPlace("310104/999"),
            new Scope("", "water"),
            new Scope("310104/013/yuhua", "waste"));
    private static final List<Span> SPANS = List.of(
            new Span(START, START + 30 * DAY),
            new Span(START + 30 * DAY, START + 31 * DAY),
            new Span(START, START),
            new Span(0, START + 400 * DAY));

    private static List<CaseFacts> cases = List.of();
    private static FactsStore store;

    @BeforeAll
    static void fill() {
        DataSource database = new EmptyTables(DATABASES).get();
        store = new FactsStore(database);
        cases = new RandomFacts(20_260_301, START).make(700);
        Jdbi.create(database).useTransaction(handle -> {
            cases.forEach(facts -> FactsStore.put(handle, facts));
            cases.forEach(facts -> FactsStore.put(handle, facts)); // a step writes the same row again
        });
    }

    private static List<CaseFacts> in(Scope scope) {
        return cases.stream().filter(facts -> facts.isIn(scope)).toList();
    }

    @Test
    void facts_come_back_as_they_were_put() {
        for (CaseFacts facts : cases) {
            assertThat(store.find(facts.subject().number())).contains(facts);
        }
    }

    @Test
    void figures_of_every_scope_and_span_are_those_of_the_definitions() {
        long somethings = 0;
        for (Scope scope : SCOPES) {
            for (Span span : SPANS) {
                List<Figure> expected = Indicators.all().stream()
                        .map(definition -> definition.of(in(scope), span))
                        .toList();
                assertThat(store.figures(Indicators.all(), scope, span))
                        .as("%s %s", scope, span)
                        .isEqualTo(expected);
                somethings += expected.stream()
                        .filter(figure -> figure.numerator() > 0)
                        .count();
            }
        }
        assertThat(somethings).isGreaterThan(300);
    }

    @Test
    void one_indicator_alone_reads_fewer_rows_and_says_the_same() {
        for (Definition definition : Indicators.all()) {
            assertThat(store.figures(List.of(definition), SCOPES.get(3), SPANS.get(0)))
                    .containsExactly(definition.of(in(SCOPES.get(3)), SPANS.get(0)));
        }
    }

    @Test
    void sums_over_units_and_places_are_the_districts() {
        Map<Ranking.By, Function<CaseFacts, String>> keys = Map.of(
                Ranking.By.UNIT, facts -> facts.subject().unit(),
                Ranking.By.COMMUNITY, facts -> Place.upTo(facts.subject().place(), "community"),
                Ranking.By.STREET, facts -> Place.upTo(facts.subject().place(), "street"));
        Span span = SPANS.get(0);
        keys.forEach((by, key) -> {
            List<CaseFacts> keyed =
                    cases.stream().filter(facts -> !key.apply(facts).isEmpty()).toList();
            Map<String, List<Figure>> parts = store.figuresBy(by, Indicators.all(), Scope.ALL, span);
            assertThat(parts).hasSizeGreaterThan(1);
            for (int i = 0; i < Indicators.all().size(); i++) {
                int index = i;
                Definition definition = Indicators.all().get(i);
                Figure whole = definition.of(keyed, span);
                assertThat(parts.values().stream()
                                .mapToLong(figures -> figures.get(index).numerator())
                                .sum())
                        .as("%s %s", by, definition.code())
                        .isEqualTo(whole.numerator());
            }
        });
    }

    @Test
    void the_cases_behind_every_figure_add_up_to_it() {
        for (Definition definition : Indicators.all()) {
            for (Quantity quantity : Stream.of(definition.numerator(), definition.denominator())
                    .filter(one -> one != null)
                    .toList()) {
                List<CaseLine> listed = new ArrayList<>();
                CaseLine.Key after = CaseLine.Key.FIRST;
                List<CaseLine> page;
                do {
                    page = store.cases(quantity, Scope.ALL, SPANS.get(0), after, 40);
                    listed.addAll(page);
                    after = page.isEmpty() ? after : page.get(page.size() - 1).key();
                } while (page.size() == 40);

                assertThat(listed.stream().mapToLong(CaseLine::counts).sum())
                        .as(definition.code())
                        .isEqualTo(quantity.of(cases, SPANS.get(0)));
                assertThat(listed)
                        .isSortedAccordingTo(Comparator.comparingLong(CaseLine::reportedMillis)
                                .thenComparing(CaseLine::number)
                                .reversed());
                assertThat(listed).extracting(CaseLine::number).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void a_page_goes_on_between_cases_of_one_moment() {
        Quantity found = Indicators.of("found").numerator();
        CaseFacts some = cases.stream()
                .filter(facts -> found.of(facts, SPANS.get(0)) == 1)
                .findFirst()
                .orElseThrow();
        long at = some.moments().getOrDefault(Moment.REPORTED, 0L);

        assertThat(store.cases(
                        found,
                        Scope.ALL,
                        SPANS.get(0),
                        new CaseLine.Key(at, some.subject().number()),
                        1_000))
                .noneMatch(line -> line.number().equals(some.subject().number()));
        assertThat(store.cases(found, Scope.ALL, SPANS.get(0), new CaseLine.Key(at, "zz"), 1_000))
                .anyMatch(line -> line.number().equals(some.subject().number()));
    }
}
