package io.geshao.incident.machine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseOverlay;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSource;
import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.CommunityId;
import io.geshao.core.Grade;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.Town;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each illegal move of the domain reference is refused under its own name, and what it was meant to stop stays as it was. */
class IllegalMovesTest {
    private static final long HOUR = 3_600_000;

    private static @Nullable CaseRefusal refusal(CaseFile file, CaseAction action, Role role, String... given) {
        return refusal(file, action, Cases.actor(role), Cases.MONDAY, given);
    }

    /** All parameters as they should be, but for those named: a name and a value each. */
    private static @Nullable CaseRefusal refusal(
            CaseFile file, CaseAction action, Actor actor, long at, String... given) {
        Map<String, String> parameters = new HashMap<>(Cases.everything(action));
        for (int i = 0; i < given.length; i += 2) {
            parameters.put(given[i], given[i + 1]);
        }
        return Cases.act(file, action, actor, parameters, at).refused().orElse(null);
    }

    private static CaseFile after(CaseFile file, CaseAction action, Actor actor, long at, String... given) {
        Map<String, String> parameters = new HashMap<>(Cases.everything(action));
        for (int i = 0; i < given.length; i += 2) {
            parameters.put(given[i], given[i + 1]);
        }
        Verdict verdict = Cases.act(file, action, actor, parameters, at);
        assertThat(verdict.refused()).as("%s", action).isEmpty();
        return verdict.step().file();
    }

    private static CaseFile waste(CaseState state) {
        return Cases.of(Cases.WASTE, state);
    }

    private static CaseFile waste(CaseState state, Consumer<CaseDraft> more) {
        return Cases.of(Cases.WASTE, state, more);
    }

    @Test
    void filing_without_one_of_the_four_clears_names_it() {
        CaseFile file = waste(CaseState.REPORTED);
        assertThat(refusal(file, CaseAction.FILE, Role.ACC, "unit", " ")).isEqualTo(CaseRefusal.OWNER_NOT_CLEAR);
        assertThat(refusal(file, CaseAction.FILE, Role.ACC, "content", "")).isEqualTo(CaseRefusal.CONTENT_NOT_CLEAR);
        assertThat(refusal(file, CaseAction.FILE, Role.ACC, "limit", "")).isEqualTo(CaseRefusal.DEADLINE_NOT_CLEAR);
        assertThat(refusal(file, CaseAction.FILE, Role.ACC, "standard", "")).isEqualTo(CaseRefusal.STANDARD_NOT_CLEAR);
        assertThat(refusal(file, CaseAction.FILE, Role.ACC, "limit", "4 weeks"))
                .isEqualTo(CaseRefusal.PARAMETER_NOT_UNDERSTOOD);
        assertThat(refusal(waste(CaseState.REPORTED, draft -> draft.classCode = ""), CaseAction.FILE, Role.ACC))
                .isEqualTo(CaseRefusal.CLASS_MISSING);
    }

    @ParameterizedTest
    @EnumSource(
            value = CaseAction.class,
            names = {"FORWARD", "ASSIGN", "SUBMIT", "FEED_BACK", "CLOSE", "REWORK"})
    void receiver_of_a_return_does_not_take_the_next_forward_step(CaseAction action) {
        Role role =
                switch (action) {
                    case FORWARD, REWORK -> Role.DSP;
                    case CLOSE -> Role.ACC;
                    case SUBMIT -> Role.HND;
                    default -> Role.UNIT;
                };
        assertThat(refusal(waste(CaseState.RETURNED_DSP), action, role)).isEqualTo(CaseRefusal.RETURN_COMES_FIRST);
        assertThat(refusal(waste(CaseState.RETURNED_ACC), action, role)).isEqualTo(CaseRefusal.RETURN_COMES_FIRST);
    }

    @Test
    void acceptor_with_a_return_cannot_have_it_dispatched_or_merged() {
        CaseFile file = waste(CaseState.RETURNED_ACC);
        assertThat(refusal(file, CaseAction.DISPATCH, Role.DSP)).isEqualTo(CaseRefusal.RETURN_COMES_FIRST);
        assertThat(refusal(file, CaseAction.MERGE, Role.ACC)).isEqualTo(CaseRefusal.RETURN_COMES_FIRST);
    }

    @Test
    void return_without_a_reason_is_none() {
        assertThat(refusal(waste(CaseState.TO_HANDLE), CaseAction.RETURN_NOT_OURS, Role.UNIT, "reason", ""))
                .isEqualTo(CaseRefusal.REASON_MISSING);
        assertThat(refusal(waste(CaseState.TO_DISPATCH), CaseAction.RETURN_NOT_OUR_LEVEL, Role.DSP, "reason", ""))
                .isEqualTo(CaseRefusal.REASON_MISSING);
        assertThat(refusal(waste(CaseState.TO_CLOSE), CaseAction.RETURN_NOT_DONE, Role.ACC, "reason", ""))
                .isEqualTo(CaseRefusal.REASON_MISSING);
        assertThat(refusal(waste(CaseState.FEEDBACK), CaseAction.REWORK, Role.DSP, "missing", ""))
                .isEqualTo(CaseRefusal.REASON_MISSING);
        assertThat(refusal(waste(CaseState.HANDLING), CaseAction.GIVE_BACK, Role.HND, "reason", ""))
                .isEqualTo(CaseRefusal.REASON_MISSING);
    }

    @Test
    void third_return_stays_and_opens_an_arbitration_that_binds() {
        CaseFile file = waste(CaseState.TO_HANDLE);
        long now = Cases.MONDAY;
        for (int time = 1; time <= 2; time++) {
            file = after(file, CaseAction.RETURN_NOT_OURS, Cases.actor(Role.UNIT), now);
            assertThat(file.state()).isEqualTo(CaseState.RETURNED_DSP);
            file = after(file, CaseAction.DISPATCH, Cases.actor(Role.DSP), now, "admission", "A-1");
        }
        now += HOUR;
        file = after(file, CaseAction.RETURN_NOT_OURS, Cases.actor(Role.UNIT), now);
        assertThat(file.state()).as("nobody passes it on a third time").isEqualTo(CaseState.TO_HANDLE);
        assertThat(file.overlays()).containsExactly(CaseOverlay.ARBITRATION);
        assertThat(Cases.clock(file, ClockKind.HANDLE).isPaused()).isTrue();
        assertThat(Cases.clock(file, ClockKind.ARBITRATION).deadline(Cases.CALENDAR))
                .as("4 work hours from Monday 11:00: 1 before noon, 3 from 14:00")
                .isEqualTo(now + 6 * HOUR);
        assertThat(refusal(file, CaseAction.RETURN_NOT_OURS, Role.UNIT)).isEqualTo(CaseRefusal.UNDER_ARBITRATION);
        assertThat(refusal(file, CaseAction.ASSIGN, Role.UNIT)).isEqualTo(CaseRefusal.UNDER_ARBITRATION);
        CaseFile decided = after(file, CaseAction.ARBITRATE, Cases.actor(Role.SUP), now + HOUR);
        assertThat(decided.overlays()).isEmpty();
        assertThat(refusal(decided, CaseAction.RETURN_NOT_OURS, Role.UNIT)).isEqualTo(CaseRefusal.ARBITRATION_BINDS);
        assertThat(Cases.clock(decided, ClockKind.HANDLE).used(now + HOUR, Cases.CALENDAR))
                .as("the arbitration's hour is not the unit's")
                .isEqualTo(HOUR);
        CaseFile other = after(file, CaseAction.ARBITRATE, Cases.actor(Role.SUP), now + HOUR, "unit", "GREEN");
        assertThat(other.work().leadUnit()).isEqualTo("GREEN");
        assertThat(Cases.clock(other, ClockKind.HANDLE).used(now + HOUR, Cases.CALENDAR))
                .as("a new unit has the full limit")
                .isZero();
    }

    @Test
    void whistle_cannot_be_dropped_by_the_called_unit() {
        for (String lead : List.of("SANIT", "GREEN")) {
            CaseFile file = waste(CaseState.TO_HANDLE, draft -> draft.leadUnit = lead);
            file = after(file, CaseAction.WHISTLE, Cases.actor(Role.COM), Cases.MONDAY, "unit", "GREEN");
            Actor called = Cases.unit("GREEN");
            for (CaseAction drop : List.of(CaseAction.RETURN_NOT_OURS, CaseAction.VOID, CaseAction.ASK_SUSPENSION)) {
                assertThat(refusal(file, drop, called, Cases.MONDAY))
                        .as("%s led by %s", drop, lead)
                        .isEqualTo(CaseRefusal.WHISTLE_CANNOT_BE_DROPPED);
                assertThat(Cases.MACHINE.allowed(file, called, Cases.MONDAY))
                        .as("no such button")
                        .noneMatch(allowed -> allowed.action() == drop);
            }
            assertThat(refusal(file, CaseAction.ARRIVE, called, Cases.MONDAY)).isEqualTo(CaseRefusal.ANSWER_FIRST);
            file = after(file, CaseAction.ANSWER_WHISTLE, called, Cases.MONDAY + HOUR / 2);
            assertThat(Cases.clock(file, ClockKind.WHISTLE_ARRIVAL).isRunning()).isTrue();
            assertThat(refusal(file, CaseAction.VOID, called, Cases.MONDAY))
                    .as("an answer is no arrival")
                    .isEqualTo(CaseRefusal.WHISTLE_CANNOT_BE_DROPPED);
            assertThat(refusal(file, CaseAction.ARRIVE, called, Cases.MONDAY, "code", "", "longitude", "121.43"))
                    .as("a kilometre away")
                    .isEqualTo(CaseRefusal.TOO_FAR_AWAY);
            CaseFile there =
                    after(file, CaseAction.ARRIVE, called, Cases.MONDAY + HOUR, "code", "", "longitude", "121.4215");
            assertThat(Cases.clock(there, ClockKind.WHISTLE_ARRIVAL).isStopped())
                    .isTrue();
            assertThat(refusal(there, CaseAction.ARRIVE, called, Cases.MONDAY)).isEqualTo(CaseRefusal.NO_WHISTLE);
            CaseFile moved = after(
                    file,
                    CaseAction.READDRESS_WHISTLE,
                    Cases.actor(Role.SUP),
                    Cases.MONDAY + HOUR,
                    "from",
                    "GREEN",
                    "unit",
                    "WATER");
            assertThat(refusal(moved, CaseAction.ARRIVE, called, Cases.MONDAY)).isEqualTo(CaseRefusal.NO_WHISTLE);
            assertThat(refusal(moved, CaseAction.VOID, Cases.unit("WATER"), Cases.MONDAY))
                    .isEqualTo(CaseRefusal.WHISTLE_CANNOT_BE_DROPPED);
        }
    }

    @Test
    void case_is_suspended_once_and_pauses_with_its_rest() {
        CaseFile file = waste(CaseState.TO_HANDLE);
        Actor unit = Cases.actor(Role.UNIT);
        long suspended = Cases.MONDAY + HOUR;
        file = after(file, CaseAction.ASK_SUSPENSION, unit, suspended);
        assertThat(refusal(file, CaseAction.ASK_EXTENSION, unit, suspended)).isEqualTo(CaseRefusal.ALREADY_ASKED);
        file = after(file, CaseAction.APPROVE, Cases.actor(Role.DSP), suspended);
        assertThat(file.overlays()).containsExactly(CaseOverlay.SUSPENDED);
        assertThat(Cases.clock(file, ClockKind.HANDLE).isPaused()).isTrue();
        for (CaseAction handling : List.of(CaseAction.ASSIGN, CaseAction.RETURN_NOT_OURS, CaseAction.ASK_EXTENSION)) {
            assertThat(refusal(file, handling, unit, suspended)).isEqualTo(CaseRefusal.SUSPENDED);
        }
        file = after(file, CaseAction.RESUME, Actor.SYS, suspended + 24 * HOUR);
        assertThat(Cases.clock(file, ClockKind.HANDLE).deadline(Cases.CALENDAR))
                .as("3 hours left at Tuesday 11:00")
                .isEqualTo(suspended + 24 * HOUR + 5 * HOUR);
        assertThat(refusal(file, CaseAction.ASK_SUSPENSION, unit, suspended + 24 * HOUR, "until", "1999999999999"))
                .isEqualTo(CaseRefusal.ALREADY_SUSPENDED_ONCE);
    }

    @Test
    void suspension_longer_than_a_year_or_of_an_urgent_limit_is_refused() {
        CaseFile file = waste(CaseState.TO_HANDLE);
        long late = Cases.MONDAY + 367 * 24 * HOUR;
        assertThat(refusal(file, CaseAction.ASK_SUSPENSION, Role.UNIT, "until", String.valueOf(late)))
                .isEqualTo(CaseRefusal.SUSPENSION_TOO_LONG);
        assertThat(refusal(Cases.of(Cases.FIRE, CaseState.TO_HANDLE), CaseAction.ASK_SUSPENSION, Role.UNIT))
                .isEqualTo(CaseRefusal.NEVER_SUSPENDED);
        CaseFile urgent = waste(CaseState.TO_HANDLE, draft -> {
            draft.leadUnit = "WATER";
            draft.clocks.start(ClockKind.HANDLE, "WATER", new TimeLimit(1, TimeLimit.Unit.URGENT_HOUR), Cases.MONDAY);
        });
        assertThat(refusal(urgent, CaseAction.ASK_SUSPENSION, Cases.unit("WATER"), Cases.MONDAY))
                .isEqualTo(CaseRefusal.NEVER_SUSPENDED);
    }

    @Test
    void case_is_extended_twice_and_never_when_overdue() {
        CaseFile file = waste(CaseState.HANDLING);
        Actor handler = Cases.actor(Role.HND);
        for (int time = 1; time <= 2; time++) {
            file = after(file, CaseAction.ASK_EXTENSION, handler, Cases.MONDAY);
            assertThat(refusal(file, CaseAction.APPROVE, Role.DSP)).isEqualTo(CaseRefusal.NOT_ENDORSED);
            CaseFile refused = after(file, CaseAction.REFUSE, Cases.actor(Role.DSP), Cases.MONDAY);
            assertThat(refused.work().tally().extensions())
                    .as("a refusal does not count")
                    .isEqualTo(time - 1);
            file = after(file, CaseAction.ENDORSE, Cases.actor(Role.UNIT), Cases.MONDAY);
            file = after(file, CaseAction.APPROVE, Cases.actor(Role.DSP), Cases.MONDAY);
        }
        assertThat(Cases.clock(file, ClockKind.HANDLE).grantedMillis()).isEqualTo(12 * HOUR);
        assertThat(refusal(file, CaseAction.ASK_EXTENSION, Role.HND)).isEqualTo(CaseRefusal.EXTENDED_TWICE);
        CaseFile late = waste(CaseState.HANDLING);
        long monday18 = Cases.MONDAY + 8 * HOUR;
        assertThat(refusal(late, CaseAction.ASK_EXTENSION, handler, monday18)).isEqualTo(CaseRefusal.OVERDUE);
        assertThat(refusal(late, CaseAction.ASK_SUSPENSION, handler, monday18)).isEqualTo(CaseRefusal.OVERDUE);
        CaseFile asked = after(late, CaseAction.ASK_EXTENSION, Cases.actor(Role.UNIT), Cases.MONDAY);
        assertThat(refusal(asked, CaseAction.APPROVE, Cases.actor(Role.DSP), monday18))
                .as("asked in time, approved too late")
                .isEqualTo(CaseRefusal.OVERDUE);
    }

    @Test
    void joint_unit_does_not_feed_back_and_the_lead_waits_for_it() {
        CaseFile file = after(
                waste(CaseState.TO_HANDLE), CaseAction.ADD_JOINT, Cases.actor(Role.DSP), Cases.MONDAY, "unit", "GREEN");
        assertThat(refusal(file, CaseAction.ADD_JOINT, Role.LEAD, "unit", "GREEN"))
                .isEqualTo(CaseRefusal.ALREADY_JOINT);
        file = after(file, CaseAction.ASSIGN, Cases.actor(Role.UNIT), Cases.MONDAY);
        file = after(file, CaseAction.SUBMIT, Cases.actor(Role.HND), Cases.MONDAY);
        assertThat(refusal(file, CaseAction.FEED_BACK, Cases.unit("GREEN"), Cases.MONDAY))
                .isEqualTo(CaseRefusal.NEVER_BY_A_JOINT_UNIT);
        assertThat(refusal(file, CaseAction.FEED_BACK, Role.UNIT)).isEqualTo(CaseRefusal.JOINT_PART_OPEN);
        file = after(file, CaseAction.FINISH_JOINT, Cases.unit("GREEN"), Cases.MONDAY);
        assertThat(Cases.clock(file, ClockKind.JOINT).isStopped()).isTrue();
        assertThat(after(file, CaseAction.FEED_BACK, Cases.actor(Role.UNIT), Cases.MONDAY)
                        .state())
                .isEqualTo(CaseState.FEEDBACK);
    }

    @ParameterizedTest
    @EnumSource(
            value = CaseState.class,
            names = {"TO_DISPATCH", "TO_HANDLE", "HANDLING", "HANDLED", "FEEDBACK", "TO_CLOSE", "VERIFY", "RETURNED_DSP"
            })
    void filed_case_is_never_voided(CaseState state) {
        assertThat(refusal(waste(state), CaseAction.VOID, Role.ACC)).isEqualTo(CaseRefusal.VOID_AFTER_FILING);
    }

    @Test
    void case_with_an_alarm_up_is_not_closed() {
        CaseFile city = waste(CaseState.TO_CLOSE, draft -> draft.put(Cases.member(AlertView.State.ACTIVE_ACK)));
        assertThat(refusal(city, CaseAction.CLOSE, Role.ACC)).isEqualTo(CaseRefusal.ALARM_STILL_UP);
        CaseFile fire = Cases.of(
                Cases.FIRE, CaseState.HANDLING, draft -> draft.put(Cases.member(AlertView.State.ACTIVE_UNACK)));
        assertThat(refusal(fire, CaseAction.CLOSE, Role.DESK)).isEqualTo(CaseRefusal.ALARM_STILL_UP);
    }

    @Test
    void emergency_ends_when_a_second_person_agrees() {
        CaseFile file = Cases.of(Cases.FIRE, CaseState.TO_HANDLE);
        assertThat(refusal(file, CaseAction.CLOSE, Role.DESK, "cause", "")).isEqualTo(CaseRefusal.CAUSE_MISSING);
        assertThat(refusal(file, CaseAction.CLOSE, Role.COM))
                .as("the desk proposes, the head of the community agrees")
                .isEqualTo(CaseRefusal.SECOND_PERSON_NEEDED);
        file = after(file, CaseAction.CLOSE, Cases.actor(Role.DESK), Cases.MONDAY);
        assertThat(file.state()).isEqualTo(CaseState.TO_HANDLE);
        assertThat(refusal(file, CaseAction.CLOSE, Role.DESK)).isEqualTo(CaseRefusal.SECOND_PERSON_NEEDED);
        file = after(file, CaseAction.CLOSE, Cases.actor(Role.COM), Cases.MONDAY);
        assertThat(file.state()).isEqualTo(CaseState.CLOSED);
    }

    @Test
    void cases_of_two_communities_or_an_emergency_and_a_city_case_are_never_merged() {
        assertThat(merge(Cases.WASTE, Cases.WASTE, "other", false, CaseState.REPORTED))
                .isEqualTo(CaseRefusal.MERGE_ACROSS_COMMUNITIES);
        assertThat(merge(Cases.FIRE, Cases.WASTE, "yuhua", false, CaseState.REPORTED))
                .isEqualTo(CaseRefusal.EMERGENCY_INTO_ANOTHER_DOMAIN);
        assertThat(merge(Cases.WASTE, Cases.WASTE, "yuhua", true, CaseState.REPORTED))
                .isEqualTo(CaseRefusal.DRILL_AND_REAL);
        assertThat(merge(Cases.WASTE, Cases.WASTE, "yuhua", false, CaseState.CLOSED))
                .isEqualTo(CaseRefusal.TARGET_CANNOT_TAKE);
        assertThat(merge(Cases.WASTE, Cases.WASTE, "yuhua", false, CaseState.HANDLED))
                .isEqualTo(CaseRefusal.TARGET_CANNOT_TAKE);
        assertThat(refusal(waste(CaseState.REPORTED), CaseAction.MERGE, Role.ACC))
                .isEqualTo(CaseRefusal.NO_SUCH_CASE);
    }

    private static CaseRefusal merge(String from, String into, String community, boolean drill, CaseState state) {
        CaseFile target = Cases.of(into, state, "yuhua-20260302-0002", draft -> {});
        CaseView view = target.view();
        CaseView moved = new CaseView(
                view.number(),
                view.domain(),
                view.classCode(),
                view.className(),
                view.severity(),
                view.grade(),
                view.state(),
                view.title(),
                view.scope(),
                new CommunityId(community),
                view.place(),
                view.placeName(),
                view.point(),
                view.unit(),
                view.suspected(),
                drill,
                view.openedMillis(),
                view.updatedMillis(),
                view.deadlineMillis(),
                view.ackedBy(),
                view.ackedMillis(),
                view.closedMillis(),
                view.closeCause(),
                view.alerts(),
                view.recursOf());
        Around around = new Around(
                new CaseFile(moved, target.members(), "", false, target.work()), Set.of(), "yuhua-20260302-0099");
        return Cases.MACHINE
                .act(
                        Cases.of(from, CaseState.REPORTED),
                        CaseAction.MERGE,
                        Cases.actor(Role.ACC),
                        Map.of("target", view.number()),
                        around,
                        Cases.MONDAY)
                .refused()
                .orElseThrow();
    }

    @Test
    void merged_case_takes_reporters_and_the_first_time_along() {
        CaseFile target = Cases.of(
                Cases.WASTE,
                CaseState.TO_HANDLE,
                "yuhua-20260302-0002",
                draft -> draft.intake = new CaseWork.Intake(
                        draft.intake.source(), Cases.MONDAY + HOUR, draft.intake.reporters(), null));
        Verdict verdict = Cases.MACHINE.act(
                waste(CaseState.REPORTED),
                CaseAction.MERGE,
                Cases.actor(Role.ACC),
                Map.of("target", "yuhua-20260302-0002"),
                new Around(target, Set.of(), ""),
                Cases.MONDAY + 2 * HOUR);
        assertThat(verdict.step().file().state()).isEqualTo(CaseState.MERGED);
        CaseWork into = verdict.steps().get(1).file().work();
        assertThat(into.intake().reporters()).hasSize(2);
        assertThat(into.intake().reportedMillis()).isEqualTo(Cases.MONDAY);
    }

    @Test
    void platform_never_closes_or_voids() {
        assertThat(refusal(waste(CaseState.TO_CLOSE), CaseAction.CLOSE, Role.SYS))
                .isEqualTo(CaseRefusal.NEVER_BY_THE_PLATFORM);
        assertThat(refusal(waste(CaseState.REPORTED), CaseAction.VOID, Role.SYS))
                .isEqualTo(CaseRefusal.NEVER_BY_THE_PLATFORM);
    }

    @Test
    void unlisted_unit_needs_an_admission() {
        CaseFile file = waste(CaseState.TO_DISPATCH);
        Actor dispatcher = Cases.actor(Role.DSP);
        assertThat(Cases.act(file, CaseAction.DISPATCH, dispatcher, Map.of("unit", "GREEN"))
                        .refused())
                .contains(CaseRefusal.NOT_IN_THE_LIST);
        assertThat(Cases.act(file, CaseAction.DISPATCH, dispatcher, Map.of("unit", "SANIT"))
                        .refused())
                .isEmpty();
        CaseFile admitted =
                after(file, CaseAction.DISPATCH, dispatcher, Cases.MONDAY, "unit", "GREEN", "admission", "A-7");
        assertThat(requireNonNull(admitted.work().filing()).admission()).isEqualTo("A-7");
    }

    @Test
    void assignment_is_revoked_before_a_return() {
        assertThat(refusal(waste(CaseState.HANDLING), CaseAction.RETURN_NOT_OURS, Role.UNIT))
                .isEqualTo(CaseRefusal.ASSIGNMENT_NOT_REVOKED);
    }

    @Test
    void somebody_elses_place_unit_or_assignment_is_refused_by_name() {
        Actor elsewhere = new Actor("acc", Set.of(Role.ACC), Town.COMMUNITY + "/g99", "");
        assertThat(refusal(waste(CaseState.REPORTED), CaseAction.FILE, elsewhere, Cases.MONDAY))
                .isEqualTo(CaseRefusal.NOT_YOUR_PLACE);
        assertThat(refusal(waste(CaseState.TO_HANDLE), CaseAction.ASSIGN, Cases.unit("GREEN"), Cases.MONDAY))
                .isEqualTo(CaseRefusal.NOT_YOUR_UNIT);
        Actor other = new Actor("other", Set.of(Role.HND), "", "SANIT");
        assertThat(refusal(waste(CaseState.HANDLING), CaseAction.SUBMIT, other, Cases.MONDAY))
                .isEqualTo(CaseRefusal.NOT_YOUR_ASSIGNMENT);
        assertThat(refusal(waste(CaseState.HANDLING), CaseAction.SUBMIT, Role.HND, "photo", "photo-of-another"))
                .isEqualTo(CaseRefusal.NO_SUCH_ATTACHMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"II", "I"})
    void grade_rises_one_at_a_time(String grade) {
        CaseFile file = waste(CaseState.TO_HANDLE);
        assertThat(refusal(file, CaseAction.UPGRADE, Role.COM, "grade", grade))
                .isEqualTo(CaseRefusal.EXACTLY_ONE_LEVEL);
    }

    @Test
    void larger_case_is_led_by_the_district_department_and_each_report_up_is_one_level() {
        CaseFile larger = after(
                waste(CaseState.TO_HANDLE), CaseAction.UPGRADE, Cases.actor(Role.COM), Cases.MONDAY, "grade", "III");
        assertThat(larger.view().grade()).isEqualTo(Grade.III);
        assertThat(larger.work().level()).isEqualTo(CaseLevel.DISTRICT_DEPARTMENT);
        CaseFile file = waste(CaseState.TO_HANDLE);
        for (CaseLevel level :
                List.of(CaseLevel.STREET, CaseLevel.DISTRICT_DEPARTMENT, CaseLevel.DISTRICT_LEADERS, CaseLevel.CITY)) {
            file = after(file, CaseAction.UPGRADE, Cases.actor(Role.COM), Cases.MONDAY);
            assertThat(file.work().level()).isEqualTo(level);
        }
        assertThat(refusal(file, CaseAction.UPGRADE, Role.COM)).isEqualTo(CaseRefusal.NO_LEVEL_ABOVE);
    }

    @Test
    void appeal_is_heard_once_and_the_fact_stays() {
        CaseFile file =
                waste(CaseState.CLOSED, draft -> draft.result = new CaseWork.Result("x", List.of(), 1L, true, null));
        file = after(file, CaseAction.APPEAL, Cases.actor(Role.UNIT), Cases.MONDAY);
        assertThat(refusal(file, CaseAction.APPEAL, Role.UNIT)).isEqualTo(CaseRefusal.APPEALED_ALREADY);
        assertThat(refusal(file, CaseAction.DECIDE_APPEAL, Role.ACC)).isEqualTo(CaseRefusal.NO_APPEAL);
        file = after(file, CaseAction.ADVISE_APPEAL, Cases.actor(Role.DSP), Cases.MONDAY);
        file = after(file, CaseAction.DECIDE_APPEAL, Cases.actor(Role.ACC), Cases.MONDAY);
        assertThat(requireNonNull(file.work().requests().appeal()).decided()).isTrue();
        assertThat(requireNonNull(file.work().result()).overdue()).isTrue();
        CaseFile onTime =
                waste(CaseState.CLOSED, draft -> draft.result = new CaseWork.Result("x", List.of(), 1L, false, null));
        assertThat(refusal(onTime, CaseAction.APPEAL, Role.UNIT)).isEqualTo(CaseRefusal.NOT_OVERDUE);
    }

    @Test
    void reporter_rates_once_and_everybody_is_told() {
        CaseFile file = waste(CaseState.TO_CLOSE, draft -> {
            List<CaseWork.Reporter> reporters = new ArrayList<>(draft.intake.reporters());
            reporters.add(new CaseWork.Reporter("n/2", CaseSource.RESIDENT, "", "王", "138", "满", 1, null, null, null));
            draft.intake = new CaseWork.Intake(draft.intake.source(), 1, reporters, null);
        });
        file = after(file, CaseAction.CLOSE, Cases.actor(Role.ACC), Cases.MONDAY);
        assertThat(file.work().intake().reporters().get(0).toldMillis())
                .as("has an account")
                .isEqualTo(Cases.MONDAY);
        assertThat(file.work().intake().reporters().get(1).toldMillis())
                .as("is to be called")
                .isNull();
        file = after(file, CaseAction.TELL_REPORTER, Cases.actor(Role.DESK), Cases.MONDAY, "reporter", "n/2");
        assertThat(file.work().intake().reporters()).noneMatch(reporter -> reporter.toldMillis() == null);
        assertThat(refusal(file, CaseAction.TELL_REPORTER, Role.DESK, "reporter", "n/2"))
                .isEqualTo(CaseRefusal.ALREADY_TOLD);
        file = after(file, CaseAction.EVALUATE, Cases.actor(Role.RES), Cases.MONDAY);
        assertThat(refusal(file, CaseAction.EVALUATE, Role.RES)).isEqualTo(CaseRefusal.RATED_ALREADY);
    }

    @Test
    void unknown_parameter_is_refused_by_name() {
        Verdict verdict = Cases.act(
                waste(CaseState.TO_HANDLE),
                CaseAction.UPGRADE,
                Cases.actor(Role.COM),
                Map.of("reason", "r", "resaon", "x"));
        assertThat(verdict.refused()).contains(CaseRefusal.UNKNOWN_PARAMETER);
        assertThat(verdict.detail()).isEqualTo("resaon");
    }
}
