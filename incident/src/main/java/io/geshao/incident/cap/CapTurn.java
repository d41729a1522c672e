package io.geshao.incident.cap;

import io.geshao.core.CaseView;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a step of an emergency case means to those outside. */
public enum CapTurn {
    /** The emergency is new. */
    ALERT("Alert"),
    /** It is confirmed, graver, or another place. */
    UPDATE("Update"),
    /** It is over. CAP has no type of its own for that: an update whose response is AllClear. */
    ALL_CLEAR("Update"),
    /** It never was: raised in error. */
    CANCEL("Cancel");

    private static final Set<EventKind> NEWS = EnumSet.of(
            EventKind.CONFIRMED, EventKind.SEVERITY_UP, EventKind.GRADE_UP, EventKind.ALERT_JOINED, EventKind.RE_ALARM);

    private final String messageType;

    CapTurn(String messageType) {
        this.messageType = messageType;
    }

    /** The word of CAP's {@code msgType}. */
    public String messageType() {
        return messageType;
    }

    /**
     * The turn of a step, or empty if nobody outside needs to hear of it.
     *
     * @param before the case before the step, or null if the step opened it
     */
    public static Optional<CapTurn> of(@Nullable CaseFile before, Step step) {
        CaseView after = step.file().view();
        if (after.domain() != CaseView.Domain.EMERGENCY) {
            return Optional.empty();
        }
        if (before == null) {
            return Optional.of(ALERT);
        }
        if (before.view().isOpen() && !after.isOpen()) {
            return Optional.of(endedInError(after) ? CANCEL : ALL_CLEAR);
        }
        boolean news = after.isOpen() && step.entries().stream().anyMatch(entry -> NEWS.contains(entry.kind()));
        return news ? Optional.of(UPDATE) : Optional.empty();
    }

    /** Voided (作废) is the end of what should not have been reported; merged (并案) goes on under another number. */
    private static boolean endedInError(CaseView view) {
        return view.state().equals("VOID") || view.state().equals("MERGED");
    }
}
