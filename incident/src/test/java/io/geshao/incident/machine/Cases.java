package io.geshao.incident.machine;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseField;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseSource;
import io.geshao.core.CaseView;
import io.geshao.core.CommunityId;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.Member;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ResponsibilityList;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Cases in any state, and people with any role, for tests of the machine. */
final class Cases {
    /** Monday 10:00 in Shanghai. */
    static final long MONDAY = Instant.parse("2026-03-02T02:00:00Z").toEpochMilli();

    static final WorkCalendar CALENDAR = new WorkCalendar(ZoneId.of("Asia/Shanghai"), Set.of(), Set.of());
    static final CaseMachine MACHINE = new CaseMachine(Town.registry(), ResponsibilityList.shipped(), CALENDAR);
    static final Around AROUND = new Around(null, Set.of("photo-1"), "yuhua-20260302-0099");
    /** Overflowing waste: the sanitation unit's, 4 work hours. */
    static final String WASTE = "E01-92-1";

    static final String FIRE = "EM-01";
    static final String OFFLINE = "MT-01";
    private static final TimeLimit FOUR_HOURS = new TimeLimit(4, TimeLimit.Unit.WORK_HOUR);

    private Cases() {}

    static CaseFile of(String classCode, CaseState state) {
        return of(classCode, state, "yuhua-20260302-0001", draft -> {});
    }

    static CaseFile of(String classCode, CaseState state, Consumer<CaseDraft> more) {
        return of(classCode, state, "yuhua-20260302-0001", more);
    }

    /** A case that has come to a state in the ordinary way, its clocks as they then are. */
    static CaseFile of(String classCode, CaseState state, String number, Consumer<CaseDraft> more) {
        CaseView view = new CaseView(
                number,
                CaseMachine.domainOf(classCode),
                classCode,
                Map.of("zh", classCode, "en", classCode),
                Severity.S3,
                Grade.IV,
                CaseState.REPORTED.name(),
                Map.of("zh", "题", "en", "title"),
                "report:" + number,
                new CommunityId("yuhua"),
                Town.BUILDING,
                Map.of("zh", "3号楼", "en", "Building 3"),
                new CaseView.Point(121.42, 31.12),
                Map.of("zh", "单位", "en", "unit"),
                false,
                false,
                MONDAY,
                MONDAY,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
        CaseWork work = CaseWork.fresh(CaseSource.RESIDENT, CaseLevel.COMMUNITY, MONDAY);
        CaseDraft draft = new CaseDraft(new CaseFile(view, List.of(), "", false, work));
        draft.state = state;
        draft.intake = new CaseWork.Intake(
                CaseSource.RESIDENT,
                MONDAY,
                List.of(new CaseWork.Reporter(
                        number + "/1", CaseSource.RESIDENT, "res", "居民", "", "满了", MONDAY, null, null, null)),
                null);
        boolean filed = !Set.of(CaseState.REPORTED, CaseState.PRE_CHECK).contains(state);
        if (filed) {
            draft.filing = new CaseWork.Filing("SANIT", "清走", FOUR_HOURS, "周边干净", "满溢", null);
        }
        switch (state) {
            case REPORTED, RETURNED_ACC -> draft.clocks.start(ClockKind.ACCEPT, Limits.of(ClockKind.ACCEPT), MONDAY);
            case PRE_CHECK -> {
                draft.clocks.start(ClockKind.ACCEPT, Limits.of(ClockKind.ACCEPT), MONDAY);
                draft.clocks.pause(ClockKind.ACCEPT, MONDAY, CALENDAR);
                draft.clocks.start(ClockKind.CHECK, Limits.of(ClockKind.CHECK), MONDAY);
            }
            case TO_DISPATCH, RETURNED_DSP ->
                draft.clocks.start(ClockKind.DISPATCH, Limits.of(ClockKind.DISPATCH), MONDAY);
            case TO_HANDLE, HANDLING, HANDLED -> {
                draft.leadUnit = "SANIT";
                draft.clocks.start(ClockKind.HANDLE, "SANIT", FOUR_HOURS, MONDAY);
            }
            default -> draft.leadUnit = "SANIT";
        }
        if (state == CaseState.HANDLING || state == CaseState.HANDLED) {
            draft.handler = "hnd";
        }
        if (state.isEnded()) {
            draft.closedMillis = MONDAY;
            draft.closeCause = "done";
        }
        if (draft.handler == null && state.isHandled()) {
            draft.clocks.start(ClockKind.HANDLE, "SANIT", FOUR_HOURS, MONDAY);
            draft.clocks.stop(ClockKind.HANDLE, MONDAY, CALENDAR);
        }
        more.accept(draft);
        return draft.finish(MONDAY).file();
    }

    /** Somebody with one role, everywhere; of the sanitation unit if of any. */
    static Actor actor(Role role) {
        if (role == Role.SYS) {
            return Actor.SYS;
        }
        String account = role.name().toLowerCase(java.util.Locale.ROOT);
        boolean ofUnit = role == Role.UNIT || role == Role.HND;
        return new Actor(account, Set.of(role), "", ofUnit ? "SANIT" : "");
    }

    static Actor unit(String code) {
        return new Actor("unit-" + code, Set.of(Role.UNIT), "", code);
    }

    /** Everything the action may carry, well formed; what a field of that name stands for is the same everywhere. */
    static Map<String, String> everything(CaseAction action) {
        Map<String, String> given = new HashMap<>();
        for (Move move : CaseTable.of(action)) {
            for (CaseField field : move.carries()) {
                given.put(field.name(), value(field));
            }
        }
        if (action == CaseAction.FILE || action == CaseAction.SPLIT) {
            given.remove("class");
        }
        given.remove("reporters");
        given.remove("grade");
        return given;
    }

    private static String value(CaseField field) {
        return switch (field.name()) {
            case "unit" -> "SANIT";
            case "proposed" -> "GREEN";
            case "from" -> "SANIT";
            case "limit" -> "4 work_hour";
            case "target" -> "yuhua-20260302-0002";
            case "reporter" -> "yuhua-20260302-0001/1";
            case "handler" -> "hnd";
            case "photo" -> "photo-1";
            case "met" -> "yes";
            case "rating" -> "4";
            case "until" -> String.valueOf(MONDAY + 86_400_000L);
            case "urgency" -> "urgent";
            case "decision" -> "approve";
            case "longitude" -> "121.42";
            case "latitude" -> "31.12";
            case "code" -> Town.BUILDING;
            default -> "words";
        };
    }

    static Verdict act(CaseFile file, CaseAction action, Actor actor, Map<String, String> given) {
        return act(file, action, actor, given, MONDAY);
    }

    static Verdict act(CaseFile file, CaseAction action, Actor actor, Map<String, String> given, long at) {
        return MACHINE.act(file, action, actor, given, AROUND, at);
    }

    static Member member(io.geshao.core.AlertView.State state) {
        return new Member("W2|x|1", state, Town.BUILDING, true, false, true);
    }

    static CaseClock clock(CaseFile file, ClockKind kind) {
        return file.work().clocks().stream()
                .filter(clock -> clock.kind() == kind)
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
