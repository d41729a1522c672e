package io.geshao.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.State;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import io.geshao.core.port.CaseDesk.RefusedException;
import io.geshao.core.port.CaseDesk.RefusedException.Reason;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to cases, told on virtual time against a real database. Starts Monday 10:00 in Shanghai. */
abstract class CaseStories {
    /** Tables without a case, on the server that the subclass names. */
    abstract EmptyTables tables();

    private final FakeTicker ticker = FakeTicker.at("2026-03-02T02:00:00Z");
    private final InMemoryAlerts alerts = new InMemoryAlerts();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private CaseStore store;
    private AlertFollower follower;
    private StoredCaseDesk desk;

    @BeforeEach
    void freshSchema() {
        store = new CaseStore(tables().get());
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        CaseReducer reducer = new CaseReducer(
                Town.registry(), ResponsibilityList.shipped(), new WorkCalendar(zone, Set.of(), Set.of()));
        follower = new AlertFollower(store, alerts, alerts, reducer, ticker, new CaseCounters(meters));
        desk = new StoredCaseDesk(store, () -> IncidentConfig.defaults().calendar(), ticker, () -> {});
    }

    private void tell(Kind kind, AlertView alert) {
        alerts.append(kind, alert, ticker.epochMillis());
        while (follower.step() != AlertFollower.Progress.IDLE) {}
    }

    private CaseView only() {
        List<CaseView> all = desk.openedBefore(null, 100);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<String> kinds(String number) {
        return desk.timeline(number).stream().map(CaseEvent::kind).toList();
    }

    private long now() {
        return ticker.epochMillis();
    }

    @Test
    void smoke_from_one_source_opens_a_suspicion_that_says_where() {
        tell(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, now()));
        CaseView view = only();
        assertThat(view.number()).isEqualTo("yuhua-20260302-0001");
        assertThat(view.state()).isEqualTo("REPORTED");
        assertThat(view.suspected()).isTrue();
        assertThat(view.title())
                .containsEntry("zh", "3号楼2单元 烟感报警，疑似火灾")
                .containsEntry("en", "Building 3, Unit 2: Smoke alarm, suspected fire");
        assertThat(view.place()).isEqualTo(Town.BUILDING);
        assertThat(view.placeName()).containsEntry("zh", "3号楼");
        assertThat(view.point()).isEqualTo(new CaseView.Point(121.43, 31.13));
        assertThat(view.unit()).containsEntry("zh", "消防救援");
        assertThat(view.deadlineMillis()).isEqualTo(now() + 60_000);
        assertThat(kinds(view.number())).containsExactly("OPENED");
    }

    @Test
    void second_smoke_and_confirmation_join_the_one_case_and_file_it() {
        AlertView first = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, first);
        ticker.advance(Duration.ofSeconds(10));
        assertThat(desk.acknowledge(only().number(), "duty").deadlineMillis()).isEqualTo(now() + 180_000);
        ticker.advance(Duration.ofSeconds(15));
        AlertView second = Town.smoke("smoke-3", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, second);
        assertThat(only().suspected())
                .as("a second suspicion is the rules' business")
                .isTrue();
        AlertView fire = Town.fire(State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, fire);

        CaseView view = only();
        assertThat(view.state()).isEqualTo("TO_HANDLE");
        assertThat(view.suspected()).isFalse();
        assertThat(view.alerts()).containsExactly(first.id(), second.id(), fire.id());
        assertThat(view.ackedBy()).as("a confirmed fire must be taken anew").isNull();
        assertThat(view.title()).containsEntry("zh", "3号楼 确认火警");
        assertThat(view.deadlineMillis())
                .isEqualTo(now() + Duration.ofMinutes(15).toMillis());
        assertThat(kinds(view.number()))
                .containsExactly(
                        "OPENED",
                        "ACKNOWLEDGED",
                        "ALERT_JOINED",
                        "ALERT_JOINED",
                        "CONFIRMED",
                        "ACK_WITHDRAWN",
                        "FILED",
                        "DISPATCHED");
        assertThat(meters.counter("geshao.incident.cases.opened", "class", "EM-01")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void close_is_refused_while_an_alert_is_active_and_resets_what_is_latched() {
        AlertView smoke = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, smoke);
        String number = only().number();
        assertRefused(Reason.ALERT_STILL_ACTIVE, () -> desk.close(number, "duty", "烹饪"));
        tell(Kind.LATCHED, Town.smoke("smoke-2", State.LATCHED_UNACK, smoke.onsetMillis()));
        assertRefused(Reason.CAUSE_MISSING, () -> desk.close(number, "duty", "  "));
        ticker.advance(Duration.ofSeconds(100));
        CaseView closed = desk.close(number, "duty", "烹饪");
        assertThat(closed.state()).isEqualTo("CLOSED");
        assertThat(closed.closeCause()).isEqualTo("烹饪");
        assertThat(closed.deadlineMillis()).isNull();
        assertThat(desk.timeline(number).get(2).text())
                .containsEntry("zh", "超时 0:00:40 结案，原因：烹饪")
                .containsEntry("en", "Closed 0:00:40 overdue, cause: 烹饪");
        assertRefused(Reason.ALREADY_CLOSED, () -> desk.close(number, "duty", "烹饪"));
        assertRefused(Reason.ALREADY_CLOSED, () -> desk.acknowledge(number, "duty"));
        assertThat(alerts.orders()).isEmpty();
        follower.tellOrders();
        follower.tellOrders();
        assertThat(alerts.orders()).containsExactly("ACK duty " + smoke.id(), "RESET duty 烹饪 " + smoke.id());
        assertThat(desk.open()).isEmpty();
    }

    @Test
    void smoke_after_closing_opens_a_new_case_that_recurs() {
        AlertView smoke = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, smoke);
        tell(Kind.LATCHED, Town.smoke("smoke-2", State.LATCHED_UNACK, smoke.onsetMillis()));
        String first = desk.close(only().number(), "duty", "灰尘").number();
        ticker.advance(Duration.ofMinutes(1));
        tell(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, now()));
        CaseView second = desk.open().get(0);
        assertThat(second.number()).isNotEqualTo(first);
        assertThat(second.recursOf()).isEqualTo(first);
        assertThat(desk.find(first).orElseThrow().alerts()).containsExactly(smoke.id());
    }

    @Test
    void latched_alert_that_rings_again_after_closing_is_never_swallowed() {
        AlertView smoke = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, smoke);
        tell(Kind.LATCHED, Town.smoke("smoke-2", State.LATCHED_UNACK, smoke.onsetMillis()));
        String first = desk.close(only().number(), "duty", "灰尘").number();
        tell(Kind.RE_ALARM, smoke);
        assertThat(desk.open()).hasSize(1);
        assertThat(desk.open().get(0).recursOf()).isEqualTo(first);
    }

    @Test
    void confirmed_fire_closes_when_its_devices_are_quiet_though_f2_lasts_until_their_reset() {
        AlertView first = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        AlertView second = Town.smoke("smoke-3", State.ACTIVE_UNACK, now());
        AlertView fire = Town.fire(State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, first);
        tell(Kind.RAISED, second);
        tell(Kind.RAISED, fire);
        String number = only().number();
        tell(Kind.LATCHED, Town.smoke("smoke-2", State.LATCHED_UNACK, first.onsetMillis()));
        assertRefused(Reason.ALERT_STILL_ACTIVE, () -> desk.close(number, "duty", "灭火"));
        tell(Kind.LATCHED, Town.smoke("smoke-3", State.LATCHED_UNACK, second.onsetMillis()));
        desk.close(number, "duty", "灭火");
        follower.tellOrders();
        assertThat(alerts.orders())
                .containsExactly(
                        "ACK duty " + first.id() + "," + second.id() + "," + fire.id(),
                        "RESET duty 灭火 " + first.id() + "," + second.id());
        tell(Kind.RESET, Town.smoke("smoke-2", State.NORMAL, first.onsetMillis()));
        tell(Kind.CLEARED, Town.fire(State.NORMAL, fire.onsetMillis()));
        assertThat(kinds(number)).endsWith("CLOSED", "ALERT_RESET", "ALERT_CLEARED");
        assertThat(only().state()).isEqualTo("CLOSED");
    }

    @Test
    void confirmed_fire_that_rings_again_before_its_reset_is_a_confirmed_case_at_once() {
        AlertView first = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        AlertView fire = Town.fire(State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, first);
        tell(Kind.RAISED, fire);
        tell(Kind.LATCHED, Town.smoke("smoke-2", State.LATCHED_UNACK, first.onsetMillis()));
        desk.close(only().number(), "duty", "灭火");
        tell(Kind.RE_ALARM, first);
        CaseView again = desk.open().get(0);
        assertThat(again.state()).isEqualTo("TO_HANDLE");
        assertThat(again.alerts()).containsExactly(first.id(), fire.id());
        tell(Kind.LATCHED, Town.smoke("smoke-2", State.LATCHED_UNACK, first.onsetMillis()));
        tell(Kind.CLEARED, Town.fire(State.RTN_UNACK, fire.onsetMillis()));
        assertThat(kinds(again.number())).endsWith("ALERT_LATCHED", "ALERT_CLEARED");
    }

    @Test
    void episode_told_twice_changes_nothing() {
        AlertView smoke = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, smoke);
        tell(Kind.RAISED, smoke);
        assertThat(kinds(only().number())).containsExactly("OPENED");
        tell(Kind.LATCHED, Town.smoke("smoke-2", State.LATCHED_ACK, smoke.onsetMillis()));
        desk.close(only().number(), "duty", "灰尘");
        tell(Kind.RAISED, smoke);
        assertThat(only().state()).isEqualTo("CLOSED");
    }

    @Test
    void hint_that_becomes_an_order_opens_its_case_when_the_severity_rises() {
        AlertView hint = Town.city("D2", "", "", "bin-1", State.ACTIVE_UNACK, now(), false);
        tell(Kind.RAISED, hint);
        assertThat(desk.open()).isEmpty();
        tell(Kind.SEVERITY_UP, Town.city("D2", "MT-02", "device:bin-1", "bin-1", State.ACTIVE_UNACK, now(), true));
        assertThat(only().classCode()).isEqualTo("MT-02");
    }

    @Test
    void case_rises_with_its_worst_member_and_must_be_taken_again() {
        AlertView mild = Town.offline("bin-1", Severity.S3, State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, mild);
        desk.acknowledge(only().number(), "ops");
        tell(Kind.SEVERITY_UP, Town.offline("bin-1", Severity.S2, State.ACTIVE_UNACK, mild.onsetMillis()));
        assertThat(only().severity()).isEqualTo(Severity.S2);
        assertThat(only().ackedBy()).isNull();
        assertThat(kinds(only().number())).endsWith("ALERT_SEVERITY_UP", "SEVERITY_UP", "ACK_WITHDRAWN");
    }

    @Test
    void overflowing_bins_of_one_grid_share_one_dispatched_case() {
        ticker.jumpTo(Instant.parse("2026-03-06T08:30:00Z").toEpochMilli()); // Friday 16:30
        tell(Kind.RAISED, Town.bin("bin-1", State.ACTIVE_UNACK, now()));
        CaseView view = only();
        assertThat(view.state()).isEqualTo("TO_HANDLE");
        assertThat(view.place()).isEqualTo(Town.GRID);
        assertThat(view.title()).containsEntry("zh", "三号网格 垃圾箱满溢");
        assertThat(view.deadlineMillis())
                .as("4 work hours over a weekend")
                .isEqualTo(Instant.parse("2026-03-09T02:30:00Z").toEpochMilli());
        tell(Kind.RAISED, Town.bin("bin-2", State.ACTIVE_UNACK, now()));
        assertThat(only().alerts()).hasSize(2);
        assertThat(kinds(view.number())).containsExactly("OPENED", "FILED", "DISPATCHED", "ALERT_JOINED");
        tell(Kind.CLEARED, Town.bin("bin-1", State.NORMAL, now()));
        tell(Kind.CLEARED, Town.bin("bin-2", State.NORMAL, now()));
        assertThat(only().isOpen()).as("the platform never closes a city case").isTrue();
    }

    @Test
    void city_case_without_auto_file_waits_for_the_acceptor() {
        tell(Kind.RAISED, Town.city("W4", "C03-05-1", "device:bin-1", "bin-1", State.ACTIVE_UNACK, now(), false));
        assertThat(only().state()).isEqualTo("REPORTED");
        assertThat(only().suspected()).isFalse();
        assertThat(only().deadlineMillis())
                .isEqualTo(now() + Duration.ofMinutes(15).toMillis());
    }

    @Test
    void unlisted_class_goes_to_the_dispatcher_and_is_counted() {
        tell(Kind.RAISED, Town.city("Q9", "E99-01-1", "device:bin-1", "bin-1", State.ACTIVE_UNACK, now(), true));
        assertThat(only().state()).isEqualTo("TO_DISPATCH");
        assertThat(only().unit()).containsEntry("zh", "派遣员");
        assertThat(kinds(only().number())).containsExactly("OPENED", "FILED", "UNIT_MISSING");
        assertThat(meters.counter("geshao.incident.unit.missing", "class", "E99-01-1")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void minor_maintenance_order_closes_itself_when_its_alert_clears() {
        long onset = now();
        tell(Kind.RAISED, Town.offline("smoke-2", Severity.S3, State.ACTIVE_UNACK, onset));
        assertThat(only().state()).isEqualTo("TO_HANDLE");
        assertThat(only().deadlineMillis())
                .as("fire: 4 work hours, Monday 10:00, over noon")
                .isEqualTo(now() + Duration.ofHours(6).toMillis());
        tell(Kind.CLEARED, Town.offline("smoke-2", Severity.S3, State.RTN_UNACK, onset));
        assertThat(only().state()).isEqualTo("CLOSED");
        assertThat(kinds(only().number())).containsExactly("OPENED", "FILED", "DISPATCHED", "ALERT_CLEARED", "CLOSED");
        follower.tellOrders();
        assertThat(alerts.orders()).containsExactly("ACK SYS D1|device:smoke-2|" + onset);
    }

    @Test
    void urgent_maintenance_order_waits_for_a_person() {
        long onset = now();
        tell(Kind.RAISED, Town.offline("bin-1", Severity.S2, State.ACTIVE_UNACK, onset));
        tell(Kind.CLEARED, Town.offline("bin-1", Severity.S2, State.RTN_UNACK, onset));
        assertThat(only().isOpen()).isTrue();
        assertThat(desk.close(only().number(), "ops", "power back").state()).isEqualTo("CLOSED");
    }

    @Test
    void drill_never_meets_the_real_case_and_counts_nowhere() {
        AlertView exercise = Town.drill(Town.smoke("smoke-2", State.ACTIVE_UNACK, now()));
        tell(Kind.RAISED, exercise);
        tell(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, now()));
        assertThat(desk.open()).hasSize(2);
        CaseView drill =
                desk.open().stream().filter(CaseView::drill).findFirst().orElseThrow();
        assertThat(drill.title().get("zh")).startsWith("【演练】");
        assertThat(drill.alerts()).containsExactly(exercise.id());
        assertThat(store.openBySeverity()).containsEntry(Severity.S1, 1);
    }

    @Test
    void late_episode_is_reported_for_a_check_and_confirms_nothing() {
        long onset = now() - Duration.ofHours(2).toMillis();
        tell(Kind.RAISED, Town.fire(State.RTN_UNACK, onset));
        assertThat(only().state()).isEqualTo("REPORTED");
        assertThat(only().suspected()).isTrue();
        assertThat(only().deadlineMillis())
                .isEqualTo(now() + Duration.ofMinutes(30).toMillis());
        assertThat(desk.timeline(only().number()).get(0).text().get("zh")).startsWith("迟报：");
    }

    @Test
    void alert_without_case_hint_is_passed_over() {
        tell(Kind.RAISED, Town.city("P1", "", "", "bin-1", State.ACTIVE_UNACK, now(), false));
        assertThat(desk.openedBefore(null, 10)).isEmpty();
        assertThat(follower.lag()).isZero();
    }

    @Test
    void acknowledging_twice_is_refused_until_something_new_joins() {
        AlertView first = Town.smoke("smoke-2", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, first);
        String number = only().number();
        assertThat(desk.acknowledge(number, "anna").ackedBy()).isEqualTo("anna");
        assertRefused(Reason.ALREADY_ACKNOWLEDGED, () -> desk.acknowledge(number, "bo"));
        AlertView second = Town.smoke("smoke-3", State.ACTIVE_UNACK, now());
        tell(Kind.RAISED, second);
        assertThat(desk.acknowledge(number, "bo").ackedBy()).isEqualTo("bo");
        follower.tellOrders();
        assertThat(alerts.orders()).containsExactly("ACK anna " + first.id(), "ACK bo " + second.id());
    }

    @Test
    void comment_keeps_the_persons_own_words() {
        tell(Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, now()));
        String number = only().number();
        assertRefused(Reason.TEXT_MISSING, () -> desk.comment(number, "duty", " "));
        assertRefused(Reason.NO_SUCH_CASE, () -> desk.comment("yuhua-20260302-9999", "duty", "x"));
        desk.comment(number, "duty", "已到现场 \ud800 \0");
        CaseEvent said = desk.timeline(number).get(1);
        assertThat(said.kind()).isEqualTo("COMMENTED");
        assertThat(said.actor()).isEqualTo("duty");
        assertThat(said.text()).containsEntry("zh", "已到现场 ? ").containsEntry("en", "已到现场 ? ");
    }

    private static void assertRefused(Reason reason, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }
}
