package io.geshao.incident.machine;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.cases.Attachment;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseWork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A case as one actor may see it. Pure; any thread. */
public final class Sheets {
    /** They call reporters back. */
    private static final Set<Role> SEE_CONTACTS = Set.of(Role.ACC, Role.DESK, Role.COM);

    private final CaseMachine machine;

    public Sheets(CaseMachine machine) {
        this.machine = machine;
    }

    /** A resident sees the own reports, everybody else what lies in the own place. */
    public static boolean sees(CaseFile file, Actor actor) {
        boolean residentOnly = actor.roles().equals(Set.of(Role.RES));
        if (residentOnly) {
            return file.work().intake().reporters().stream()
                    .anyMatch(reporter -> reporter.account().equals(actor.account()));
        }
        return actor.covers(file.view().place());
    }

    /** Whether a whistle calls the actor's unit, wherever its place is. */
    public static boolean isCalled(CaseFile file, Actor actor) {
        return file.work().whistles().stream()
                .anyMatch(whistle -> whistle.isOpen() && whistle.unit().equals(actor.unit()));
    }

    public CaseSheet sheet(CaseFile file, List<Attachment> attachments, Actor actor, long nowMillis) {
        CaseWork work = file.work();
        WorkCalendar calendar = machine.calendar();
        return new CaseSheet(
                file.view(),
                work.intake().source(),
                work.intake().reportedMillis(),
                work.level(),
                work.leadUnit(),
                work.handler(),
                file.overlays(),
                filing(work.filing()),
                outcome(work.result()),
                new CaseSheet.Counts(
                        work.tally().returns(),
                        work.tally().notOurs(),
                        work.tally().reworks(),
                        work.tally().extensions(),
                        work.tally().suspensions()),
                work.clocks().stream()
                        .map(clock -> clock(clock, calendar, nowMillis))
                        .toList(),
                reporters(work.intake().reporters(), actor),
                work.joint().stream()
                        .map(part -> new CaseSheet.JointPart(part.unit(), part.task(), part.result()))
                        .toList(),
                work.whistles().stream()
                        .map(whistle -> new CaseSheet.Whistle(
                                whistle.unit(),
                                whistle.why(),
                                whistle.urgency(),
                                whistle.answeredMillis(),
                                whistle.arrivedMillis()))
                        .toList(),
                waits(work),
                work.mergedInto(),
                attachments,
                machine.allowed(file, actor, nowMillis));
    }

    private static CaseSheet.@Nullable FourClears filing(CaseWork.@Nullable Filing filing) {
        return filing == null
                ? null
                : new CaseSheet.FourClears(
                        filing.unit(),
                        filing.content(),
                        words(filing.limit()),
                        filing.standard(),
                        filing.condition(),
                        filing.admission());
    }

    private static CaseSheet.@Nullable Outcome outcome(CaseWork.@Nullable Result result) {
        return result == null
                ? null
                : new CaseSheet.Outcome(
                        result.text(), result.photos(), result.fedBackMillis(), result.overdue(), result.rating());
    }

    private static Map<String, String> words(TimeLimit limit) {
        return Words.both(limit.zh(), limit.en());
    }

    private static CaseSheet.Clock clock(CaseClock clock, WorkCalendar calendar, long nowMillis) {
        String state = clock.isRunning() ? "RUNNING" : clock.isPaused() ? "PAUSED" : "STOPPED";
        return new CaseSheet.Clock(
                clock.kind(),
                clock.unit(),
                words(clock.limit()),
                state,
                clock.startedMillis(),
                clock.share(nowMillis, calendar),
                clock.deadline(calendar),
                clock.isOverdue(nowMillis, calendar));
    }

    private static List<CaseSheet.Reporter> reporters(List<CaseWork.Reporter> reporters, Actor actor) {
        boolean contacts = SEE_CONTACTS.stream().anyMatch(actor::is);
        return reporters.stream()
                .map(reporter -> new CaseSheet.Reporter(
                        reporter.id(),
                        reporter.source(),
                        contacts ? reporter.name() : masked(reporter.name()),
                        contacts ? reporter.contact() : masked(reporter.contact()),
                        reporter.words(),
                        reporter.reportedMillis(),
                        reporter.toldMillis(),
                        reporter.told(),
                        reporter.rating()))
                .toList();
    }

    private static String masked(String text) {
        return text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(0, 1)) + "**";
    }

    private static Map<String, String> waits(CaseWork work) {
        Map<String, String> waits = new HashMap<>();
        CaseWork.Requests requests = work.requests();
        put(waits, "question", work.intake().question());
        put(waits, "closeProposedBy", work.closeProposedBy());
        put(waits, "boundUnit", requests.boundUnit());
        CaseWork.Ask ask = requests.ask();
        if (ask != null) {
            waits.put("ask", ask.suspend() ? "SUSPENSION" : "EXTENSION");
            waits.put("askReason", ask.reason());
            waits.put("askEndorsed", String.valueOf(ask.endorsed()));
        }
        CaseWork.Suspension suspension = requests.suspension();
        if (suspension != null) {
            waits.put("suspendedUntil", String.valueOf(suspension.untilMillis()));
            waits.put("suspensionMeasure", suspension.measure());
        }
        CaseWork.Demand demand = requests.demand();
        if (demand != null) {
            waits.put("demand", demand.text());
            waits.put("demandReplied", String.valueOf(demand.replied()));
        }
        CaseWork.Dispute dispute = requests.arbitration();
        if (dispute != null) {
            waits.put("dispute", dispute.reason());
            waits.put("disputeUnit", dispute.unit());
            waits.put("disputeProposed", dispute.proposedUnit());
        }
        CaseWork.Appeal appeal = requests.appeal();
        if (appeal != null) {
            waits.put("appeal", appeal.reason());
            waits.put("appealAdvice", Objects.requireNonNullElse(appeal.advice(), ""));
            waits.put("appealApproved", appeal.decided() == null ? "" : String.valueOf(appeal.decided()));
        }
        return waits;
    }

    private static void put(Map<String, String> waits, String name, @Nullable String value) {
        if (value != null) {
            waits.put(name, value);
        }
    }
}
