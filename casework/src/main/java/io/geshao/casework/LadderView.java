package io.geshao.casework;

import io.geshao.core.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The escalation ladder of a case (升级梯) as others see it.
 *
 * @param number the case
 * @param phase where it stands
 * @param round counts from 1; a confirmation, a higher severity or an alarm anew begins the next
 * @param startedMillis from when the steps of this round count
 * @param nextStep id of the step to come, empty if none
 * @param nextMillis when something is due next, or null
 * @param ackedBy who took the case, or null while nobody has
 * @param lapseMillis when the acknowledgement lapses without progress, or null
 * @param plan the steps as they were when the round began
 * @param done what has been done so far, oldest first, all rounds
 */
public record LadderView(
        String number,
        Phase phase,
        Severity severity,
        int round,
        long startedMillis,
        String nextStep,
        @Nullable Long nextMillis,
        @Nullable String ackedBy,
        @Nullable Long lapseMillis,
        List<PlannedStep> plan,
        List<Done> done) {
    public LadderView {
        plan = List.copyOf(plan);
        done = List.copyOf(done);
    }

    /** Where a ladder stands. */
    public enum Phase {
        /** Nobody has acknowledged: its steps run. */
        RUNNING,
        /** Acknowledged; goes on if nothing follows. */
        ACKED,
        /** Somebody is at it: the clocks of the case rule from here. */
        TAKEN_UP,
        /** Its alerts are put aside; goes on when they are back. */
        HELD,
        /** Its alerts are over by themselves; a new alarm starts it again. */
        QUIET,
        /** Every step and repeat was told and nobody answered: red until somebody does (M6). */
        UNANSWERED,
        /** The case is over. */
        ENDED
    }

    /** A step as planned: when after the start, who, how. */
    public record PlannedStep(String step, long afterMillis, List<Post> posts, List<String> ways) {
        public PlannedStep {
            posts = List.copyOf(posts);
            ways = List.copyOf(ways);
        }
    }

    /**
     * Something the ladder did.
     *
     * @param outcome why it is in the list
     * @param people ids of those who were told
     */
    public record Done(int round, String step, long atMillis, Outcome outcome, List<String> people) {
        public Done {
            people = List.copyOf(people);
        }
    }

    /** What became of a step, or what happened to the ladder. */
    public enum Outcome {
        TOLD,
        /** Passed over: the time of day is outside its hours. */
        OUTSIDE_HOURS,
        /** Passed over: nobody fills the post. */
        NOBODY_ON_DUTY,
        /** Passed over: nobody who fills the post can be reached by any channel there is. */
        NOBODY_REACHABLE,
        /** Nobody of the step got anything: the next one was brought forward. */
        COULD_NOT_BE_TOLD,
        ACKNOWLEDGED,
        REMINDED,
        ACK_LAPSED,
        HANDED_OVER,
        HANDOVER_UNCONFIRMED,
        HELD,
        BACK,
        QUIET,
        RESTARTED,
        TAKEN_UP,
        ENDED,
        /** A step was late and was started anew by the watchdog. */
        RESCUED,
        NOBODY_ANSWERED
    }
}
