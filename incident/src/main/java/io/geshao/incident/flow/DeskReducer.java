package io.geshao.incident.flow;

import io.geshao.casework.ClockKind;
import io.geshao.core.port.CaseDesk.RefusedException.Reason;
import io.geshao.incident.clock.CaseClocks;
import io.geshao.incident.clock.WorkCalendar;
import java.util.List;

/** Decides what a person's action does to a case: (case, action, now) to (case, entries, orders) or a refusal. Pure. */
public final class DeskReducer {
    private DeskReducer() {}

    /**
     * Somebody takes the case. A case that has been taken can be taken again only if it has an alert that nobody has
     * seen yet.
     */
    public static Step acknowledge(CaseFile file, String actor, WorkCalendar calendar, long nowMillis) {
        if (!file.view().isOpen()) {
            return Step.refused(file, Reason.ALREADY_CLOSED);
        }
        List<String> unseen = needingAck(file);
        if (file.view().ackedBy() != null && unseen.isEmpty()) {
            return Step.refused(file, Reason.ALREADY_ACKNOWLEDGED);
        }
        CaseDraft draft = new CaseDraft(file);
        boolean first = draft.ackedBy == null;
        draft.ackedBy = actor;
        draft.ackedMillis = nowMillis;
        draft.members.replaceAll(member -> member.needsAck() ? member.as(member.state(), true) : member);
        if (first && draft.suspected && draft.state == CaseState.REPORTED) {
            draft.clocks.stop(ClockKind.SUSPICION_ACK, nowMillis, calendar);
            draft.clocks.start(ClockKind.FINDING, ClockBook.wall(CaseClocks.SUSPICION_FINDING_MILLIS), nowMillis);
            draft.deadlineMillis = nowMillis + CaseClocks.SUSPICION_FINDING_MILLIS;
        }
        draft.say(
                EventKind.ACKNOWLEDGED,
                actor,
                unseen.size() + " alerts",
                CaseTexts.both(actor + " 已接警", "Taken by " + actor));
        draft.order(Step.OrderKind.ACKNOWLEDGE, unseen, actor, "");
        return draft.finish(nowMillis);
    }

    public static Step comment(CaseFile file, String actor, String text, long nowMillis) {
        if (text.isBlank()) {
            return Step.refused(file, Reason.TEXT_MISSING);
        }
        CaseDraft draft = new CaseDraft(file);
        draft.say(EventKind.COMMENTED, actor, "", CaseTexts.verbatim(text.strip()));
        return draft.finish(nowMillis);
    }

    /** Ends the case; what is latched is reset with the cause, what nobody has acknowledged is acknowledged by the closer. */
    public static Step close(CaseFile file, String actor, String cause, WorkCalendar calendar, long nowMillis) {
        if (!file.view().isOpen()) {
            return Step.refused(file, Reason.ALREADY_CLOSED);
        }
        if (cause.isBlank()) {
            return Step.refused(file, Reason.CAUSE_MISSING);
        }
        if (file.members().stream().anyMatch(member -> member.state().isActive() && !endsWithReset(member, file))) {
            return Step.refused(file, Reason.ALERT_STILL_ACTIVE);
        }
        CaseDraft draft = new CaseDraft(file);
        String words = cause.strip();
        draft.say(EventKind.CLOSED, actor, words, CaseTexts.closed(file.view(), words, nowMillis));
        draft.order(Step.OrderKind.ACKNOWLEDGE, needingAck(file), actor, "");
        draft.order(
                Step.OrderKind.RESET,
                file.members().stream()
                        .filter(member -> member.state().isLatched())
                        .map(Member::alertId)
                        .toList(),
                actor,
                words);
        draft.state = CaseState.CLOSED;
        draft.closedMillis = nowMillis;
        draft.deadlineMillis = null;
        draft.closeCause = words;
        draft.clocks.stopAll(nowMillis, calendar);
        return draft.finish(nowMillis);
    }

    /**
     * Whether an active alert only lasts because others are latched: it is about the scope, not about a device, every
     * device in the case is quiet, and the reset that follows the closing ends it.
     */
    public static boolean endsWithReset(Member member, CaseFile file) {
        return !member.located()
                && file.members().stream()
                        .noneMatch(other -> other.located() && other.state().isActive())
                && file.members().stream()
                        .anyMatch(other -> other.located() && other.state().isLatched());
    }

    /** Member alerts that nobody has seen. */
    public static List<String> needingAck(CaseFile file) {
        return file.members().stream()
                .filter(Member::needsAck)
                .map(Member::alertId)
                .toList();
    }
}
