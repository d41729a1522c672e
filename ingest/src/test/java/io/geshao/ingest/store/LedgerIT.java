package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.ConservationLedger.Cause;
import io.geshao.core.port.ConservationLedger.Line;
import io.geshao.core.port.ConservationLedger.Verdict;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.PortProvider.Surroundings;
import io.geshao.core.registry.Registry;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The books balance whatever happens on the way, and say so when somebody cheats. */
final class LedgerIT {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private final FakeTicker ticker = FakeTicker.at(TEN);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private DataSource database;
    private TelemetryStore store;
    private GatewayReports reports;

    @BeforeEach
    void open() {
        database = db.fresh();
        store = TelemetryStore.start(
                database,
                Schema.migrate(database),
                new CopyReadingWriter(),
                new BatchWriter.Limits(1_000, 1_000_000, 20_000),
                ticker,
                meters);
        reports = new GatewayReports(database);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void deliver(Batch batch) throws Exception {
        store.deliver(batch).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void report(ModelGateway gateway) throws SQLException {
        reports.store(gateway.report(ticker.epochMillis()), ticker.epochMillis());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        }
    }

    /** Twenty messages over two hours, delivered and reported, with a gap among them. */
    private ModelGateway settled() throws Exception {
        ModelGateway gateway = new ModelGateway("gw-1", "s1", new Random(1));
        for (int i = 0; i < 20; i++) {
            gateway.receive("bin-1", TEN + i * 360_000L, i);
        }
        ticker.advance(Duration.ofHours(2));
        gateway.giveUpOne();
        while (gateway.hasMore()) {
            Batch batch = gateway.cut();
            deliver(batch);
            gateway.acknowledgedByCentre(batch);
        }
        report(gateway);
        assertThat(store.ledger().lines(null, null, 100))
                .extracting(Line::verdict)
                .containsOnly(Verdict.BALANCED);
        assertThat(store.ledger().unbalanced()).isEmpty();
        return gateway;
    }

    private List<Cause> unbalanced() {
        return store.ledger().unbalanced().stream().map(Line::cause).toList();
    }

    @Test
    void random_lives_of_gateways_always_balance() throws Exception {
        for (int seed = 0; seed < 8; seed++) {
            randomLife(new Random(seed), "p" + seed);
        }
    }

    private void randomLife(Random random, String prefix) throws Exception {
        List<ModelGateway> gateways = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            gateways.add(new ModelGateway(prefix + "-gw-" + i % 2, "spool-" + i, random)); // two spools of one gateway
        }
        long sequence = 0;
        for (int step = 0; step < 150; step++) {
            ModelGateway gateway = gateways.get(random.nextInt(gateways.size()));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    sequence += random.nextInt(3); // at times as before: a duplicate that only the centre sees
                    gateway.receive(prefix + "-bin", TEN + sequence * 97_000, sequence);
                }
                case 3 -> {
                    if (gateway.hasMore() && random.nextInt(4) == 0) {
                        gateway.giveUpOne();
                    }
                }
                case 4 -> {
                    if (gateway.hasMore()) {
                        deliver(gateway.cut()); // the receipt is lost, the next cut may be another
                    }
                }
                case 5, 6 -> {
                    if (gateway.hasMore()) {
                        Batch batch = gateway.cut();
                        deliver(batch);
                        gateway.acknowledgedByCentre(batch);
                    }
                }
                default -> report(gateway);
            }
            if (step % 10 == 0) {
                assertThat(store.ledger().unbalanced()).as("step " + step).isEmpty();
            }
        }
        for (ModelGateway gateway : gateways) {
            while (gateway.hasMore()) {
                Batch batch = gateway.cut();
                deliver(batch);
                gateway.acknowledgedByCentre(batch);
            }
            report(gateway);
        }
        assertThat(store.ledger().lines(prefix + "-gw-0", null, 1_000))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.verdict()).isEqualTo(Verdict.BALANCED));
    }

    @Test
    void a_row_that_vanished_is_noticed_by_the_count() throws Exception {
        settled();
        assertThat(store.ledger().audit(TEN)).isNotEmpty().noneMatch(ConservationLedger.Audit::differs);

        execute("delete from telemetry.reading where ctid in (select ctid from telemetry.reading where event_ms <"
                + (TEN + 3_500_000) + " limit 1) and event_ms < " + (TEN + 3_500_000));

        assertThat(store.ledger().audit(TEN))
                .anySatisfy(line -> assertThat(line.booked() - line.counted()).isEqualTo(1));
        new LedgerAudits(database, store.ledger(), 6).run(ticker.epochMillis());
        assertThat(unbalanced()).containsExactly(Cause.ROWS_DIFFER);
    }

    @Test
    void a_tampered_count_is_noticed_told_once_and_forgotten_when_mended() throws Exception {
        settled();
        store.bookkeeper().judge();
        assertThat(store.ledgerState()).isEqualTo("up");

        execute("update telemetry.ledger set stored = stored - 3 where hour_ms = " + TEN);
        store.bookkeeper().judge();

        assertThat(unbalanced()).containsExactly(Cause.ITEMS_MISSING);
        assertThat(store.ledgerState())
                .startsWith("does not balance in 1 hour")
                .contains("gw-1 routine 2026-03-02T10:00:00Z")
                .endsWith("ITEMS_MISSING 3");
        assertThat(meters.get("geshao.ledger.unbalanced").gauge().value()).isEqualTo(1);

        execute("update telemetry.ledger set stored = stored + 3 where hour_ms = " + TEN);
        store.bookkeeper().judge();
        assertThat(store.ledgerState()).isEqualTo("up");
        assertThat(meters.get("geshao.ledger.unbalanced").gauge().value()).isZero();
    }

    @Test
    void a_lost_declaration_of_a_gap_is_noticed() throws Exception {
        settled();

        execute("delete from telemetry.gap");

        assertThat(unbalanced()).containsExactly(Cause.BOOKS_DAMAGED);
    }

    @Test
    void a_gap_that_was_given_up_and_never_declared_is_noticed_after_a_while() throws Exception {
        settled();
        execute("update telemetry.ledger set declared = 0");
        execute("delete from telemetry.gap");
        assertThat(unbalanced()).isEmpty();

        ticker.advance(Duration.ofMillis(LedgerRule.GAP_GRACE_MILLIS));

        assertThat(unbalanced()).containsExactly(Cause.GAP_UNDECLARED);
    }

    @Test
    void entries_that_the_gateway_believes_delivered_and_the_centre_never_had_are_missing_numbers() throws Exception {
        ModelGateway gateway = new ModelGateway("gw-1", "s1", new Random(3));
        for (int i = 0; i < 30; i++) {
            gateway.receive("bin-1", TEN + i * 1_000L, i);
        }
        gateway.acknowledgedByCentre(gateway.cut()); // a lie
        while (gateway.hasMore()) {
            Batch batch = gateway.cut();
            deliver(batch);
            gateway.acknowledgedByCentre(batch);
        }
        report(gateway);

        assertThat(unbalanced()).containsExactly(Cause.NUMBERS_MISSING);
    }

    @Test
    void a_report_older_than_the_newest_changes_nothing() throws Exception {
        ModelGateway gateway = new ModelGateway("gw-1", "s1", new Random(3));
        for (int i = 0; i < 5; i++) {
            gateway.receive("bin-1", TEN + i, i);
        }
        var old = gateway.report(TEN);
        while (gateway.hasMore()) {
            Batch batch = gateway.cut();
            deliver(batch);
            gateway.acknowledgedByCentre(batch);
        }
        report(gateway);

        reports.store(old, TEN + 5);

        assertThat(store.ledger().lines(null, null, 10))
                .extracting(Line::verdict)
                .containsExactly(Verdict.BALANCED);
    }

    @Test
    void without_a_report_a_line_is_shown_and_not_judged_and_lines_page_by_key() throws Exception {
        for (int i = 0; i < 5; i++) {
            deliver(Samples.batch("gw-" + i, 0, Samples.fill("bin-1", TEN + (i % 2) * ModelGateway.HOUR, i, 1)));
        }
        List<Line> whole = store.ledger().lines(null, null, 100);
        assertThat(whole).hasSize(5).extracting(Line::verdict).containsOnly(Verdict.NO_REPORT);

        List<Line> paged = new ArrayList<>(store.ledger().lines(null, null, 2));
        for (List<Line> page = paged; !page.isEmpty(); ) {
            page = store.ledger().lines(null, paged.get(paged.size() - 1).key(), 2);
            paged.addAll(page);
        }
        assertThat(paged).isEqualTo(whole);
        assertThat(store.ledger().lines("gw-3", null, 100)).hasSize(1);
    }

    @Test
    void reports_are_taken_in_the_background_and_other_processes_find_the_ledger() throws Exception {
        ModelGateway gateway = new ModelGateway("gw-1", "s1", new Random(3));
        for (int i = 0; i < 5; i++) {
            gateway.receive("bin-1", TEN + i, i);
        }
        Bookkeeper keeper = store.bookkeeper();
        keeper.start();

        keeper.report(gateway.report(TEN)).toCompletableFuture().get(10, TimeUnit.SECONDS);

        Surroundings here = new Surroundings(database, new Registry(List.of(), List.of(), Map.of()), ticker);
        assertThat(PortProvider.find(ConservationLedger.class, here).lines(null, null, 10))
                .extracting(Line::verdict)
                .containsExactly(Verdict.IN_FLIGHT);
    }

    @Test
    void dead_letters_are_listed_with_all_their_bytes_until_somebody_deals_with_them() throws Exception {
        deliver(Samples.batch(
                "gw-1",
                0,
                List.of(),
                List.of(Samples.rejection("bin-1", "a", "x"), Samples.rejection("bin-2", "b", "y"))));

        List<DeadLetters.Letter> open = store.deadLetters().open(0, 10);
        assertThat(open).extracting(DeadLetters.Letter::device).containsExactly("bin-1", "bin-2");
        assertThat(open.get(0).raw()).asString().isEqualTo("{\"seq\":1}");

        assertThat(store.deadLetters().resolve(List.of(open.get(0).number()), "ops", TEN))
                .isEqualTo(1);
        assertThat(store.deadLetters().resolve(List.of(open.get(0).number()), "other", TEN))
                .isZero();

        assertThat(store.deadLetters().open(0, 10))
                .extracting(DeadLetters.Letter::device)
                .containsExactly("bin-2");
        assertThat(store.deadLetters().open(open.get(1).number(), 10)).isEmpty();
    }
}
