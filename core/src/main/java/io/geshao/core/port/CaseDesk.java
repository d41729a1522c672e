package io.geshao.core.port;

import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cases, to look at and to act on. Blocking; any thread. Actions are committed when they return. */
public interface CaseDesk {
    /** All open cases, most severe first, then oldest. */
    List<CaseView> open();

    /** Cases opened before a time, newest first, open or closed; null starts at the newest. */
    default List<CaseView> openedBefore(@Nullable Long openedMillis, int limit) {
        return openedBefore(openedMillis == null ? Long.MAX_VALUE : openedMillis, "", limit);
    }

    /**
     * Cases after one case in the order of opening time, newest first, and among equals of number, descending. Pages that
     * follow each other by the last case's time and number leave nothing out, however many cases one commit opened.
     */
    List<CaseView> openedBefore(long openedMillis, String number, int limit);

    Optional<CaseView> find(String number);

    /** The whole timeline, oldest first; empty if there is no such case. */
    List<CaseEvent> timeline(String number);

    /** Somebody takes the case; its member alerts are acknowledged too. */
    CaseView acknowledge(String number, String actor);

    CaseView comment(String number, String actor, String text);

    /** Ends the case with a cause; latched member alerts are reset with it. */
    CaseView close(String number, String actor, String cause);

    /** An action that the case's state does not allow, refused by name. */
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

        /** Why an action was refused. */
        public enum Reason {
            NO_SUCH_CASE,
            ALREADY_ACKNOWLEDGED,
            ALREADY_CLOSED,
            ALERT_STILL_ACTIVE,
            CAUSE_MISSING,
            TEXT_MISSING
        }
    }
}
