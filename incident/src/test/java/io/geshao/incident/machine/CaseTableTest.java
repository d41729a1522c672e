package io.geshao.incident.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Walks every state × action × role and expects exactly what the domain reference says, written down here a second time. A
 * line: action, what it leads from, what to ({@code =} stays), who; {@code EM} lines hold for emergencies alone,
 * {@code -EM} lines for all but those. {@code OPEN} is any state that is not an end.
 */
class CaseTableTest {
    private static final String REFERENCE = """
            ask-pre-check     | REPORTED RETURNED_ACC                       | PRE_CHECK    | ACC SYS
            answer-pre-check  | PRE_CHECK                                   | REPORTED     | COL
            -EM file          | REPORTED RETURNED_ACC                       | TO_DISPATCH  | ACC SYS
            EM file           | REPORTED RETURNED_ACC                       | TO_DISPATCH  | ACC SYS DESK
            -EM void          | REPORTED RETURNED_ACC                       | VOID         | ACC
            EM void           | REPORTED RETURNED_ACC                       | VOID         | DESK
            merge             | REPORTED PRE_CHECK TO_DISPATCH TO_HANDLE    | MERGED       | ACC SYS
            split             | REPORTED PRE_CHECK TO_DISPATCH TO_HANDLE    | =            | ACC
            dispatch          | TO_DISPATCH RETURNED_DSP                    | TO_HANDLE    | DSP SYS
            add-joint         | TO_HANDLE                                   | =            | DSP LEAD
            assign            | TO_HANDLE                                   | HANDLING     | UNIT
            revoke            | HANDLING                                    | TO_HANDLE    | UNIT
            give-back         | HANDLING                                    | TO_HANDLE    | HND
            submit            | HANDLING                                    | HANDLED      | HND
            not-satisfied     | HANDLED                                     | HANDLING     | UNIT
            finish-joint      | TO_HANDLE HANDLING HANDLED                  | =            | UNIT
            feed-back         | HANDLED                                     | FEEDBACK     | UNIT
            return-not-ours   | TO_HANDLE                                   | RETURNED_DSP | UNIT
            return-not-our-level | TO_DISPATCH RETURNED_DSP                 | RETURNED_ACC | DSP
            rework            | FEEDBACK                                    | TO_HANDLE    | DSP
            forward           | FEEDBACK                                    | TO_CLOSE     | DSP
            return-not-done   | TO_CLOSE                                    | RETURNED_DSP | ACC
            ask-verify        | TO_CLOSE                                    | VERIFY       | ACC
            answer-verify     | VERIFY                                      | TO_CLOSE     | COL SYS
            close             | TO_CLOSE                                    | CLOSED       | ACC
            EM close          | TO_HANDLE HANDLING                          | CLOSED       | DESK COM
            evaluate          | CLOSED                                      | EVALUATED    | RES SUP SYS
            evaluate          | EVALUATED                                   | EVALUATED    | RES
            ask-extension     | TO_HANDLE HANDLING                          | =            | UNIT
            ask-extension     | HANDLING                                    | =            | HND
            -EM ask-suspension | TO_HANDLE HANDLING                         | =            | UNIT
            -EM ask-suspension | HANDLING                                   | =            | HND
            endorse           | TO_HANDLE HANDLING                          | =            | UNIT
            approve           | TO_HANDLE HANDLING                          | =            | DSP
            refuse            | TO_HANDLE HANDLING                          | =            | DSP
            resume            | TO_HANDLE HANDLING                          | =            | DSP SYS
            whistle           | OPEN                                        | =            | COM
            answer-whistle    | OPEN                                        | =            | UNIT
            arrive            | OPEN                                        | =            | UNIT
            readdress-whistle | OPEN                                        | =            | SUP
            upgrade           | OPEN                                        | =            | COM DSP SYS
            supervise         | OPEN                                        | =            | SUP LEAD SYS
            reply-supervision | OPEN                                        | =            | ACC DSP COM UNIT
            arbitrate         | TO_HANDLE                                   | =            | SUP
            appeal            | CLOSED EVALUATED                            | =            | UNIT
            advise-appeal     | CLOSED EVALUATED                            | =            | DSP
            decide-appeal     | CLOSED EVALUATED                            | =            | ACC
            tell-reporter     | CLOSED EVALUATED VOID                       | =            | ACC DESK COM COL
            acknowledge       | OPEN                                        | =            | COL DESK COM OPS UNIT HND
            """;

    /** Comments are everybody's but residents' and the platform's, whatever the state. */
    private static final Set<Role> MAY_COMMENT = EnumSet.complementOf(EnumSet.of(Role.RES, Role.SYS));

    private record Line(Set<CaseState> from, String to, Set<Role> by) {}

    @ParameterizedTest
    @EnumSource(CaseAction.class)
    void every_state_and_role_of_an_action_is_as_in_the_reference(CaseAction action) {
        for (String classCode : List.of(Cases.WASTE, Cases.FIRE, Cases.OFFLINE)) {
            List<Line> lines = lines(action, classCode.equals(Cases.FIRE));
            assertThat(lines).as("the reference has %s", action).isNotEmpty();
            for (CaseState state : CaseState.values()) {
                for (Role role : Role.values()) {
                    String expected = expected(lines, state, role, classCode);
                    assertThat(outcome(action, classCode, state, role))
                            .as("%s of %s in %s by %s", action, classCode, state, role)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static String expected(List<Line> lines, CaseState state, Role role, String classCode) {
        Set<Role> acts = EnumSet.of(role);
        if (role == Role.OPS && classCode.equals(Cases.OFFLINE)) {
            acts.addAll(Set.of(Role.ACC, Role.DSP, Role.UNIT, Role.HND));
        }
        for (Line line : lines) {
            if (line.from().contains(state) && line.by().stream().anyMatch(acts::contains)) {
                return line.to().equals("=") ? state.name() : line.to();
            }
        }
        return "refused";
    }

    /** With every parameter given and everything beside state and role as the action wants it. */
    private static String outcome(CaseAction action, String classCode, CaseState state, Role role) {
        CaseFile file = Cases.of(classCode, state, draft -> wants(action, draft, role));
        CaseFile target = Cases.of(classCode, CaseState.REPORTED, "yuhua-20260302-0002", draft -> {});
        Map<String, String> given = new LinkedHashMap<>(Cases.everything(action));
        Actor actor = Cases.actor(role);
        if (role == Role.SYS) {
            // The platform rates nobody: it notes that nobody rated.
            given.remove("rating");
        }
        if (action == CaseAction.FINISH_JOINT || action == CaseAction.ANSWER_WHISTLE || action == CaseAction.ARRIVE) {
            String unit = role == Role.UNIT || role == Role.OPS ? "GREEN" : actor.unit();
            actor = role == Role.SYS ? actor : new Actor(actor.account(), actor.roles(), "", unit);
        }
        if (action == CaseAction.WHISTLE || action == CaseAction.ADD_JOINT) {
            given.put("unit", "WATER");
        }
        if (action == CaseAction.READDRESS_WHISTLE) {
            given.put("from", "GREEN");
        }
        if (action == CaseAction.DISPATCH) {
            given.put("admission", "A-1");
        }
        Around around = new Around(target, Set.of("photo-1"), "yuhua-20260302-0099");
        Verdict verdict = Cases.MACHINE.act(file, action, actor, given, around, Cases.MONDAY);
        return verdict.refused().isPresent()
                ? "refused"
                : verdict.step().file().view().state();
    }

    private static void wants(CaseAction action, CaseDraft draft, Role role) {
        switch (action) {
            case SUBMIT, GIVE_BACK -> draft.handler = role == Role.OPS ? "ops" : draft.handler;
            case FINISH_JOINT -> draft.joint.add(new CaseWork.JointPart("GREEN", "prune", null));
            case ENDORSE, REFUSE -> draft.requests = draft.requests.asking(ask(false));
            case APPROVE -> draft.requests = draft.requests.asking(ask(true));
            case RESUME ->
                draft.requests = draft.requests.suspended(new CaseWork.Suspension(Cases.MONDAY + 1, "r", "m"));
            case ANSWER_WHISTLE, READDRESS_WHISTLE ->
                draft.whistles.add(new CaseWork.Whistle("GREEN", "tree", "urgent", null, null));
            case ARRIVE -> draft.whistles.add(new CaseWork.Whistle("GREEN", "tree", "urgent", Cases.MONDAY, null));
            case ACKNOWLEDGE -> draft.leadUnit = "SANIT";
            case REPLY_SUPERVISION -> {
                draft.leadUnit = "SANIT";
                draft.requests = draft.requests.supervised(new CaseWork.Demand("sup", "why", false));
            }
            case ARBITRATE ->
                draft.requests = draft.requests.disputed(new CaseWork.Dispute("SANIT", "not ours", "GREEN"), null);
            case CLOSE -> draft.closeProposedBy = "somebody";
            case APPEAL -> draft.result = new CaseWork.Result("done", List.of(), Cases.MONDAY, true, null);
            case ADVISE_APPEAL ->
                draft.requests = draft.requests.appealed(new CaseWork.Appeal("SANIT", "rain", null, null));
            case DECIDE_APPEAL ->
                draft.requests = draft.requests.appealed(new CaseWork.Appeal("SANIT", "rain", "approve", null));
            default -> {
                // nothing beside state and role
            }
        }
    }

    private static CaseWork.Ask ask(boolean endorsed) {
        return new CaseWork.Ask(false, "hnd", "rain", null, "", endorsed);
    }

    private static List<Line> lines(CaseAction action, boolean emergency) {
        List<Line> lines = new ArrayList<>();
        if (action == CaseAction.COMMENT) {
            lines.add(new Line(EnumSet.allOf(CaseState.class), "=", MAY_COMMENT));
        }
        for (String text : REFERENCE.lines().toList()) {
            String[] cells = text.split("\\|", -1);
            String name = cells[0].strip();
            boolean only = name.startsWith("EM ");
            boolean not = name.startsWith("-EM ");
            String path = name.substring(name.lastIndexOf(' ') + 1);
            if (path.equals(action.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    && !(only && !emergency)
                    && !(not && emergency)) {
                lines.add(new Line(states(cells[1].strip()), cells[2].strip(), roles(cells[3].strip())));
            }
        }
        if (lines.isEmpty() && action == CaseAction.ASK_SUSPENSION && emergency) {
            lines.add(new Line(Set.of(), "=", Set.of())); // never
        }
        return lines;
    }

    private static Set<CaseState> states(String text) {
        Set<CaseState> states = EnumSet.noneOf(CaseState.class);
        if (text.equals("OPEN")) {
            states.addAll(EnumSet.complementOf(
                    EnumSet.of(CaseState.CLOSED, CaseState.EVALUATED, CaseState.VOID, CaseState.MERGED)));
            return states;
        }
        for (String name : text.split(" ", -1)) {
            states.add(CaseState.valueOf(name));
        }
        return states;
    }

    private static Set<Role> roles(String text) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : text.split(" ", -1)) {
            roles.add(Role.valueOf(name));
        }
        return roles;
    }

    @Test
    void clocks_of_the_way_from_report_to_close_are_as_in_the_reference() {
        CaseFile file = Cases.of(Cases.WASTE, CaseState.REPORTED);
        String[] way = {
            "ASK_PRE_CHECK ACC accept paused, check runs",
            "ANSWER_PRE_CHECK COL check stopped, accept runs",
            "FILE ACC accept stopped, dispatch runs",
            "DISPATCH DSP dispatch stopped, handle runs",
            "ASSIGN UNIT handle runs",
            "SUBMIT HND handle runs",
            "NOT_SATISFIED UNIT handle runs",
            "SUBMIT HND handle runs",
            "FEED_BACK UNIT handle stopped",
            "REWORK DSP handle runs",
            "ASSIGN UNIT handle runs",
            "SUBMIT HND handle runs",
            "FEED_BACK UNIT handle stopped",
            "FORWARD DSP verify_close runs",
            "RETURN_NOT_DONE ACC verify_close stopped, dispatch runs",
            "DISPATCH DSP dispatch stopped, handle runs",
            "ASSIGN UNIT handle runs",
            "SUBMIT HND handle runs",
            "FEED_BACK UNIT handle stopped",
            "FORWARD DSP verify_close runs",
            "ASK_VERIFY ACC verify runs",
            "ANSWER_VERIFY COL verify stopped",
            "CLOSE ACC verify_close stopped, evaluate runs",
            "EVALUATE RES evaluate stopped"
        };
        long now = Cases.MONDAY;
        for (String step : way) {
            String[] words = step.split(" ", 3);
            CaseAction action = CaseAction.valueOf(words[0]);
            now += 60_000;
            Verdict verdict =
                    Cases.act(file, action, Cases.actor(Role.valueOf(words[1])), Cases.everything(action), now);
            assertThat(verdict.refused()).as(step).isEmpty();
            file = verdict.step().file();
            for (String clock : words[2].split(", ", -1)) {
                String[] about = clock.split(" ", -1);
                var found = Cases.clock(file, ClockKind.valueOf(about[0].toUpperCase(Locale.ROOT)));
                String is = found.isRunning() ? "runs" : found.isPaused() ? "paused" : "stopped";
                assertThat(is).as(step).isEqualTo(about[1]);
            }
        }
        assertThat(file.work().tally()).isEqualTo(new CaseWork.Tally(0, 0, 2, 0, 0, 0));
        assertThat(Cases.clock(file, ClockKind.HANDLE).used(now, Cases.CALENDAR))
                .as("five minutes, three minutes and three more with the unit")
                .isEqualTo(11 * 60_000L);
        assertThat(file.state()).isEqualTo(CaseState.EVALUATED);
    }
}
