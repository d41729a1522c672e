package io.geshao.incident.ladder;

import io.geshao.casework.LadderView.Phase;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ladder of one case: a value, one row of the database.
 *
 * @param number the case
 * @param plan as it was when the round began
 * @param round counts from 1
 * @param next index of the step to come; the number of steps if only the end is left
 * @param startedMillis from when the delays of this round count
 * @param nextMillis when something is due: a step, the end, a reminder or the lapse; null if nothing is
 * @param toldMillis when a step was told last, 0 if none was
 * @param ackedBy who acknowledged, or null
 * @param ackedMillis when the acknowledgement was given, 0 if none
 * @param lapseMillis when the acknowledgement lapses, or null
 * @param reminded whether the reminder of this lapse is out
 * @param handover whether it lapses because the shift of whoever acknowledged is over
 * @param onShift ids of who filled the posts of the first step when last looked; null before the first look
 */
public record Ladder(
        String number,
        LadderPlan plan,
        Phase phase,
        int round,
        int next,
        long startedMillis,
        @Nullable Long nextMillis,
        long toldMillis,
        @Nullable String ackedBy,
        long ackedMillis,
        @Nullable Long lapseMillis,
        boolean reminded,
        boolean handover,
        @Nullable Set<String> onShift) {
    public Ladder {
        onShift = onShift == null ? null : Set.copyOf(onShift);
    }

    /** Id of a step that is unique in the case: the round, then the step. */
    public String stepId(String step) {
        return round + "/" + step;
    }

    /** When the step to come is due by the plan; the end if no step is left. */
    long plannedMillis(int index) {
        return startedMillis
                + (index < plan.steps().size() ? plan.steps().get(index).afterMillis() : plan.endAfterMillis());
    }

    Ladder step(Phase newPhase, int newNext, @Nullable Long newNextMillis) {
        return new Ladder(
                number,
                plan,
                newPhase,
                round,
                newNext,
                startedMillis,
                newNextMillis,
                toldMillis,
                ackedBy,
                ackedMillis,
                lapseMillis,
                reminded,
                handover,
                onShift);
    }

    Ladder startingAt(long millis) {
        return new Ladder(
                number,
                plan,
                phase,
                round,
                next,
                millis,
                nextMillis,
                toldMillis,
                ackedBy,
                ackedMillis,
                lapseMillis,
                reminded,
                handover,
                onShift);
    }

    Ladder told(long millis) {
        return new Ladder(
                number,
                plan,
                phase,
                round,
                next,
                startedMillis,
                nextMillis,
                millis,
                ackedBy,
                ackedMillis,
                lapseMillis,
                reminded,
                handover,
                onShift);
    }

    Ladder acked(@Nullable String by, long millis, @Nullable Long lapse, boolean newReminded, boolean newHandover) {
        return new Ladder(
                number,
                plan,
                phase,
                round,
                next,
                startedMillis,
                nextMillis,
                toldMillis,
                by,
                millis,
                lapse,
                newReminded,
                newHandover,
                onShift);
    }

    Ladder onShift(Set<String> people) {
        return new Ladder(
                number,
                plan,
                phase,
                round,
                next,
                startedMillis,
                nextMillis,
                toldMillis,
                ackedBy,
                ackedMillis,
                lapseMillis,
                reminded,
                handover,
                people);
    }

    /** The next round, from its first step. */
    Ladder again(LadderPlan newPlan, long nowMillis) {
        return new Ladder(
                number,
                newPlan,
                Phase.RUNNING,
                round + 1,
                0,
                nowMillis,
                nowMillis,
                toldMillis,
                null,
                0,
                null,
                false,
                false,
                onShift);
    }
}
