package io.geshao.alerting.rule;

import io.geshao.core.AlertView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one rule stands in one scope. Immutable; an observation that changes nothing returns the same object.
 *
 * @param state of the episode; NORMAL if none is open
 * @param level index of the highest level raised in the open episode, −1 if none is open
 * @param onsetMillis event time at which the open episode began, corrected by late readings
 * @param notBeforeMillis event time of the observation before the onset: it cannot be corrected past that
 * @param step how many transitions the open episode has had; its number in the database
 * @param ackedMillis when it was last acknowledged, 0 if not
 * @param pending per level what is on its way to being raised, null where nothing is
 * @param clearing the off-delay that runs, or null
 * @param lowering the step-down delay that runs, or null
 * @param lastKnown whether nothing is known now: the alert stands as last known
 */
public record RuleState(
        AlertView.State state,
        int level,
        long onsetMillis,
        long notBeforeMillis,
        int step,
        long ackedMillis,
        List<@Nullable Delay> pending,
        @Nullable Delay clearing,
        @Nullable Lowering lowering,
        boolean lastKnown) {

    /**
     * A step-down delay that runs.
     *
     * @param level the lower level that holds
     */
    public record Lowering(Delay delay, int level) {
        Lowering hold(long nowMillis) {
            Delay held = delay.hold(nowMillis);
            return held.equals(delay) ? this : new Lowering(held, level);
        }

        Lowering again(boolean reading, long nowMillis, int to) {
            return new Lowering(delay.again(reading, nowMillis), to);
        }
    }

    /**
     * A delay that runs.
     *
     * @param onsetMillis event time of the first observation
     * @param notBeforeMillis event time of the observation before that one: an onset cannot be corrected past it
     * @param sinceMillis where the delay counts from: the onset, moved on by the time nothing was known
     * @param seen readings so far
     * @param heldMillis since when nothing is known, or {@link #RUNNING}
     */
    public record Delay(long onsetMillis, long notBeforeMillis, long sinceMillis, int seen, long heldMillis) {
        static final long RUNNING = Long.MIN_VALUE;

        static Delay start(Observation seen) {
            return new Delay(
                    seen.eventMillis(), seen.previousMillis(), seen.eventMillis(), seen.reading() ? 1 : 0, RUNNING);
        }

        boolean held() {
            return heldMillis != RUNNING;
        }

        Delay hold(long nowMillis) {
            return held() ? this : new Delay(onsetMillis, notBeforeMillis, sinceMillis, seen, nowMillis);
        }

        Delay again(boolean reading, long nowMillis) {
            long since = held() ? sinceMillis + Math.max(0, nowMillis - heldMillis) : sinceMillis;
            return !held() && !reading
                    ? this
                    : new Delay(onsetMillis, notBeforeMillis, since, reading ? seen + 1 : seen, RUNNING);
        }

        Delay running() {
            return held() ? new Delay(onsetMillis, notBeforeMillis, sinceMillis, seen, RUNNING) : this;
        }

        Delay began(long earlierMillis) {
            return new Delay(
                    earlierMillis, notBeforeMillis, sinceMillis - (onsetMillis - earlierMillis), seen, heldMillis);
        }
    }

    /** Nothing is known, nothing is up. */
    public static RuleState normal(int levels) {
        List<@Nullable Delay> none = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            none.add(null);
        }
        return new RuleState(
                AlertView.State.NORMAL,
                -1,
                0,
                0,
                0,
                0,
                java.util.Collections.unmodifiableList(none),
                null,
                null,
                false);
    }

    /** The same state under a rule with another number of levels: what is up stays up, what was pending starts anew. */
    public RuleState fit(int levels) {
        return pending.size() == levels
                ? this
                : new RuleState(
                        state,
                        Math.min(level, levels - 1),
                        onsetMillis,
                        notBeforeMillis,
                        step,
                        ackedMillis,
                        normal(levels).pending,
                        clearing,
                        null,
                        lastKnown);
    }

    /** NORMAL, with the next step of the episode: its rule or its device is gone. */
    public RuleState ended() {
        return with(AlertView.State.NORMAL, -1);
    }

    /** The same with delays that stood still going on from where they began: what was not known is known again. */
    public RuleState running() {
        List<@Nullable Delay> runs = new ArrayList<>();
        for (Delay delay : pending) {
            runs.add(delay == null ? null : delay.running());
        }
        return runs.equals(pending) ? this : pending(java.util.Collections.unmodifiableList(runs));
    }

    /** NORMAL, with nothing on its way: as good as no state at all. */
    public boolean isIdle() {
        return !state.isOpen() && !isPending();
    }

    public boolean isPending() {
        for (Delay delay : pending) {
            if (delay != null) {
                return true;
            }
        }
        return false;
    }

    /** The next step of the episode; whatever off-delay ran is over. */
    RuleState with(AlertView.State newState, int newLevel) {
        return new RuleState(
                newState,
                newLevel,
                onsetMillis,
                notBeforeMillis,
                step + 1,
                ackedMillis,
                pending,
                null,
                null,
                lastKnown);
    }

    RuleState acked(AlertView.State newState, long nowMillis) {
        return copy(newState, level, onsetMillis, step + 1, nowMillis, clearing, lastKnown);
    }

    /** The acknowledgement no longer holds; an off-delay that runs goes on. */
    RuleState unacked(AlertView.State newState) {
        return copy(newState, level, onsetMillis, step + 1, ackedMillis, clearing, lastKnown);
    }

    /** The next step of the episode, in which the state itself stays as it is. */
    public RuleState noted() {
        return copy(state, level, onsetMillis, step + 1, ackedMillis, clearing, lastKnown);
    }

    RuleState onset(long earlierMillis) {
        return copy(state, level, earlierMillis, step + 1, ackedMillis, clearing, lastKnown);
    }

    RuleState sameSeverity(int newLevel) {
        return copy(state, newLevel, onsetMillis, step, ackedMillis, null, lastKnown);
    }

    RuleState clearing(@Nullable Delay newClearing) {
        return Objects.equals(newClearing, clearing)
                ? this
                : copy(state, level, onsetMillis, step, ackedMillis, newClearing, lastKnown);
    }

    RuleState lowering(@Nullable Lowering newLowering) {
        return Objects.equals(newLowering, lowering)
                ? this
                : new RuleState(
                        state,
                        level,
                        onsetMillis,
                        notBeforeMillis,
                        step,
                        ackedMillis,
                        pending,
                        clearing,
                        newLowering,
                        lastKnown);
    }

    RuleState known(boolean known) {
        return lastKnown == !known ? this : copy(state, level, onsetMillis, step, ackedMillis, clearing, !known);
    }

    RuleState pending(List<@Nullable Delay> newPending) {
        return new RuleState(
                state,
                level,
                onsetMillis,
                notBeforeMillis,
                step,
                ackedMillis,
                newPending,
                clearing,
                lowering,
                lastKnown);
    }

    private RuleState copy(
            AlertView.State newState,
            int newLevel,
            long onset,
            int newStep,
            long acked,
            @Nullable Delay newClearing,
            boolean newLastKnown) {
        return new RuleState(
                newState,
                newLevel,
                onset,
                notBeforeMillis,
                newStep,
                acked,
                pending,
                newClearing,
                lowering,
                newLastKnown);
    }
}
