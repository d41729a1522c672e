package io.geshao.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.State;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.CommunityId;
import io.geshao.core.Severity;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseDesk.RefusedException;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.PortProvider;
import io.geshao.incident.cap.CapConfig;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.EmptyTables;
import io.geshao.incident.store.FaultyDatabase;
import io.geshao.incident.store.Ledger;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** The module as it runs: its own thread, restarts, deaths at any point, several writers. */
class IncidentIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final FakeTicker ticker = FakeTicker.at("2026-03-02T02:00:00Z");
    private final InMemoryAlerts alerts = new InMemoryAlerts();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private DataSource database;

    @BeforeEach
    void freshDatabase() {
        database = TABLES.get();
    }

    private Incident start() {
        return Incident.start(IncidentConfig.defaults(), database, Town.registry(), alerts, alerts, ticker, meters);
    }

    private void append(Kind kind, AlertView alert) {
        alerts.append(kind, alert, ticker.epochMillis());
    }

    private static void settle(Incident incident) {
        incident.wake();
        await().atMost(Duration.ofSeconds(10)).until(() -> incident.backlog() == 0);
    }

    private AlertFollower follower(DataSource source) {
        CaseReducer reducer = new CaseReducer(
                Town.registry(), ResponsibilityList.shipped(), new WorkCalendar(SHANGHAI, Set.of(), Set.of()));
        return new AlertFollower(
                new CaseStore(source), alerts, alerts, reducer, ticker, new CaseCounters(new SimpleMeterRegistry()));
    }

    @Test
    void alert_becomes_a_case_by_itself_and_listeners_hear_of_it() {
        try (Incident incident = start()) {
            AtomicInteger heard = new AtomicInteger();
            incident.listen(heard::incrementAndGet);
            append(Kind.RAISED, Town.fire(State.ACTIVE_UNACK, ticker.epochMillis()));
            await().atMost(Duration.ofSeconds(10)).until(() -> heard.get() == 1);
            assertThat(incident.desk().open()).hasSize(1);
            assertThat(incident.log().after(0, 10))
                    .extracting(CaseEvent::kind)
                    .containsExactly("OPENED", "FILED", "DISPATCHED");
            assertThat(incident.health()).containsEntry("incident", "up");
            settle(incident);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> meters.get("geshao.incident.cases.open")
                                    .tag("severity", "S1")
                                    .gauge()
                                    .value()
                            == 1);
            assertThat(meters.get("geshao.incident.alert.lag").gauge().value()).isZero();
        }
    }

    @Test
    void alerts_that_came_while_it_was_down_are_caught_up_once() {
        start().close();
        append(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, 1));
        append(Kind.RAISED, Town.bin("bin-1", State.ACTIVE_UNACK, 2));
        for (int i = 0; i < 3; i++) {
            try (Incident incident = start()) {
                settle(incident);
                assertThat(incident.desk().open()).hasSize(2);
                assertThat(incident.log().after(0, 100)).hasSize(4);
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> meters.get("geshao.incident.cases.open")
                                        .tag("severity", "S3")
                                        .gauge()
                                        .value()
                                == 1);
            }
        }
    }

    @Test
    void order_is_told_after_a_restart_if_alerting_was_away() {
        append(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, 1));
        alerts.deskDown(true);
        try (Incident incident = start()) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> incident.desk().open().size() == 1);
            incident.desk().acknowledge(incident.desk().open().get(0).number(), "duty");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !incident.health().containsValue("up"));
            append(Kind.RAISED, Town.bin("bin-1", State.ACTIVE_UNACK, 2));
            incident.wake();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> incident.desk().open().size() == 2);
        }
        alerts.deskDown(false);
        try (Incident incident = start()) {
            settle(incident);
            assertThat(alerts.orders()).containsExactly("ACK duty F1|device:smoke-2|1");
            await().atMost(Duration.ofSeconds(10)).until(() -> incident.health().containsValue("up"));
        }
    }

    @Test
    void death_at_any_moment_leads_to_the_same_cases_once() {
        append(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, 1));
        append(Kind.RAISED, Town.smoke("smoke-3", State.ACTIVE_UNACK, 2));
        append(Kind.RAISED, Town.fire(State.ACTIVE_UNACK, 3));
        append(Kind.RAISED, Town.offline("bin-1", Severity.S3, State.ACTIVE_UNACK, 4));
        append(Kind.CLEARED, Town.offline("bin-1", Severity.S3, State.RTN_UNACK, 4));
        followToTheEnd(new FaultyDatabase(database));
        List<String> undisturbed = story(new CaseStore(database));
        assertThat(undisturbed).hasSize(11);
        int moment = 1;
        while (dieAndRecover(moment)) {
            assertThat(story(new CaseStore(database)))
                    .as("after a death at moment %d", moment)
                    .isEqualTo(undisturbed);
            assertThat(new Ledger(database).verify(new CommunityId("yuhua")).finding())
                    .isEqualTo(Ledger.Finding.INTACT);
            moment++;
        }
        assertThat(moment).as("moments at which the connection died").isGreaterThan(12);
    }

    /** Starts from nothing and lets the connection die once; says whether it did before all was done. */
    private boolean dieAndRecover(int moment) {
        FaultyDatabase faulty = new FaultyDatabase(TABLES.get());
        faulty.dieAt(moment);
        try {
            followToTheEnd(faulty);
        } catch (JdbiException e) {
            assertThat(faulty.died()).isTrue();
            followToTheEnd(faulty);
        }
        return faulty.died();
    }

    private void followToTheEnd(FaultyDatabase faulty) {
        AlertFollower follower = follower(faulty.source());
        while (follower.step() != AlertFollower.Progress.IDLE) {}
    }

    private static List<String> story(CaseStore store) {
        return store.after(0, 1_000).stream()
                .map(event -> event.number() + " " + event.kind() + " " + event.text())
                .toList();
    }

    @Test
    void two_followers_on_one_database_open_each_case_once() throws Exception {
        for (int i = 0; i < 100; i++) {
            append(Kind.RAISED, Town.city("W4", "C03-05-1", "device:x" + i, "bin-1", State.ACTIVE_UNACK, i, false));
        }
        List<Callable<Boolean>> followers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            AlertFollower follower = follower(database);
            followers.add(() -> {
                while (follower.step() != AlertFollower.Progress.IDLE) {}
                return true;
            });
        }
        together(followers);
        CaseStore store = new CaseStore(database);
        assertThat(store.open()).hasSize(100);
        assertThat(store.head()).isEqualTo(100);
    }

    @Test
    void acks_and_joins_at_the_same_time_lose_nothing() throws Exception {
        append(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, 0));
        try (Incident incident = start()) {
            settle(incident);
            String number = incident.desk().open().get(0).number();
            AtomicInteger taken = new AtomicInteger();
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int person = 0; person < 3; person++) {
                String actor = "p" + person;
                work.add(() -> {
                    for (int i = 0; i < 10; i++) {
                        incident.desk().comment(number, actor, "word " + i);
                        try {
                            incident.desk().acknowledge(number, actor);
                            taken.incrementAndGet();
                        } catch (RefusedException e) {
                            assertThat(e.reason()).isEqualTo(RefusedException.Reason.ALREADY_ACKNOWLEDGED);
                        }
                    }
                    return true;
                });
            }
            work.add(() -> {
                for (int i = 1; i <= 10; i++) {
                    append(Kind.RAISED, Town.smoke("smoke-3", State.ACTIVE_UNACK, i));
                    incident.wake();
                }
                return true;
            });
            work.add(() -> readsInOrder(incident.log(), 40));
            together(work);
            settle(incident);
            CaseView view = incident.desk().find(number).orElseThrow();
            List<String> kinds = incident.desk().timeline(number).stream()
                    .map(CaseEvent::kind)
                    .toList();
            assertThat(view.alerts()).hasSize(11);
            assertThat(kinds).filteredOn("COMMENTED"::equals).hasSize(30);
            assertThat(kinds).filteredOn("ALERT_JOINED"::equals).hasSize(10);
            assertThat(kinds).filteredOn("ACKNOWLEDGED"::equals).hasSize(taken.get());
            assertThat(incident.ledger().verify(view.community()).finding()).isEqualTo(Ledger.Finding.INTACT);
        }
    }

    /** Reads on until it has seen enough; no position may ever appear below one that was seen. */
    private static boolean readsInOrder(CaseLog log, int enough) {
        List<Long> seen = new ArrayList<>();
        long position = 0;
        while (seen.size() < enough) {
            for (CaseEvent event : log.after(position, 7)) {
                seen.add(event.position());
                position = event.position();
            }
        }
        List<Long> after =
                log.after(0, seen.size()).stream().map(CaseEvent::position).toList();
        assertThat(after).isEqualTo(seen);
        return true;
    }

    private static void together(List<Callable<Boolean>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            for (Future<Boolean> done : threads.invokeAll(work, 30, TimeUnit.SECONDS)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void other_process_finds_desk_and_log_and_its_orders_reach_alerting() {
        append(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, 1));
        try (Incident incident = start()) {
            settle(incident);
            PortProvider.Surroundings there = new PortProvider.Surroundings(database, Town.registry(), ticker);
            CaseDesk desk = PortProvider.find(CaseDesk.class, there);
            CaseLog log = PortProvider.find(CaseLog.class, there);
            desk.acknowledge(desk.open().get(0).number(), "duty");
            assertThat(log.after(0, 10)).extracting(CaseEvent::kind).containsExactly("OPENED", "ACKNOWLEDGED");
            assertThat(log.head()).isEqualTo(log.after(0, 10).get(1).position());
            await().atMost(Duration.ofSeconds(10)).until(() -> alerts.orders().size() == 1);
        }
    }

    @Test
    void start_without_database_or_list_says_so_in_one_line() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/nothing");
        assertThatThrownBy(() -> Incident.start(
                        IncidentConfig.defaults(), nowhere, Town.registry(), alerts, alerts, ticker, meters))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("the incident schema cannot be opened")
                .hasMessageNotContaining("\n");
        IncidentConfig config = new IncidentConfig(
                Path.of("no-such-list.tsv"), SHANGHAI, Set.of(), Set.of(), CapConfig.defaults(SHANGHAI));
        assertThatThrownBy(() -> Incident.start(config, database, Town.registry(), alerts, alerts, ticker, meters))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no-such-list.tsv");
    }
}
