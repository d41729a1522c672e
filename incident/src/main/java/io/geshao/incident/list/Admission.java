package io.geshao.incident.list;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that a community takes on work the responsibility list does not give it (准入): applied for, reviewed, decided,
 * and watched while it holds. A value.
 *
 * @param id such as {@code ZR-2026-0007}
 * @param classCode class of the work
 * @param place path of the community that is to do it
 * @param reason why, in the applicant's words
 * @param fundNote what comes with the work (费随事转), empty if nothing does
 * @param appliedBy account, and so for the others; null until somebody has
 * @param untilMillis until when it holds, or null for as long as nobody revokes it
 */
public record Admission(
        String id,
        String classCode,
        String place,
        String reason,
        String fundNote,
        State state,
        String appliedBy,
        @Nullable String reviewedBy,
        @Nullable String decidedBy,
        @Nullable Long untilMillis) {
    /** How far it has come. */
    public enum State {
        /** 申请. */
        APPLIED,
        /** 审核: the reviewer found it in order. */
        REVIEWED,
        /** 批复: it holds. */
        APPROVED,
        REFUSED,
        /** 监督: it held, and no longer does. */
        REVOKED
    }

    /** Who may take a step, by what. */
    public enum Action {
        APPLY,
        REVIEW,
        APPROVE,
        REFUSE,
        /** An observation while it holds; changes nothing. */
        SUPERVISE,
        REVOKE
    }

    /** Why a step is refused, or that it is not. */
    public enum Verdict {
        DONE,
        NOT_IN_THIS_STATE,
        SAME_PERSON,
        REASON_MISSING
    }

    /**
     * What came of a step.
     *
     * @param admission after the step; unchanged if it was refused
     */
    public record Outcome(Verdict verdict, Admission admission) {}

    private static final Map<Action, State> COMES_AFTER = Map.of(
            Action.REVIEW, State.APPLIED,
            Action.APPROVE, State.REVIEWED,
            Action.SUPERVISE, State.APPROVED,
            Action.REVOKE, State.APPROVED);

    /*
     * Three people: whoever applies does not review, whoever reviewed does not decide, whoever applied does not decide.
     * A request may be refused at review as well as at the decision; refusing needs a reason, and so does revoking.
     */

    /** The admission after somebody's step, or why there is none. */
    public Outcome take(Action action, String account, String reason) {
        boolean inState = action == Action.REFUSE
                ? state == State.APPLIED || state == State.REVIEWED
                : COMES_AFTER.get(action) == state;
        if (!inState) {
            return new Outcome(Verdict.NOT_IN_THIS_STATE, this);
        }
        if (action != Action.REVIEW && action != Action.APPROVE && reason.isBlank()) {
            return new Outcome(Verdict.REASON_MISSING, this);
        }
        boolean decides = action == Action.REVIEW || action == Action.APPROVE || action == Action.REFUSE;
        if (decides && (account.equals(appliedBy) || account.equals(reviewedBy))) {
            return new Outcome(Verdict.SAME_PERSON, this);
        }
        return new Outcome(
                Verdict.DONE,
                switch (action) {
                    case APPLY, SUPERVISE -> this;
                    case REVIEW -> with(State.REVIEWED, account, decidedBy);
                    case APPROVE -> with(State.APPROVED, reviewedBy, account);
                    case REFUSE -> with(State.REFUSED, reviewedBy, account);
                    case REVOKE -> with(State.REVOKED, reviewedBy, decidedBy);
                });
    }

    private Admission with(State next, @Nullable String reviewer, @Nullable String decider) {
        return new Admission(id, classCode, place, reason, fundNote, next, appliedBy, reviewer, decider, untilMillis);
    }

    /** Whether a place lies where the admission holds. */
    boolean covers(String path) {
        return path.equals(place) || path.startsWith(place + "/");
    }
}
