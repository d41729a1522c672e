package io.geshao.alerting.state;

import io.geshao.core.AlertView.Hold;
import io.geshao.core.AlertView.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a phase: (standing, what holds now) to (standing, reasons). Dispositions are independent of the phase
 * and of each other; each difference is a move of its own, so that each has its reason.
 */
public final class Overlay {
    private Overlay() {}

    /**
     * What holds an open alert now.
     *
     * @param shelved the silence that covers it, or null
     * @param outOfService the work order on its device, or null
     * @param inhibitedBy ids of active alerts that suppress it, among them those that ended a moment ago and still settle
     */
    public record Holds(@Nullable Hold shelved, @Nullable Hold outOfService, Set<String> inhibitedBy) {
        public static final Holds NONE = new Holds(null, null, Set.of());

        public Holds {
            inhibitedBy = Set.copyOf(inhibitedBy);
        }
    }

    /** One difference. */
    public record Move(Standing standing, Reason reason) {}

    /** The moves that lead from a standing to what holds now; none if it is that already. */
    public static List<Move> toward(Standing before, Holds now) {
        List<Move> moves = new ArrayList<>();
        Standing standing = before;
        if (!Objects.equals(standing.shelved(), now.shelved())) {
            standing = new Standing(
                    now.shelved(),
                    standing.outOfService(),
                    standing.inhibitedBy(),
                    standing.chattering(),
                    standing.lastKnown(),
                    standing.tellFromMillis());
            moves.add(new Move(standing, now.shelved() == null ? Reason.UNSHELVED : Reason.SHELVED));
        }
        if (!Objects.equals(standing.outOfService(), now.outOfService())) {
            standing = new Standing(
                    standing.shelved(),
                    now.outOfService(),
                    standing.inhibitedBy(),
                    standing.chattering(),
                    standing.lastKnown(),
                    standing.tellFromMillis());
            moves.add(new Move(standing, now.outOfService() == null ? Reason.BACK_IN_SERVICE : Reason.OUT_OF_SERVICE));
        }
        if (!standing.inhibitedBy().equals(now.inhibitedBy())) {
            standing = new Standing(
                    standing.shelved(),
                    standing.outOfService(),
                    now.inhibitedBy(),
                    standing.chattering(),
                    standing.lastKnown(),
                    standing.tellFromMillis());
            moves.add(new Move(standing, now.inhibitedBy().isEmpty() ? Reason.UNINHIBITED : Reason.INHIBITED));
        }
        return List.copyOf(moves);
    }

    /** The standing a new episode begins with. */
    public static Standing first(Holds now, long tellFromMillis) {
        return new Standing(now.shelved(), now.outOfService(), now.inhibitedBy(), false, false, tellFromMillis);
    }

    public static Standing lastKnown(Standing before, boolean lastKnown) {
        return before.lastKnown() == lastKnown
                ? before
                : new Standing(
                        before.shelved(),
                        before.outOfService(),
                        before.inhibitedBy(),
                        before.chattering(),
                        lastKnown,
                        before.tellFromMillis());
    }

    public static Standing chattering(Standing before, boolean chattering) {
        return before.chattering() == chattering
                ? before
                : new Standing(
                        before.shelved(),
                        before.outOfService(),
                        before.inhibitedBy(),
                        chattering,
                        before.lastKnown(),
                        before.tellFromMillis());
    }
}
