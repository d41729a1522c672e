package io.geshao.incident.machine;

import io.geshao.casework.cases.CaseRefusal;
import io.geshao.core.CaseView;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.DeskReducer;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Member;
import io.geshao.incident.flow.Step;
import java.util.List;

/** How a case ends: what happens to its alerts, and that everybody who reported it hears of the outcome (#16). */
final class Endings {
    /** An emergency ends when a second person agrees; the first one's word stays in the timeline as a proposal. */
    void close(Acting acting) {
        CaseDraft draft = acting.draft;
        boolean emergency = draft.fixed().domain() == CaseView.Domain.EMERGENCY;
        if (emergency && draft.closeProposedBy == null) {
            draft.closeProposedBy = acting.actor();
            acting.stay(EventKind.CLOSE_PROPOSED);
            acting.text = Words.both(
                    acting.actor() + " 提请结案，待第二人同意；原因：" + acting.must("cause"),
                    acting.actor() + " would close it, a second person must agree; cause: " + acting.must("cause"));
            return;
        }
        if (emergency && acting.actor().equals(draft.closeProposedBy)) {
            acting.refuse(CaseRefusal.SECOND_PERSON_NEEDED, "");
            return;
        }
        CaseWork.Result result = draft.result;
        if (result == null || result.fedBackMillis() == null) {
            draft.result = new CaseWork.Result(
                    acting.must("cause"),
                    result == null ? List.of() : result.photos(),
                    acting.now(),
                    acting.at.overdue(),
                    null);
        }
        end(acting, acting.must("cause"));
    }

    /** Alerts nobody has seen are acknowledged, latched ones reset with the cause; reporters with an account are told. */
    void end(Acting acting, String cause) {
        CaseDraft draft = acting.draft;
        draft.closedMillis = acting.now();
        draft.closeCause = cause;
        draft.order(Step.OrderKind.ACKNOWLEDGE, DeskReducer.needingAck(acting.at.file()), acting.actor(), "");
        draft.order(
                Step.OrderKind.RESET,
                draft.members.stream()
                        .filter(member -> member.state().isLatched())
                        .map(Member::alertId)
                        .toList(),
                acting.actor(),
                cause);
        draft.requests = draft.requests.asking(null).suspended(null);
        List<CaseWork.Reporter> reporters = draft.intake.reporters().stream()
                .map(reporter -> reporter.account().isEmpty() || reporter.toldMillis() != null
                        ? reporter
                        : reporter.told(cause, acting.now()))
                .toList();
        long told = reporters.stream()
                .filter(reporter -> reporter.toldMillis() != null)
                .count();
        draft.intake = new CaseWork.Intake(
                draft.intake.source(), draft.intake.reportedMillis(), reporters, draft.intake.question());
        if (!reporters.isEmpty()) {
            draft.say(
                    EventKind.REPORTER_TOLD,
                    acting.actor(),
                    cause,
                    Words.both(
                            "已向 " + told + " 位报告人反馈结果，共 " + reporters.size() + " 位",
                            told + " of " + reporters.size() + " reporters told the outcome"));
        }
    }

    /** Somebody told a reporter who has no account, by phone or at the door. */
    void tell(Acting acting) {
        CaseDraft draft = acting.draft;
        String id = acting.must("reporter");
        List<CaseWork.Reporter> reporters = draft.intake.reporters();
        CaseWork.Reporter found = reporters.stream()
                .filter(reporter -> reporter.id().equals(id))
                .findFirst()
                .orElse(null);
        if (found == null) {
            acting.refuse(CaseRefusal.NO_SUCH_REPORTER, id);
            return;
        }
        if (found.toldMillis() != null) {
            acting.refuse(CaseRefusal.ALREADY_TOLD, id);
            return;
        }
        draft.intake = new CaseWork.Intake(
                draft.intake.source(),
                draft.intake.reportedMillis(),
                reporters.stream()
                        .map(reporter ->
                                reporter.id().equals(id) ? reporter.told(acting.must("text"), acting.now()) : reporter)
                        .toList(),
                draft.intake.question());
    }
}
