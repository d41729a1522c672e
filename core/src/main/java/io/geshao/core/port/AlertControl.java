package io.geshao.core.port;

import io.geshao.core.AlertTransition;
import io.geshao.core.CommunityId;
import io.geshao.core.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people put beside alerts, how an alert came to where it is, and what the rules are. Blocking; any thread. What is
 * changed here is durable when the call returns, and takes effect in the engine right after.
 */
public interface AlertControl {
    /** Silences that wait or are in force, newest first; then those that have ended, if asked for, newest first. */
    List<Silence> silences(Ended ended, int limit);

    Optional<Silence> silence(String id);

    /** Asks for a silence: in force at once, or waiting for a second person where it covers S1. */
    Silence add(Wish wish, String actor);

    /** A second person agrees; the time it may last counts from here. */
    Silence confirm(String id, String actor);

    /** Ends a silence before its time; one that has ended already stays as it is. */
    Silence end(String id, String actor);

    /** All transitions of one episode, oldest first; empty if there is no such episode. */
    List<AlertTransition> history(String alertId);

    /**
     * Gives an order about one episode and waits a moment for what became of it.
     *
     * @param cause why it is reset, empty for the other orders
     * @return the reason code of the move, or empty if the order is durable but has not been carried out yet
     */
    Optional<String> order(Order order, String alertId, String actor, String cause);

    List<RuleSheet> rules();

    /** Desks that have more new alerts than they can take, now. */
    List<Flood> floods();

    /** Whether ended silences are listed too. */
    enum Ended {
        LEFT_OUT,
        LISTED
    }

    /** What a person may order about one episode. */
    enum Order {
        ACKNOWLEDGE,
        RESET
    }

    /** What a silence does. Either way alerts are judged and recorded, and nobody is told. */
    enum Kind {
        /** 搁置: a person wants quiet for a while. */
        SHELVE,
        /** 停用: a work order is open on the device. */
        OUT_OF_SERVICE
    }

    /** Where a silence stands. */
    enum Phase {
        /** It covers S1 and needs a second person. */
        WAITING,
        IN_FORCE,
        ENDED
    }

    /**
     * A silence as a person asks for it.
     *
     * @param scope {@code device:ID}, or the wider scopes of an alert
     * @param rule id of the only rule it covers; empty is any
     * @param severest the most severe alerts it covers; S1 only where the scope is a device
     * @param reason why, in the owner's words; never empty
     * @param workOrder number of the work order; needed for out of service, else empty
     * @param lastsMillis how long it lasts, from when it is in force
     */
    record Wish(
            Kind kind,
            String scope,
            String rule,
            Severity severest,
            String reason,
            String workOrder,
            long lastsMillis) {}

    /**
     * A silence.
     *
     * @param owner account name of who asked for it
     * @param untilMillis when it ends by itself; 0 while it waits
     * @param confirmedBy the second person, or null
     * @param endedMillis when it ended, or null
     * @param endedBy who ended it, {@code SYS} if its time was over, or null
     */
    record Silence(
            String id,
            Wish wish,
            CommunityId community,
            String owner,
            long createdMillis,
            long untilMillis,
            @Nullable String confirmedBy,
            @Nullable Long endedMillis,
            @Nullable String endedBy) {
        public Phase phase() {
            if (endedMillis != null) {
                return Phase.ENDED;
            }
            return untilMillis == 0 ? Phase.WAITING : Phase.IN_FORCE;
        }
    }

    /**
     * A rule as it runs.
     *
     * @param severities what it can raise, least severe first
     * @param shadow whether it only counts what it would raise
     * @param open episodes open now
     * @param raisedDay episodes raised in the last 24 hours
     * @param shadowRaised what it would have raised since it was loaded, 0 for a live rule
     * @param loadedMillis when this version was first loaded
     */
    record RuleSheet(
            String id,
            int version,
            Map<String, String> title,
            List<Severity> severities,
            String scope,
            boolean latching,
            boolean shadow,
            int open,
            int raisedDay,
            long shadowRaised,
            long loadedMillis) {}

    /**
     * More new alerts than a desk can take (ISA-18.2: over 10 in 10 minutes, until under 5): S3 and S4 go to lists only.
     *
     * @param newAlerts in the last ten minutes
     * @param peak the most there were in any ten minutes of it
     */
    record Flood(CommunityId community, long sinceMillis, int newAlerts, int peak) {}

    /** A wish that is not allowed, refused by name. */
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

        /** Why it was refused. */
        public enum Reason {
            NO_SUCH_SILENCE,
            NO_SUCH_ALERT,
            NO_SUCH_SCOPE,
            TOO_WIDE,
            TOO_LONG,
            REASON_MISSING,
            WORK_ORDER_MISSING,
            SAME_PERSON,
            ALREADY_IN_FORCE,
            ALREADY_ENDED,
            TOO_MANY_SILENCES
        }
    }
}
