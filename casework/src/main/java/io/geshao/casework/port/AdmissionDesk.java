package io.geshao.casework.port;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests that a community takes on work the responsibility list does not give it (准入): 申请、审核、批复、监督. */
public interface AdmissionDesk {
    /** What somebody does about a request. */
    enum Action {
        REVIEW,
        APPROVE,
        REFUSE,
        /** An observation while it holds. */
        SUPERVISE,
        REVOKE
    }

    /**
     * A request.
     *
     * @param state {@code APPLIED}, {@code REVIEWED}, {@code APPROVED}, {@code REFUSED} or {@code REVOKED}
     * @param untilMillis until when it holds, or null
     * @param steps what happened, oldest first
     */
    record Sheet(
            String id,
            String classCode,
            String place,
            String reason,
            String fundNote,
            String state,
            @Nullable Long untilMillis,
            List<SheetStep> steps) {
        public Sheet {
            steps = List.copyOf(steps);
        }
    }

    /** Who did what when, with a reason where one was given. */
    record SheetStep(String action, String account, String reason, long atMillis) {}

    /** What is asked for. */
    record Wish(
            String classCode,
            String place,
            String reason,
            String fundNote,
            @Nullable Long untilMillis) {}

    /** Requests, the newest first. */
    List<Sheet> list(int limit);

    Optional<Sheet> find(String id);

    /** @throws RefusedException if no reason is given */
    Sheet apply(Wish wish, String account);

    /** @throws RefusedException if the step is not possible now, or not for this person */
    Sheet take(String id, Action action, String reason, String account);

    /** Nothing was changed. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Reason reason;

        /** Why. */
        public enum Reason {
            NO_SUCH_ADMISSION,
            NOT_IN_THIS_STATE,
            SAME_PERSON,
            REASON_MISSING
        }

        public RefusedException(Reason reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }
}
