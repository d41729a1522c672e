package io.geshao.alerting.state;

import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertTransition.Notice;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.Standing;
import io.geshao.core.Severity;

/** Whether people are to be told of a move, as a pure function; the first reason against it decides. */
public final class Notices {
    /** A new alarm of the same episode is told again only after so long. Source: proposals of the state table. */
    static final long AGAIN_MILLIS = 600_000;

    static final long AGAIN_LIFE_SAFETY_MILLIS = 60_000;

    private Notices() {}

    /**
     * What speaks for and against telling.
     *
     * @param alert after the move
     * @param toldMillis when people were last told of this episode, 0 if never
     * @param confirmed it is a source of something that is confirmed already, in the same scope
     * @param flooded the desk is in flood mode
     */
    public record Circumstances(AlertView alert, long toldMillis, boolean confirmed, boolean flooded) {}

    public static Notice judge(Kind kind, Circumstances at) {
        AlertView alert = at.alert();
        if (!kind.isNews()) {
            return Notice.NO_NEWS;
        }
        Notice aside = putAside(alert.standing());
        if (aside != Notice.DUE) {
            return aside;
        }
        if (alert.severity() == Severity.S4) {
            return Notice.LIST_ONLY;
        }
        return switch (kind) {
            // Told to those who were told.
            case CLEARED, RULE_REMOVED, DEVICE_RETIRED -> at.toldMillis() == 0 ? Notice.NOBODY_WAITS : Notice.DUE;
            case UNSHELVED, UNINHIBITED, BACK_IN_SERVICE -> isOpenAlarm(alert) ? fresh(at) : Notice.NOBODY_WAITS;
            case RE_ALARM -> again(at);
            case RAISED, SEVERITY_UP -> fresh(at);
            default -> Notice.DUE;
        };
    }

    private static Notice putAside(Standing standing) {
        if (standing.outOfService() != null) {
            return Notice.OUT_OF_SERVICE;
        }
        if (standing.shelved() != null) {
            return Notice.SHELVED;
        }
        return standing.inhibitedBy().isEmpty() ? Notice.DUE : Notice.INHIBITED;
    }

    /** Still an alarm, and nobody has seen it. */
    private static boolean isOpenAlarm(AlertView alert) {
        AlertView.State state = alert.state();
        return (state.isActive() || state.isLatched()) && !state.isAcked();
    }

    private static Notice again(Circumstances at) {
        AlertView alert = at.alert();
        if (alert.state().isAcked()) {
            return Notice.NOBODY_WAITS;
        }
        long quiet = alert.severity() == Severity.S1 ? AGAIN_LIFE_SAFETY_MILLIS : AGAIN_MILLIS;
        boolean recent = at.toldMillis() != 0 && alert.updatedMillis() - at.toldMillis() <= quiet;
        if (alert.standing().chattering() && at.toldMillis() != 0) {
            return Notice.CHATTERING;
        }
        return recent ? Notice.TOLD_RECENTLY : fresh(at);
    }

    private static Notice fresh(Circumstances at) {
        if (at.confirmed()) {
            return Notice.SAME_CASE;
        }
        boolean ordinary = at.alert().severity().compareTo(Severity.S3) >= 0;
        return at.flooded() && ordinary ? Notice.FLOOD : Notice.DUE;
    }
}
