package io.geshao.alerting.state;

import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl.Kind;
import io.geshao.core.port.AlertControl.RefusedException.Reason;
import io.geshao.core.port.AlertControl.Silence;
import io.geshao.core.port.AlertControl.Wish;
import java.util.Optional;

/**
 * Who may put aside what, and for how long. Source: the shelving limits of the state table (proposals): S1 by device only,
 * at most 30 minutes, with a second person; S2 at most 8 hours; the rest at most 7 days.
 */
public final class ShelvingPolicy {
    private static final long MINUTE = 60_000;
    static final long LONGEST_S1_MILLIS = 30 * MINUTE;
    static final long LONGEST_S2_MILLIS = 8 * 60 * MINUTE;
    static final long LONGEST_MILLIS = 7 * 24 * 60 * MINUTE;
    /** A work order that lasts longer is asked for again. */
    static final long LONGEST_ORDER_MILLIS = 30 * 24 * 60 * MINUTE;

    private ShelvingPolicy() {}

    /** Why a wish is not allowed, or nothing. */
    public static Optional<Reason> refusal(Wish wish) {
        if (wish.reason().isBlank()) {
            return Optional.of(Reason.REASON_MISSING);
        }
        if (wish.kind() == Kind.OUT_OF_SERVICE && wish.workOrder().isBlank()) {
            return Optional.of(Reason.WORK_ORDER_MISSING);
        }
        boolean device = wish.scope().startsWith("device:");
        if (!device && (wish.severest() == Severity.S1 || wish.kind() == Kind.OUT_OF_SERVICE)) {
            return Optional.of(Reason.TOO_WIDE);
        }
        return wish.lastsMillis() <= 0 || wish.lastsMillis() > longestMillis(wish)
                ? Optional.of(Reason.TOO_LONG)
                : Optional.empty();
    }

    /** Whether it takes effect only when somebody else has agreed. */
    public static boolean needsSecondPerson(Wish wish) {
        return wish.severest() == Severity.S1;
    }

    /** Why somebody may not agree to it, or nothing. */
    public static Optional<Reason> refusal(Silence silence, String actor) {
        return switch (silence.phase()) {
            case ENDED -> Optional.of(Reason.ALREADY_ENDED);
            case IN_FORCE -> Optional.of(Reason.ALREADY_IN_FORCE);
            case WAITING -> silence.owner().equals(actor) ? Optional.of(Reason.SAME_PERSON) : Optional.empty();
        };
    }

    public static long longestMillis(Wish wish) {
        if (wish.kind() == Kind.OUT_OF_SERVICE) {
            return LONGEST_ORDER_MILLIS;
        }
        return switch (wish.severest()) {
            case S1 -> LONGEST_S1_MILLIS;
            case S2 -> LONGEST_S2_MILLIS;
            case S3, S4 -> LONGEST_MILLIS;
        };
    }
}
