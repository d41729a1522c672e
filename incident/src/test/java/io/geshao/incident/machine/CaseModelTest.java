package io.geshao.incident.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseOverlay;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random people do random things for days, and whatever they do the invariants hold. The seed is in the message. */
class CaseModelTest {
    private static final int STEPS = 100;
    private static final int HISTORIES = 80;
    /** Where a state may come from, for every state that is a stage: none is skipped. */
    private static final Map<CaseState, Set<CaseState>> BEFORE = new EnumMap<>(Map.ofEntries(
            Map.entry(CaseState.PRE_CHECK, EnumSet.of(CaseState.REPORTED, CaseState.RETURNED_ACC)),
            Map.entry(CaseState.REPORTED, EnumSet.of(CaseState.PRE_CHECK)),
            Map.entry(CaseState.TO_DISPATCH, EnumSet.of(CaseState.REPORTED, CaseState.RETURNED_ACC)),
            Map.entry(
                    CaseState.TO_HANDLE,
                    EnumSet.of(CaseState.TO_DISPATCH, CaseState.RETURNED_DSP, CaseState.HANDLING, CaseState.FEEDBACK)),
            Map.entry(CaseState.HANDLING, EnumSet.of(CaseState.TO_HANDLE, CaseState.HANDLED)),
            Map.entry(CaseState.HANDLED, EnumSet.of(CaseState.HANDLING)),
            Map.entry(CaseState.FEEDBACK, EnumSet.of(CaseState.HANDLED)),
            Map.entry(CaseState.TO_CLOSE, EnumSet.of(CaseState.FEEDBACK, CaseState.VERIFY)),
            Map.entry(CaseState.VERIFY, EnumSet.of(CaseState.TO_CLOSE)),
            Map.entry(CaseState.EVALUATED, EnumSet.of(CaseState.CLOSED)),
            Map.entry(CaseState.VOID, EnumSet.of(CaseState.REPORTED, CaseState.RETURNED_ACC)),
            Map.entry(CaseState.RETURNED_ACC, EnumSet.of(CaseState.TO_DISPATCH, CaseState.RETURNED_DSP)),
            Map.entry(CaseState.RETURNED_DSP, EnumSet.of(CaseState.TO_HANDLE, CaseState.TO_CLOSE))));

    /** The ordinary way, taken now and then, so that histories get far. */
    private static final Map<CaseState, CaseAction> FORWARD = Map.of(
            CaseState.REPORTED, CaseAction.FILE,
            CaseState.RETURNED_ACC, CaseAction.FILE,
            CaseState.TO_DISPATCH, CaseAction.DISPATCH,
            CaseState.RETURNED_DSP, CaseAction.DISPATCH,
            CaseState.TO_HANDLE, CaseAction.ASSIGN,
            CaseState.HANDLING, CaseAction.SUBMIT,
            CaseState.HANDLED, CaseAction.FEED_BACK,
            CaseState.FEEDBACK, CaseAction.FORWARD,
            CaseState.TO_CLOSE, CaseAction.CLOSE);

    private static final Map<CaseAction, Role> WHO = Map.of(
            CaseAction.FILE, Role.ACC,
            CaseAction.CLOSE, Role.ACC,
            CaseAction.ASSIGN, Role.UNIT,
            CaseAction.SUBMIT, Role.HND,
            CaseAction.FEED_BACK, Role.UNIT);

    private final Timers timers = new Timers(Cases.MACHINE);

    @ParameterizedTest
    @CsvSource({"E01-92-1, 1", "E01-92-1, 20260302", "EM-01, 7", "EM-01, 11", "MT-01, 3"})
    void random_histories_keep_the_invariants(String classCode, long seed) {
        Random random = new Random(seed);
        Set<CaseState> seen = EnumSet.noneOf(CaseState.class);
        for (int history = 0; history < HISTORIES; history++) {
            live(classCode, random, seen, classCode + " seed " + seed + " history " + history);
        }
        assertThat(seen)
                .as("the walk is wide enough to mean something")
                .contains(CaseState.CLOSED, CaseState.RETURNED_DSP, CaseState.RETURNED_ACC);
    }

    private void live(String classCode, Random random, Set<CaseState> seen, String about) {
        CaseFile file = Cases.of(classCode, CaseState.REPORTED);
        long now = Cases.MONDAY;
        for (int i = 0; i < STEPS; i++) {
            now += 1 + random.nextInt(3 * 3_600_000);
            for (Step step : timers.run(file, now)) {
                check(file, step.file(), now, classCode, about + " by clock");
                file = step.file();
            }
            assertThat(Timers.next(file, Cases.CALENDAR).orElse(Long.MAX_VALUE))
                    .as("what was due is done: %s", about)
                    .isGreaterThan(now);
            CaseAction forward = FORWARD.get(file.state());
            if (forward != null && random.nextInt(5) < 2) {
                Role role = WHO.getOrDefault(forward, Role.DSP);
                Verdict verdict = Cases.act(file, forward, Cases.actor(role), Cases.everything(forward), now);
                if (verdict.refused().isEmpty()) {
                    check(file, verdict.step().file(), now, classCode, about + " " + forward);
                    file = verdict.step().file();
                    seen.add(file.state());
                }
                continue;
            }
            Role role = Role.values()[random.nextInt(Role.values().length)];
            Actor actor = random.nextInt(4) == 0 && role == Role.UNIT ? Cases.unit("GREEN") : Cases.actor(role);
            List<CaseSheet.Allowed> allowed = Cases.MACHINE.allowed(file, actor, now);
            if (allowed.isEmpty() || role == Role.SYS) {
                continue;
            }
            CaseAction action = allowed.get(random.nextInt(allowed.size())).action();
            Map<String, String> given = new HashMap<>(Cases.everything(action));
            given.replace("until", String.valueOf(now + 1 + random.nextInt(72 * 3_600_000)));
            if (action == CaseAction.WHISTLE || action == CaseAction.ADD_JOINT) {
                given.put("unit", "GREEN");
            }
            if (action == CaseAction.MERGE) {
                continue; // needs another case
            }
            Verdict verdict = Cases.act(file, action, actor, given, now);
            if (verdict.refused().isEmpty()) {
                check(file, verdict.step().file(), now, classCode, about + " " + action);
                file = verdict.step().file();
                seen.add(file.state());
            }
        }
    }

    private static void check(CaseFile before, CaseFile after, long now, String classCode, String about) {
        CaseState from = before.state();
        CaseState to = after.state();
        boolean emergencyEnds = classCode.startsWith("EM-")
                && EnumSet.of(CaseState.TO_HANDLE, CaseState.HANDLING).contains(from);
        if (from != to && to != CaseState.CLOSED) {
            assertThat(BEFORE.get(to)).as("%s: %s → %s", about, from, to).contains(from);
        } else if (from != to) {
            assertThat(from == CaseState.TO_CLOSE || emergencyEnds)
                    .as("%s: closed from %s", about, from)
                    .isTrue();
        }
        Set<ClockKind> running = new HashSet<>();
        for (CaseClock clock : after.work().clocks()) {
            if (clock.isRunning()) {
                running.add(clock.kind());
            }
            Long deadline = clock.deadline(Cases.CALENDAR);
            assertThat(clock.isOverdue(now, Cases.CALENDAR)).as(about).isEqualTo(deadline != null && now > deadline);
        }
        boolean rests = after.overlays().contains(CaseOverlay.SUSPENDED)
                || after.overlays().contains(CaseOverlay.ARBITRATION);
        boolean atUnit = EnumSet.of(CaseState.TO_HANDLE, CaseState.HANDLING, CaseState.HANDLED)
                .contains(to);
        assertThat(running.contains(ClockKind.HANDLE))
                .as("%s: the handling clock runs while a unit has the case and it does not rest, in %s", about, to)
                .isEqualTo(atUnit && !rests);
        assertThat(running.contains(ClockKind.DISPATCH))
                .as(about)
                .isEqualTo(to == CaseState.TO_DISPATCH || to == CaseState.RETURNED_DSP);
        if (to.isEnded()) {
            assertThat(running)
                    .as("%s: what ended has no clock but that of the rating", about)
                    .isSubsetOf(ClockKind.EVALUATE);
            assertThat(after.view().closedMillis()).as(about).isNotNull();
        } else {
            assertThat(after.view().isOpen()).as(about).isTrue();
        }
        assertThat(after.work().tally().suspensions()).as(about).isLessThanOrEqualTo(1);
        assertThat(after.work().tally().extensions()).as(about).isLessThanOrEqualTo(2);
        assertThat(after.work().level())
                .as("never falls by itself: %s", about)
                .isGreaterThanOrEqualTo(before.work().level());
    }

    @Test
    void city_case_nobody_works_on_is_reminded_overdue_supervised_and_proposed_in_this_order() {
        CaseFile file = Cases.of(Cases.WASTE, CaseState.TO_HANDLE);
        List<String> said = new ArrayList<>();
        for (int quarter = 1; quarter <= 80; quarter++) {
            long now = Cases.MONDAY + quarter * 900_000L;
            for (Step step : timers.run(file, now)) {
                String hour = quarter / 4 + ":" + quarter % 4 * 15;
                step.entries().forEach(entry -> said.add("+" + hour + " " + entry.kind()));
                file = step.file();
            }
        }
        // 4 work hours from Monday 10:00: 2 before noon, 2 from 14:00. 80 % at 15:12, 100 % at 16:00, 150 % at 18:00.
        assertThat(said).containsExactly("+5:15 REMINDED", "+6:15 OVERDUE", "+6:15 UPGRADED", "+8:15 SUPERVISED");
        for (Step step : timers.run(file, Cases.MONDAY + 26 * 3_600_000L + 1)) {
            step.entries().forEach(entry -> said.add(entry.kind().name()));
            file = step.file();
        }
        assertThat(said)
                .as("200 % at Tuesday 10:00, the reply was due at 12:00")
                .contains("INTERVIEW_PROPOSED", "OVERDUE");
        assertThat(timers.run(file, Cases.MONDAY + 26 * 3_600_000L + 1))
                .as("each once")
                .isEmpty();
    }

    @Test
    void case_not_accepted_in_a_quarter_of_an_hour_goes_to_the_street() {
        CaseFile file = Cases.of(Cases.WASTE, CaseState.REPORTED);
        assertThat(timers.run(file, Cases.MONDAY + 900_000))
                .as("exactly at the deadline is in time")
                .isEmpty();
        List<Step> steps = timers.run(file, Cases.MONDAY + 900_001);
        assertThat(steps).hasSize(1);
        assertThat(steps.get(0).file().work().level()).isEqualTo(CaseLevel.STREET);
    }
}
