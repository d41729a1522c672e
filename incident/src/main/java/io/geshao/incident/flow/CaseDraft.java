package io.geshao.incident.flow;

import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.core.port.CaseDesk.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A case while one step works on it: made from the file before, becomes the file after. One thread, one step; never kept.
 */
final class CaseDraft {
    private final CaseView before;
    final List<Member> members;
    private final List<Step.Entry> entries = new ArrayList<>();
    private final List<Step.Order> orders = new ArrayList<>();
    CaseState state;
    Severity severity;
    Grade grade;
    Map<String, String> className;
    Map<String, String> title;
    Map<String, String> unit;
    boolean suspected;

    @Nullable
    Long deadlineMillis;

    @Nullable
    String ackedBy;

    @Nullable
    Long ackedMillis;

    @Nullable
    Long closedMillis;

    @Nullable
    String closeCause;

    String listVersion;
    boolean selfClosing;

    CaseDraft(CaseFile file) {
        before = file.view();
        members = new ArrayList<>(file.members());
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
    }

    /** What never changes about the case. */
    CaseView fixed() {
        return before;
    }

    void say(EventKind kind, String actor, String reason, Map<String, String> text) {
        entries.add(new Step.Entry(kind, actor, reason, text));
    }

    void order(Step.OrderKind kind, List<String> alertIds, String actor, String cause) {
        if (!alertIds.isEmpty()) {
            orders.add(new Step.Order(kind, alertIds, actor, cause));
        }
    }

    /** Adds a member that is not there yet. */
    void put(Member member) {
        members.add(member);
    }

    boolean anyMember(Predicate<AlertView.State> holds) {
        return members.stream().map(Member::state).anyMatch(holds);
    }

    Step finish(long nowMillis) {
        CaseView after = new CaseView(
                before.number(),
                before.domain(),
                before.classCode(),
                className,
                severity,
                grade,
                state.name(),
                title,
                before.scope(),
                before.community(),
                before.place(),
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
        RefusedException.@Nullable Reason none = null;
        return new Step(new CaseFile(after, members, listVersion, selfClosing), entries, orders, none);
    }
}
