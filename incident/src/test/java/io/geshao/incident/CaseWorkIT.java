package io.geshao.incident;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.cases.Attachment;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseFilter;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.casework.cases.CaseSource;
import io.geshao.casework.cases.NewReport;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.CaseWorkDesk.RefusedException;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.State;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.CommunityId;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.store.CaseIndex;
import io.geshao.incident.store.CaseSearch;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.EmptyTables;
import io.geshao.incident.store.Ledger;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People, sensors and clocks at the same cases, on a real database and virtual time. Starts Monday 10:00 in Shanghai. */
class CaseWorkIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);
    private static final String WASTE = "E01-92-1";
    private static final Actor RESIDENT = actor(Role.RES);
    private static final WorkCalendar CALENDAR = IncidentConfig.defaults().calendar();

    private final FakeTicker ticker = FakeTicker.at("2026-03-02T02:00:00Z");
    private final InMemoryAlerts alerts = new InMemoryAlerts();
    private DataSource database;
    private CaseStore store;
    private CaseWorkDesk desk;
    private AlertFollower follower;

    @BeforeEach
    void fresh() {
        database = TABLES.get();
        store = new CaseStore(database, List.of(new CaseIndex(() -> CALENDAR)));
        Machinery machinery = machinery();
        desk = new StoredCaseWork(database, store, () -> machinery, ticker, () -> {});
        CaseReducer reducer = new CaseReducer(Town.registry(), ResponsibilityList.shipped(), CALENDAR);
        follower =
                new AlertFollower(store, alerts, alerts, reducer, ticker, new CaseCounters(new SimpleMeterRegistry()));
    }

    private static Machinery machinery() {
        return Machinery.of(Town.registry(), ResponsibilityList.shipped(), CALENDAR);
    }

    private CaseTimers timers() {
        return new CaseTimers(store, new CaseSearch(database), CaseWorkIT::machinery, ticker);
    }

    private static Actor actor(Role role) {
        boolean ofUnit = role == Role.UNIT || role == Role.HND;
        return new Actor(role.name().toLowerCase(Locale.ROOT), Set.of(role), Town.COMMUNITY, ofUnit ? "SANIT" : "");
    }

    private static NewReport report(CaseSource source, String place, String words) {
        return new NewReport(source, place, WASTE, words, "", "王", "13800000000", "", "");
    }

    private CaseView act(String number, CaseAction action, Role role, String... given) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < given.length; i += 2) {
            parameters.put(given[i], given[i + 1]);
        }
        return desk.act(number, actor(role), action, parameters);
    }

    private List<String> kinds(String number) {
        return store.timeline(number).stream().map(CaseEvent::kind).toList();
    }

    private CaseSheet sheet(String number) {
        return desk.sheet(number, actor(Role.ACC)).orElseThrow();
    }

    private void tell(Kind kind, AlertView alert) {
        alerts.append(kind, alert, ticker.epochMillis());
        while (follower.step() != AlertFollower.Progress.IDLE) {}
    }

    private static void refused(CaseRefusal refusal, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(RefusedException.class, thrown -> assertThat(thrown.refusal())
                        .isEqualTo(refusal));
    }

    @Test
    void same_report_by_app_phone_and_sensor_is_one_case_and_every_reporter_hears_of_the_end() {
        String number = desk.report(report(CaseSource.RESIDENT, Town.BUILDING, "垃圾满了"), RESIDENT)
                .number();
        ticker.advance(Duration.ofMinutes(1));
        assertThat(desk.report(report(CaseSource.RESIDENT, Town.BUILDING, "垃圾桶没人清"), actor(Role.DESK))
                        .number())
                .as("the desk took a call")
                .isEqualTo(number);
        tell(Kind.RAISED, Town.bin("bin-1", State.ACTIVE_UNACK, ticker.epochMillis()));
        CaseSheet joined = sheet(number);
        assertThat(joined.view().alerts()).hasSize(1);
        assertThat(joined.view().state()).as("the sensor's rule files it").isEqualTo("TO_HANDLE");
        assertThat(desk.list(CaseFilter.newest(10), actor(Role.ACC))).hasSize(1);
        tell(Kind.RAISED, Town.bin("bin-2", State.ACTIVE_UNACK, ticker.epochMillis()));
        assertThat(sheet(number).view().alerts())
                .as("later alerts of the scope find it")
                .hasSize(2);
        assertThat(sheet(number).source()).isEqualTo(CaseSource.RESIDENT);

        String photo = desk.attach(
                        number, actor(Role.HND), "after.jpg", "image/jpeg", "pixels".getBytes(StandardCharsets.UTF_8))
                .id();
        act(number, CaseAction.ASSIGN, Role.UNIT, "handler", "hnd");
        act(number, CaseAction.SUBMIT, Role.HND, "result", "清走", "photo", photo);
        act(number, CaseAction.FEED_BACK, Role.UNIT, "result", "周边干净");
        act(number, CaseAction.FORWARD, Role.DSP, "opinion", "同意");
        refused(CaseRefusal.ALARM_STILL_UP, () -> act(number, CaseAction.CLOSE, Role.ACC, "cause", "清走", "met", "yes"));
        tell(Kind.CLEARED, Town.bin("bin-1", State.RTN_UNACK, ticker.epochMillis()));
        tell(Kind.CLEARED, Town.bin("bin-2", State.RTN_UNACK, ticker.epochMillis()));
        act(number, CaseAction.CLOSE, Role.ACC, "cause", "清走", "met", "yes");
        assertThat(desk.list(untold(), actor(Role.ACC))).hasSize(1);
        String waiting = sheet(number).reporters().stream()
                .filter(reporter -> reporter.toldMillis() == null)
                .findFirst()
                .orElseThrow()
                .id();
        act(number, CaseAction.TELL_REPORTER, Role.DESK, "reporter", waiting, "text", "已清走");
        assertThat(desk.list(untold(), actor(Role.ACC)))
                .as("no closed case with an untold reporter")
                .isEmpty();
        desk.act(number, RESIDENT, CaseAction.EVALUATE, Map.of("rating", "5"));
        assertThat(sheet(number).view().state()).isEqualTo("EVALUATED");
        assertThat(desk.verify()).extracting(CaseWorkDesk.Chain::finding).containsExactly("INTACT");
    }

    private static CaseFilter untold() {
        return new CaseFilter(
                null, null, null, Set.of(), null, null, null, null, null, null, null, true, null, null, null, null,
                null, 10);
    }

    @Test
    void alert_after_the_work_is_said_to_be_done_opens_a_case_that_recurs() {
        tell(Kind.RAISED, Town.bin("bin-1", State.ACTIVE_UNACK, ticker.epochMillis()));
        String number = desk.list(CaseFilter.newest(10), actor(Role.ACC)).get(0).number();
        String photo = desk.attach(number, actor(Role.HND), "a.png", "image/png", new byte[] {1, 2, 3})
                .id();
        act(number, CaseAction.ASSIGN, Role.UNIT, "handler", "hnd");
        act(number, CaseAction.SUBMIT, Role.HND, "result", "清走", "photo", photo);
        ticker.advance(Duration.ofMinutes(1));
        tell(Kind.RAISED, Town.bin("bin-2", State.ACTIVE_UNACK, ticker.epochMillis()));
        List<CaseView> cases = desk.list(CaseFilter.newest(10), actor(Role.ACC));
        assertThat(cases).hasSize(2);
        assertThat(cases.get(0).recursOf()).isEqualTo(number);
        assertThat(sheet(number).view().state()).isEqualTo("HANDLED");
    }

    @Test
    void clock_that_runs_out_reports_up_once_whoever_looks_and_after_a_restart() throws Exception {
        String number = desk.report(report(CaseSource.PATROL, Town.BUILDING, "满溢"), actor(Role.COL))
                .number();
        ticker.advance(Duration.ofMinutes(15));
        assertThat(timers().step()).as("at the deadline it is in time").isZero();
        ticker.advance(Duration.ofMillis(1));
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> both = two.invokeAll(List.of(timers()::step, timers()::step), 30, TimeUnit.SECONDS);
            for (Future<Integer> each : both) {
                each.get();
            }
        } finally {
            two.shutdownNow();
        }
        assertThat(kinds(number)).containsExactly("OPENED", "OVERDUE", "UPGRADED");
        assertThat(sheet(number).level()).isEqualTo(CaseLevel.STREET);
        assertThat(timers().step()).as("made anew, it finds nothing to do").isZero();
        assertThat(new Ledger(database).verify(new CommunityId("yuhua")).finding())
                .isEqualTo(Ledger.Finding.INTACT);
    }

    @Test
    void suspension_ends_by_itself_and_a_closed_case_nobody_rates_is_evaluated() {
        String number = desk.report(report(CaseSource.PATROL, Town.BUILDING, "满溢"), actor(Role.COL))
                .number();
        act(
                number,
                CaseAction.FILE,
                Role.ACC,
                "unit",
                "SANIT",
                "content",
                "清走",
                "limit",
                "4 work_hour",
                "standard",
                "干净",
                "condition",
                "满溢");
        act(number, CaseAction.DISPATCH, Role.DSP, "unit", "SANIT");
        String until =
                String.valueOf(ticker.epochMillis() + Duration.ofHours(24).toMillis());
        act(number, CaseAction.ASK_SUSPENSION, Role.UNIT, "reason", "修路", "until", until, "measure", "围挡");
        act(number, CaseAction.APPROVE, Role.DSP);
        refused(CaseRefusal.SUSPENDED, () -> act(number, CaseAction.ASSIGN, Role.UNIT, "handler", "hnd"));
        ticker.advance(Duration.ofHours(24));
        timers().step();
        assertThat(kinds(number)).endsWith("SUSPENDED", "RESUMED");
        String photo = desk.attach(number, actor(Role.HND), "a.png", "image/png", new byte[] {1})
                .id();
        act(number, CaseAction.ASSIGN, Role.UNIT, "handler", "hnd");
        act(number, CaseAction.SUBMIT, Role.HND, "result", "清走", "photo", photo);
        act(number, CaseAction.FEED_BACK, Role.UNIT, "result", "干净");
        act(number, CaseAction.FORWARD, Role.DSP, "opinion", "同意");
        act(number, CaseAction.CLOSE, Role.ACC, "cause", "清走", "met", "yes");
        ticker.advance(Duration.ofHours(73));
        timers().step();
        assertThat(sheet(number).view().state()).isEqualTo("EVALUATED");
        assertThat(requireNonNull(sheet(number).outcome()).overdue()).isFalse();
    }

    @Test
    void filters_find_what_they_say_page_by_page() {
        for (int i = 0; i < 7; i++) {
            NewReport each = new NewReport(
                    CaseSource.PATROL, Town.GRID, "E0" + (i % 3 + 1) + "-01-1", "占道 " + i, "", "", "", "", "");
            ticker.advance(Duration.ofHours(25));
            desk.report(each, actor(Role.COL));
        }
        desk.report(report(CaseSource.RESIDENT, Town.UNIT_2, "满溢"), RESIDENT);
        Actor acceptor = actor(Role.ACC);
        List<CaseView> first = desk.list(CaseFilter.newest(5), acceptor);
        CaseView last = first.get(4);
        List<CaseView> rest = desk.list(after(last), acceptor);
        assertThat(first).hasSize(5);
        assertThat(rest).hasSize(3).doesNotContainAnyElementsOf(first);
        assertThat(desk.list(text("占道 3"), acceptor)).hasSize(1);
        assertThat(desk.list(text("道"), acceptor)).hasSize(7);
        assertThat(desk.list(text("nothing of the kind"), acceptor)).isEmpty();
        assertThat(desk.list(CaseFilter.newest(10), RESIDENT))
                .as("the own report alone")
                .hasSize(1);
        Actor grid = new Actor("col", Set.of(Role.COL), Town.BUILDING, "");
        assertThat(desk.list(CaseFilter.newest(10), grid))
                .as("what lies in the building")
                .hasSize(1);
        Actor elsewhere = new Actor("col", Set.of(Role.COL), Town.GRID + "x", "");
        assertThat(desk.list(CaseFilter.newest(10), elsewhere)).isEmpty();
        assertThat(desk.sheet(last.number(), elsewhere)).isEmpty();
        refused(
                CaseRefusal.NO_SUCH_CASE,
                () -> desk.act(last.number(), elsewhere, CaseAction.COMMENT, Map.of("text", "x")));
    }

    private static CaseFilter after(CaseView last) {
        return new CaseFilter(
                null,
                null,
                null,
                Set.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                last.openedMillis(),
                last.number(),
                5);
    }

    private static CaseFilter text(String text) {
        return new CaseFilter(
                null, null, null, Set.of(), null, null, null, null, null, null, null, null, text, null, null, null,
                null, 10);
    }

    @Test
    void whistle_opens_a_case_with_its_clocks_and_split_and_merge_keep_reporters() {
        NewReport call = new NewReport(CaseSource.WHISTLE, Town.BUILDING, WASTE, "堆积成山", "", "", "", "SANIT", "urgent");
        refused(CaseRefusal.SOURCE_NOT_YOURS, () -> desk.report(call, actor(Role.COL)));
        String number = desk.report(call, actor(Role.COM)).number();
        assertThat(kinds(number)).containsExactly("OPENED", "WHISTLED");
        assertThat(sheet(number).clocks())
                .extracting(clock -> clock.kind().name())
                .containsExactly("ACCEPT", "WHISTLE_ANSWER", "WHISTLE_ARRIVAL");
        desk.report(report(CaseSource.RESIDENT, Town.BUILDING, "还有一张破沙发"), RESIDENT);
        act(number, CaseAction.SPLIT, Role.ACC, "content", "破沙发", "reason", "两件事", "reporters", number + "/2");
        CaseView split = desk.list(CaseFilter.newest(1), RESIDENT).get(0);
        assertThat(split.number()).isNotEqualTo(number);
        assertThat(sheet(number).reporters()).hasSize(1);
        act(split.number(), CaseAction.MERGE, Role.ACC, "target", number);
        assertThat(sheet(number).reporters()).hasSize(2);
        assertThat(sheet(split.number()).mergedInto()).isEqualTo(number);
        assertThat(desk.list(CaseFilter.newest(10), RESIDENT))
                .extracting(CaseView::number)
                .containsExactly(number);
    }

    @Test
    void attachment_keeps_its_bytes_and_what_is_none_is_refused() {
        String number = desk.report(report(CaseSource.PATROL, Town.BUILDING, "满溢"), actor(Role.COL))
                .number();
        byte[] bytes = "photo".getBytes(StandardCharsets.UTF_8);
        Attachment kept = desk.attach(number, actor(Role.COL), "现场.jpg", "image/jpeg", bytes);
        desk.attach(number, actor(Role.COL), "现场.jpg", "image/jpeg", bytes);
        assertThat(sheet(number).attachments()).as("the same bytes once").containsExactly(kept);
        assertThat(kept.sha256()).isEqualTo("55c64d0fcd6f9d5f7c828093857e3fdfda68478bb4e9bd24d481ef391c7804e8");
        assertThat(desk.attachment(number, kept.id(), actor(Role.ACC))
                        .orElseThrow()
                        .bytes())
                .isEqualTo(bytes);
        refused(CaseRefusal.ATTACHMENT_TYPE, () -> desk.attach(number, actor(Role.COL), "a", "text/html", bytes));
        refused(CaseRefusal.ATTACHMENT_TYPE, () -> desk.attach(number, actor(Role.COL), "../a", "text/plain", bytes));
        refused(
                CaseRefusal.ATTACHMENT_TOO_LARGE,
                () -> desk.attach(number, actor(Role.COL), "a", "text/plain", new byte[Attachment.MAX_BYTES + 1]));
    }
}
