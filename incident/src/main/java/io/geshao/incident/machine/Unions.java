package io.geshao.incident.machine;

import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two cases that are one (并案), and one that is two (拆案): reporters, alerts and the first report's time go along. */
final class Unions {
    private static final Set<CaseState> TAKES = Set.of(
            CaseState.REPORTED,
            CaseState.PRE_CHECK,
            CaseState.TO_DISPATCH,
            CaseState.TO_HANDLE,
            CaseState.RETURNED_ACC,
            CaseState.RETURNED_DSP,
            CaseState.HANDLING);

    private final Catalogue catalogue;

    Unions(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    void merge(Acting acting) {
        CaseFile target = acting.around.target();
        @Nullable CaseRefusal refusal = refusal(acting, target);
        if (refusal != null || target == null) {
            acting.refuse(refusal == null ? CaseRefusal.NO_SUCH_CASE : refusal, acting.must("target"));
            return;
        }
        CaseDraft child = acting.draft;
        CaseDraft parent = new CaseDraft(target);
        List<CaseWork.Reporter> reporters = new ArrayList<>(parent.intake.reporters());
        reporters.addAll(child.intake.reporters());
        parent.intake = new CaseWork.Intake(
                parent.intake.source(),
                Math.min(parent.intake.reportedMillis(), child.intake.reportedMillis()),
                reporters,
                parent.intake.question());
        for (Member member : child.members) {
            if (!target.hasMember(member.alertId())) {
                parent.put(member);
            }
        }
        if (child.severity.compareTo(parent.severity) < 0) {
            parent.severity = child.severity;
        }
        if (child.level.compareTo(parent.level) > 0) {
            parent.level = child.level;
        }
        parent.say(
                EventKind.MERGED_IN,
                acting.actor(),
                child.fixed().number(),
                Words.both(
                        "并入案件 " + child.fixed().number(),
                        "Case " + child.fixed().number() + " goes on here"));
        acting.further.add(parent.finish(acting.now()));
        child.closedMillis = acting.now();
        child.closeCause = "MERGED " + target.view().number();
        child.mergedInto = target.view().number();
    }

    private static @Nullable CaseRefusal refusal(Acting acting, @Nullable CaseFile target) {
        if (target == null) {
            return CaseRefusal.NO_SUCH_CASE;
        }
        CaseView from = acting.at.view();
        CaseView to = target.view();
        if (from.number().equals(to.number())) {
            return CaseRefusal.MERGE_INTO_ITSELF;
        }
        if (!from.community().equals(to.community())) {
            return CaseRefusal.MERGE_ACROSS_COMMUNITIES;
        }
        if (from.domain() == CaseView.Domain.EMERGENCY && to.domain() != CaseView.Domain.EMERGENCY) {
            return CaseRefusal.EMERGENCY_INTO_ANOTHER_DOMAIN;
        }
        if (from.drill() != to.drill()) {
            return CaseRefusal.DRILL_AND_REAL;
        }
        if (!TAKES.contains(target.state())) {
            return CaseRefusal.TARGET_CANNOT_TAKE;
        }
        boolean alike = from.classCode().equals(to.classCode())
                && isSamePlace(from.place(), to.place())
                && Math.abs(from.openedMillis() - to.openedMillis()) <= Limits.SAME_REPORT.toMillis();
        return acting.at.actor().is(Role.SYS) && !alike ? CaseRefusal.TARGET_CANNOT_TAKE : null;
    }

    /** Whether one place holds the other, from the grid down: a report may name the building, a sensor its unit. */
    static boolean isSamePlace(String one, String other) {
        boolean holds = one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
        int depth = Math.min(one.split("/", -1).length, other.split("/", -1).length);
        return holds && depth > 3;
    }

    /** A case of its own for what is something else; the reporters named go with it. */
    void split(Acting acting) {
        CaseDraft parent = acting.draft;
        CaseView before = acting.at.view();
        String code = acting.may("class");
        if (!code.isEmpty() && (!Catalogue.isClass(code) || Catalogue.domainOf(code) != before.domain())) {
            acting.refuse(CaseRefusal.UNKNOWN_CLASS, code);
            return;
        }
        List<String> wanted = acting.may("reporters").isEmpty()
                ? List.of()
                : List.of(acting.may("reporters").split(",", -1));
        List<CaseWork.Reporter> stay = new ArrayList<>();
        List<CaseWork.Reporter> go = new ArrayList<>();
        parent.intake.reporters().forEach(each -> (wanted.contains(each.id()) ? go : stay).add(each));
        if (go.size() != wanted.size()) {
            acting.refuse(CaseRefusal.NO_SUCH_REPORTER, acting.may("reporters"));
            return;
        }
        String number = acting.around.newNumber();
        String content = acting.must("content");
        CaseView blank = new CaseView(
                number,
                before.domain(),
                code,
                catalogue.className(code, catalogue.row(code, before.place(), acting.now())),
                before.domain() == CaseView.Domain.EMERGENCY ? before.severity() : Severity.S3,
                before.grade(),
                CaseState.REPORTED.name(),
                Words.both(
                        before.placeName().get("zh") + " " + content,
                        before.placeName().get("en") + ": " + content),
                "report:" + number,
                before.community(),
                before.place(),
                before.placeName(),
                before.point(),
                Words.both("受理员", "Acceptor"),
                false,
                before.drill(),
                acting.now(),
                acting.now(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
        CaseWork work =
                CaseWork.fresh(parent.intake.source(), CaseLevel.of(before.grade()), parent.intake.reportedMillis());
        CaseDraft child = new CaseDraft(new CaseFile(blank, List.of(), "", false, work));
        child.intake = new CaseWork.Intake(parent.intake.source(), parent.intake.reportedMillis(), go, null);
        child.clocks.start(ClockKind.ACCEPT, Limits.of(ClockKind.ACCEPT), acting.now());
        child.deadlineMillis =
                acting.now() + Limits.of(ClockKind.ACCEPT).length().toMillis();
        child.say(
                EventKind.OPENED,
                acting.actor(),
                before.number(),
                Words.both("自 " + before.number() + " 拆出：" + content, "Split off " + before.number() + ": " + content));
        acting.further.add(child.finish(acting.now()));
        parent.intake = new CaseWork.Intake(
                parent.intake.source(), parent.intake.reportedMillis(), stay, parent.intake.question());
        acting.text = Words.both("拆出案件 " + number + "：" + content, "Case " + number + " split off: " + content);
    }
}
