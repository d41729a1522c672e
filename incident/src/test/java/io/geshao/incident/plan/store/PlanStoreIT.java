package io.geshao.incident.plan.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.plan.CasePlan;
import io.geshao.casework.plan.ResponsePlan;
import io.geshao.casework.plan.ResponsePlan.PlanStep;
import io.geshao.casework.port.PlanDesk.Reason;
import io.geshao.casework.port.PlanDesk.RefusedException;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView.State;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlanStoreIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);
    private static final Actor DESK = new Actor("desk", Set.of(Role.DESK), Town.COMMUNITY, "");
    private static final Actor HEAD = new Actor("head", Set.of(Role.COM), Town.COMMUNITY, "");
    private static final String NUMBER = "yuhua-20260302-0001";

    private final FakeTicker ticker = FakeTicker.at("2026-03-02T02:00:00Z");
    private DataSource database;
    private CaseStore cases;
    private PlanStore plans;

    @BeforeEach
    void fresh() {
        database = TABLES.get();
        Jdbi.create(database).useTransaction(handle -> {
            handle.execute("set local session_replication_role = replica");
            handle.execute("truncate incident.plan_version, incident.plan_class cascade");
        });
        cases = new CaseStore(database, List.of(PlanStore.follower()));
        plans = new PlanStore(database, cases, ticker);
        plans.install();
    }

    private void burn() {
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        CaseReducer reducer = new CaseReducer(
                Town.registry(), ResponsibilityList.shipped(), new WorkCalendar(zone, Set.of(), Set.of()));
        long now = ticker.epochMillis();
        Step step = reducer.open(
                NUMBER,
                null,
                new AlertTransition(1, Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, now), now),
                now);
        cases.write(transaction -> {
            transaction.save(step, now);
            return step;
        });
    }

    private static ResponsePlan shorter(String code, Set<String> classes) {
        return new ResponsePlan(
                code,
                1,
                classes,
                Map.of("zh", "火灾", "en", "Fire"),
                List.of(new PlanStep(1, Map.of("zh", "拨打119", "en", "Call 119"), Role.DESK, 1)));
    }

    @Test
    void emergencies_have_a_plan_from_the_first_day_and_installing_again_changes_nothing() {
        plans.install();
        assertThat(plans.plans()).hasSize(5).allSatisfy(plan -> assertThat(plan.version())
                .isEqualTo(1));
        assertThat(plans.plans().stream().flatMap(plan -> plan.classes().stream()))
                .containsExactlyInAnyOrder("EM-01", "EM-02", "EM-03", "EM-04", "EM-05");
    }

    @Test
    void case_keeps_the_version_it_began_with_and_the_next_begins_with_the_new_one() {
        burn();
        ResponsePlan next = plans.revise(HEAD, shorter("fire", Set.of("EM-01")), "演练发现步骤过多");
        assertThat(next.version()).isEqualTo(2);
        CasePlan plan = plans.ofCase(NUMBER).orElseThrow();
        assertThat(plan.plan().version()).isEqualTo(1);
        assertThat(plan.startedMillis()).isEqualTo(ticker.epochMillis());
        assertThat(plans.versions("fire"))
                .extracting(version -> version.plan().version())
                .containsExactly(2, 1);
        assertThat(plans.versions("fire").get(0).by()).isEqualTo("head");
        assertThat(plans.plans().stream().filter(one -> one.code().equals("fire")))
                .containsExactly(next);
        assertThat(plans.ofCase("none")).isEmpty();
    }

    @Test
    void step_is_done_once_and_stands_on_the_timeline() {
        burn();
        ticker.advance(Duration.ofSeconds(90));
        CasePlan plan = plans.done(DESK, NUMBER, 2, "119 已派车");
        assertThat(plan.done()).containsExactly(new CasePlan.Done(2, ticker.epochMillis(), "desk", "119 已派车"));
        assertThat(plan.late(ticker.epochMillis())).extracting(PlanStep::number).containsExactly(1);
        assertThat(cases.timeline(NUMBER)).last().satisfies(entry -> {
            assertThat(entry.actor()).isEqualTo("desk");
            assertThat(entry.text().get("zh")).startsWith("预案第2步完成：").contains("119 已派车");
        });
        refused(Reason.ALREADY_DONE, () -> plans.done(DESK, NUMBER, 2, ""));
        refused(Reason.NO_SUCH_STEP, () -> plans.done(DESK, NUMBER, 99, ""));
        refused(Reason.NO_SUCH_PLAN, () -> plans.done(DESK, "none", 1, ""));
        assertThat(cases.timeline(NUMBER)).hasSize(2);
    }

    @Test
    void plan_without_a_reason_or_for_a_class_of_another_plan_is_refused() {
        refused(Reason.REASON_MISSING, () -> plans.revise(HEAD, shorter("fire", Set.of("EM-01")), " "));
        refused(Reason.CLASS_TAKEN, () -> plans.revise(HEAD, shorter("mine", Set.of("EM-01")), "x"));
        assertThat(plans.revise(HEAD, shorter("mine", Set.of("E04-96-1")), "x").version())
                .isEqualTo(1);
        assertThatThrownBy(() ->
                        Jdbi.create(database).useHandle(handle -> handle.execute("delete from incident.plan_version")))
                .hasMessageContaining("never changed");
    }

    private static void refused(Reason reason, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo(reason));
    }
}
