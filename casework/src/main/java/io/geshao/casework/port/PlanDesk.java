package io.geshao.casework.port;

import io.geshao.casework.Actor;
import io.geshao.casework.plan.CasePlan;
import io.geshao.casework.plan.ResponsePlan;
import java.util.List;
import java.util.Optional;

/** Response plans, and how far cases have come in theirs. */
public interface PlanDesk {
    /** The newest version of each plan, by code. */
    List<ResponsePlan> plans();

    /** All versions of a plan, newest first; empty if there is no such plan. */
    List<Version> versions(String code);

    /**
     * Makes the next version of a plan, or the first of a new one. Open cases keep the version they began with.
     *
     * @param draft its version is not looked at
     * @throws RefusedException {@link Reason#REASON_MISSING}, {@link Reason#CLASS_TAKEN}
     */
    ResponsePlan revise(Actor actor, ResponsePlan draft, String reason);

    /** The plan of a case, or empty if its class has none. */
    Optional<CasePlan> ofCase(String number);

    /**
     * A step of a case's plan has been done: noted once, and told on the case's timeline.
     *
     * @throws RefusedException {@link Reason#NO_SUCH_PLAN}, {@link Reason#NO_SUCH_STEP}, {@link Reason#ALREADY_DONE},
     *     {@link Reason#CASE_CLOSED}
     */
    CasePlan done(Actor actor, String number, int step, String note);

    /** Who made a version, and why. */
    record Version(ResponsePlan plan, long atMillis, String by, String reason) {}

    /** What cannot be done, by name. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Reason reason;

        public RefusedException(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /** Why it cannot be done. */
    enum Reason {
        NO_SUCH_PLAN,
        NO_SUCH_STEP,
        ALREADY_DONE,
        CASE_CLOSED,
        REASON_MISSING,
        /** Another plan is for one of the classes already. */
        CLASS_TAKEN
    }
}
