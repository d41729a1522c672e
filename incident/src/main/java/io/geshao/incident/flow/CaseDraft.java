package io.geshao.incident.flow;

import io.geshao.casework.cases.CaseLevel;
import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.core.port.CaseDesk.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A case while one step works on it: made from the file before, becomes the file after. One thread, one step; never kept.
 */
public final class CaseDraft {
    private final CaseView before;
    /** Reads and changes its clocks. */
    public final ClockBook clocks;

    public final List<Member> members;
    private final List<Step.Entry> entries = new ArrayList<>();
    private final List<Step.Order> orders = new ArrayList<>();
    public String classCode;
    /** Case scope: a case that people reported takes that of the first alert that joins. */
    public String scope;

    public String place;
    public CaseState state;
    public Severity severity;
    public Grade grade;
    public Map<String, String> className;
    public Map<String, String> title;
    public Map<String, String> unit;
    public boolean suspected;

    @Nullable
    public Long deadlineMillis;

    @Nullable
    public String ackedBy;

    @Nullable
    public Long ackedMillis;

    @Nullable
    public Long closedMillis;

    @Nullable
    public String closeCause;

    public String listVersion;
    public boolean selfClosing;
    public CaseWork.Intake intake;

    public CaseWork.@Nullable Filing filing;

    public String leadUnit;
    public CaseLevel level;

    public @Nullable String handler;

    public final List<CaseWork.JointPart> joint;
    public final List<CaseWork.Whistle> whistles;
    public CaseWork.Tally tally;
    public CaseWork.Requests requests;

    public CaseWork.@Nullable Result result;

    public @Nullable String closeProposedBy;

    public @Nullable String mergedInto;

    public @Nullable Long quietSinceMillis;

    public final Set<String> marks;

    public CaseDraft(CaseFile file) {
        before = file.view();
        members = new ArrayList<>(file.members());
        classCode = before.classCode();
        scope = before.scope();
        place = before.place();
        state = file.state();
        severity = before.severity();
        grade = before.grade();
        className = before.className();
        title = before.title();
        unit = before.unit();
        suspected = before.suspected();
        deadlineMillis = before.deadlineMillis();
        ackedBy = before.ackedBy();
        ackedMillis = before.ackedMillis();
        closedMillis = before.closedMillis();
        closeCause = before.closeCause();
        listVersion = file.listVersion();
        selfClosing = file.selfClosing();
        CaseWork work = file.work();
        clocks = new ClockBook(work.clocks());
        intake = work.intake();
        filing = work.filing();
        leadUnit = work.leadUnit();
        level = work.level();
        handler = work.handler();
        joint = new ArrayList<>(work.joint());
        whistles = new ArrayList<>(work.whistles());
        tally = work.tally();
        requests = work.requests();
        result = work.result();
        closeProposedBy = work.closeProposedBy();
        mergedInto = work.mergedInto();
        quietSinceMillis = work.quietSinceMillis();
        marks = new HashSet<>(work.marks());
    }

    /** The case before the step. */
    public CaseView fixed() {
        return before;
    }

    public void say(EventKind kind, String actor, String reason, Map<String, String> text) {
        entries.add(new Step.Entry(kind, actor, reason, text));
    }

    public void order(Step.OrderKind kind, List<String> alertIds, String actor, String cause) {
        if (!alertIds.isEmpty()) {
            orders.add(new Step.Order(kind, alertIds, actor, cause));
        }
    }

    /** Adds a member that is not there yet. */
    public void put(Member member) {
        members.add(member);
    }

    public boolean anyMember(Predicate<AlertView.State> holds) {
        return members.stream().map(Member::state).anyMatch(holds);
    }

    public Step finish(long nowMillis) {
        CaseView after = new CaseView(
                before.number(),
                before.domain(),
                classCode,
                className,
                severity,
                grade,
                state.name(),
                title,
                scope,
                before.community(),
                place,
                before.placeName(),
                before.point(),
                unit,
                suspected,
                before.drill(),
                before.openedMillis(),
                nowMillis,
                deadlineMillis,
                ackedBy,
                ackedMillis,
                closedMillis,
                closeCause,
                members.stream().map(Member::alertId).toList(),
                before.recursOf());
        CaseWork work = new CaseWork(
                intake,
                filing,
                leadUnit,
                level,
                handler,
                clocks.all(),
                joint,
                whistles,
                tally,
                requests,
                result,
                closeProposedBy,
                mergedInto,
                quietSinceMillis,
                marks);
        RefusedException.@Nullable Reason none = null;
        return new Step(new CaseFile(after, members, listVersion, selfClosing, work), entries, orders, none);
    }
}
