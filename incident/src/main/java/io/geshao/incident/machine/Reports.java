package io.geshao.incident.machine;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSource;
import io.geshao.casework.cases.NewReport;
import io.geshao.core.CaseView;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.list.ResponsibilityList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a report by people does: opens a case, or joins the one that is about the same (#13). Pure; any thread. */
public final class Reports {
    private static final int TITLE_CHARACTERS = 30;
    private static final int GRID_DEPTH = 4;
    /** Who may report what; residents' calls are taken by the desk and the acceptor. */
    private static final Map<CaseSource, Set<Role>> MAY = Map.of(
            CaseSource.RESIDENT, Set.of(Role.RES, Role.ACC, Role.DESK),
            CaseSource.PATROL, Set.of(Role.COL, Role.COM),
            CaseSource.WHISTLE, Set.of(Role.COM),
            CaseSource.OTHER_SYSTEM, Set.of(Role.SYS, Role.ACC));

    private final Catalogue catalogue;
    private final CaseMachine machine;

    public Reports(Registry registry, ResponsibilityList list, WorkCalendar calendar) {
        catalogue = new Catalogue(registry, list, calendar);
        machine = new CaseMachine(registry, list, calendar);
    }

    /** Why the report is not taken, if it is not. */
    public Optional<CaseRefusal> refuses(NewReport report, Actor actor) {
        if (report.words().isBlank()) {
            return Optional.of(CaseRefusal.TEXT_MISSING);
        }
        if (!catalogue.knowsPlace(report.place()) || report.place().split("/", -1).length < GRID_DEPTH - 1) {
            return Optional.of(CaseRefusal.NO_SUCH_PLACE);
        }
        if (!report.classCode().isEmpty() && !Catalogue.isClass(report.classCode())) {
            return Optional.of(CaseRefusal.UNKNOWN_CLASS);
        }
        if (MAY.values().stream().flatMap(Set::stream).noneMatch(actor::is)) {
            return Optional.of(CaseRefusal.NOT_YOUR_ROLE);
        }
        if (MAY.getOrDefault(report.source(), Set.of()).stream().noneMatch(actor::is)) {
            return Optional.of(CaseRefusal.SOURCE_NOT_YOURS);
        }
        if (!actor.is(Role.RES) && !actor.covers(report.place())) {
            return Optional.of(CaseRefusal.NOT_YOUR_PLACE);
        }
        boolean whistle = report.source() == CaseSource.WHISTLE;
        boolean called = !report.unit().isBlank() && !report.urgency().isBlank();
        return whistle && !called ? Optional.of(CaseRefusal.PARAMETER_MISSING) : Optional.empty();
    }

    /** The first step of a new case; a whistle's department is called with it. */
    public Verdict open(String number, NewReport report, Actor actor, long nowMillis) {
        CaseView.Domain domain = Catalogue.domainOf(report.classCode());
        boolean emergency = domain == CaseView.Domain.EMERGENCY;
        Optional<ResponsibilityList.Row> row = catalogue.row(report.classCode(), report.place(), nowMillis);
        Map<String, String> placeName = catalogue.placeName(report.place());
        String brief = report.words().strip();
        brief = brief.substring(0, Math.min(TITLE_CHARACTERS, brief.length()));
        CaseView blank = new CaseView(
                number,
                domain,
                report.classCode(),
                catalogue.className(report.classCode(), row),
                severity(report.classCode(), domain),
                Grade.IV,
                CaseState.REPORTED.name(),
                Words.both(placeName.get("zh") + " " + brief, placeName.get("en") + ": " + brief),
                CaseReducer.REPORT_SCOPE + number,
                Place.communityOf(report.place()),
                report.place(),
                placeName,
                catalogue.point(report.place()),
                emergency ? Words.both("社区值班室", "Community duty desk") : Words.both("受理员", "Acceptor"),
                emergency,
                false,
                nowMillis,
                nowMillis,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
        CaseWork work = CaseWork.fresh(report.source(), CaseLevel.COMMUNITY, nowMillis);
        CaseDraft draft = new CaseDraft(new CaseFile(blank, List.of(), "", false, work));
        keep(draft, report, actor, nowMillis);
        ClockKind clock = emergency ? ClockKind.SUSPICION_ACK : ClockKind.ACCEPT;
        TimeLimit limit = Limits.of(clock);
        draft.clocks.start(clock, limit, nowMillis);
        draft.deadlineMillis = nowMillis + limit.length().toMillis();
        draft.say(EventKind.OPENED, actor.account(), report.source().name(), words(report));
        CaseFile opened = draft.finish(nowMillis).file();
        if (report.source() != CaseSource.WHISTLE) {
            return Verdict.go(List.of(draft.finish(nowMillis)));
        }
        Map<String, String> call = Map.of("unit", report.unit(), "reason", report.words(), "urgency", report.urgency());
        Around nothing = new Around(null, Set.of(), "");
        Verdict called = machine.act(opened, CaseAction.WHISTLE, actor, call, nothing, nowMillis);
        if (called.refused().isPresent()) {
            return called;
        }
        return Verdict.go(List.of(draft.finish(nowMillis), called.step()));
    }

    /** Another reporter of what a case is about already. */
    public Verdict join(CaseFile file, NewReport report, Actor actor, long nowMillis) {
        CaseDraft draft = new CaseDraft(file);
        keep(draft, report, actor, nowMillis);
        draft.say(EventKind.REPORT_JOINED, actor.account(), report.source().name(), words(report));
        return Verdict.go(List.of(draft.finish(nowMillis)));
    }

    /** Every reporter is kept: each is told the outcome one day (#16). */
    private static void keep(CaseDraft draft, NewReport report, Actor actor, long nowMillis) {
        List<CaseWork.Reporter> reporters = new ArrayList<>(draft.intake.reporters());
        String account = actor.is(Role.RES) ? actor.account() : report.account();
        reporters.add(new CaseWork.Reporter(
                draft.fixed().number() + "/" + (reporters.size() + 1),
                report.source(),
                account,
                report.name(),
                report.contact(),
                report.words().strip(),
                nowMillis,
                null,
                null,
                null));
        draft.intake = new CaseWork.Intake(
                draft.intake.source(), draft.intake.reportedMillis(), reporters, draft.intake.question());
    }

    private static Map<String, String> words(NewReport report) {
        String zh =
                switch (report.source()) {
                    case RESIDENT -> "居民上报：";
                    case PATROL -> "巡查上报：";
                    case WHISTLE -> "社区吹哨：";
                    case OTHER_SYSTEM, SENSOR -> "系统上报：";
                };
        String en =
                switch (report.source()) {
                    case RESIDENT -> "Reported by a resident: ";
                    case PATROL -> "Found on patrol: ";
                    case WHISTLE -> "Whistle: ";
                    case OTHER_SYSTEM, SENSOR -> "From another system: ";
                };
        return Words.both(zh + report.words().strip(), en + report.words().strip());
    }

    /** Fire and gas at once, other emergencies soon, the rest in its class's time. */
    private static Severity severity(String classCode, CaseView.Domain domain) {
        if (domain != CaseView.Domain.EMERGENCY) {
            return Severity.S3;
        }
        return classCode.equals("EM-01") || classCode.equals("EM-02") ? Severity.S1 : Severity.S2;
    }
}
