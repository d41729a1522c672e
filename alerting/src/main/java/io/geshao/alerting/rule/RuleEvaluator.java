package io.geshao.alerting.rule;

import io.geshao.alerting.rule.RuleState.Delay;
import io.geshao.alerting.state.AlertMachine;
import io.geshao.alerting.state.AlertMachine.Event;
import io.geshao.alerting.state.AlertMachine.Move;
import io.geshao.alerting.state.AlertMachine.Trait;
import io.geshao.alerting.state.Phase;
import io.geshao.alerting.state.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The alert state machine as pure functions of (rule, state, what happened, now).
 *
 * <p>A delay counts from the event time of its first observation and runs on the wall clock while the last value holds.
 * When nothing is known it stands still; when something is known again, it goes on from where it stood. An alert that is
 * up looks only at its clear condition and at levels above its own.
 */
public final class RuleEvaluator {
    /** An ack of a latched alert outlives a new alarm that comes this soon after it. Source: alert state machine. */
    static final long ACK_KEPT_MILLIS = 60_000;

    private RuleEvaluator() {}

    /** What one observation changes. */
    public static Step observe(Rule rule, RuleState before, Observation seen, long nowMillis) {
        return observe(rule, before, seen, nowMillis, Set.of());
    }

    /** @param moment what the moment adds: whether the condition chatters */
    public static Step observe(Rule rule, RuleState before, Observation seen, long nowMillis, Set<Trait> moment) {
        RuleState state = advance(rule, before, seen, nowMillis);
        Step raised = raise(rule, state, nowMillis, moment);
        if (raised != null) {
            return raised;
        }
        if (!state.state().isActive()) {
            return quiet(before, state, seen);
        }
        Step step = judgeClear(rule, state, seen, nowMillis);
        return step.state().state().isActive() ? lower(rule, step, seen, nowMillis) : step;
    }

    /** What the passing of time alone changes: call it when {@link #dueMillis} has come. */
    public static Step due(Rule rule, RuleState state, long nowMillis) {
        Step raised = raise(rule, state, nowMillis, Set.of());
        if (raised != null) {
            return raised;
        }
        Step cleared = clearIfOver(rule, state, nowMillis, Reason.NONE);
        return cleared.reason() == Reason.NONE ? lowerIfOver(rule, cleared, nowMillis) : cleared;
    }

    /** When the next delay ends, or {@link Long#MAX_VALUE} if none runs on the clock. */
    public static long dueMillis(Rule rule, RuleState state) {
        long due = Long.MAX_VALUE;
        for (int i = 0; i < state.pending().size(); i++) {
            due = Math.min(due, raisedMillis(rule, i, state.pending().get(i)));
        }
        RuleState.Lowering lowering = state.lowering();
        if (lowering != null) {
            due = Math.min(due, end(lowering.delay(), stepDown(rule)));
        }
        return Math.min(due, end(state.clearing(), rule.clearHold(state.level())));
    }

    /** A late reading says that the condition held already at an earlier time. */
    public static Step earlier(RuleState state, List<Verdict> levels, long eventMillis) {
        RuleState corrected = state;
        List<@Nullable Delay> pending = new ArrayList<>(state.pending());
        boolean moved = false;
        for (int i = 0; i < pending.size(); i++) {
            Delay delay = pending.get(i);
            if (delay != null
                    && levels.get(i) == Verdict.TRUE
                    && eventMillis < delay.onsetMillis()
                    && eventMillis > delay.notBeforeMillis()) {
                pending.set(i, delay.began(eventMillis));
                moved = true;
            }
        }
        if (moved) {
            corrected = state.pending(Collections.unmodifiableList(pending));
        }
        boolean holdsAtLevel = state.level() >= 0 && levels.get(state.level()) == Verdict.TRUE;
        if (state.state().isActive()
                && holdsAtLevel
                && eventMillis < state.onsetMillis()
                && eventMillis > state.notBeforeMillis()) {
            return new Step(corrected.onset(eventMillis), Reason.ONSET_CORRECTED);
        }
        return new Step(corrected, moved ? Reason.REPEATED : Reason.NONE);
    }

    /**
     * A late reading says that something began and ended while nobody could know: an episode that is over from the start,
     * waits to be acknowledged and does not latch (迟报).
     */
    public static Step lateEpisode(RuleState state, int level, long eventMillis) {
        return new Step(
                new RuleState(
                        io.geshao.core.AlertView.State.RTN_UNACK,
                        level,
                        eventMillis,
                        eventMillis,
                        1,
                        0,
                        state.pending(),
                        null,
                        null,
                        false),
                Reason.RAISED);
    }

    /** Somebody says: I have seen it. */
    public static Step acknowledge(RuleState state, long nowMillis) {
        Move move = AlertMachine.next(phase(state), Event.ACK, Set.of());
        if (move.reason() == Reason.ACKED) {
            return new Step(state.acked(move.to().state(), nowMillis), move.reason());
        }
        return new Step(move.to() == Phase.NORMAL && state.state().isOpen() ? close(state) : state, move.reason());
    }

    /** Somebody resets a latched alert; the caller keeps the cause. */
    public static Step reset(RuleState state) {
        Move move = AlertMachine.next(phase(state), Event.RESET, Set.of());
        return new Step(move.reason() == Reason.RESET ? close(state) : state, move.reason());
    }

    /** Nobody followed the acknowledgement up. */
    public static Step lapse(RuleState state) {
        Move move = AlertMachine.next(phase(state), Event.ACK_LAPSE, Set.of());
        return new Step(
                move.reason() == Reason.ACK_LAPSED ? state.unacked(move.to().state()) : state, move.reason());
    }

    /** It has been open for a day. */
    public static Step dayOver(RuleState state) {
        Reason reason =
                AlertMachine.next(phase(state), Event.DAY_OVER, Set.of()).reason();
        return new Step(reason == Reason.STALE ? state.noted() : state, reason);
    }

    private static Phase phase(RuleState state) {
        return Phase.of(state.state(), state.isPending(), state.clearing() != null);
    }

    private static RuleState advance(Rule rule, RuleState state, Observation seen, long nowMillis) {
        int floor = state.state().isActive() ? state.level() : -1;
        List<@Nullable Delay> changed = null;
        for (int i = 0; i < rule.levels().size(); i++) {
            Delay was = state.pending().get(i);
            Delay is = i <= floor ? null : next(was, seen.levels().get(i), seen, nowMillis);
            if (!Objects.equals(is, was)) {
                if (changed == null) {
                    changed = new ArrayList<>(state.pending());
                }
                changed.set(i, is);
            }
        }
        return changed == null ? state : state.pending(Collections.unmodifiableList(changed));
    }

    private static @Nullable Delay next(@Nullable Delay was, Verdict verdict, Observation seen, long nowMillis) {
        return switch (verdict) {
            case FALSE -> null;
            case UNKNOWN -> was == null ? null : was.hold(nowMillis);
            case TRUE -> was == null ? Delay.start(seen) : was.again(seen.reading(), nowMillis);
        };
    }

    private static @Nullable Step raise(Rule rule, RuleState state, long nowMillis, Set<Trait> moment) {
        for (int i = rule.levels().size() - 1; i >= 0; i--) {
            Delay delay = state.pending().get(i);
            if (delay == null || raisedMillis(rule, i, delay) > nowMillis) {
                continue;
            }
            List<@Nullable Delay> rest = new ArrayList<>(state.pending());
            for (int below = 0; below <= i; below++) {
                rest.set(below, null);
            }
            return raised(rule, state.pending(Collections.unmodifiableList(rest)), i, delay, nowMillis, moment);
        }
        return null;
    }

    private static Step raised(Rule rule, RuleState state, int level, Delay delay, long nowMillis, Set<Trait> moment) {
        Phase phase = phase(state);
        if (phase.isActive()) {
            boolean graver = rule.levels().get(level).severity()
                    != rule.levels().get(state.level()).severity();
            Move move = AlertMachine.next(phase, graver ? Event.HIGHER_SEVERITY : Event.ON_DELAY_OVER, Set.of());
            return graver
                    ? new Step(state.with(move.to().state(), level), move.reason())
                    : new Step(state.sameSeverity(level), move.reason());
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.addAll(moment);
        if (nowMillis < state.ackedMillis() + ACK_KEPT_MILLIS) {
            traits.add(Trait.ACK_IS_FRESH);
        }
        Move move = AlertMachine.next(phase, Event.ON_DELAY_OVER, traits);
        if (move.reason() == Reason.RE_ALARM) {
            return new Step(state.with(move.to().state(), Math.max(level, state.level())), move.reason());
        }
        return new Step(
                new RuleState(
                        move.to().state(),
                        level,
                        delay.onsetMillis(),
                        delay.notBeforeMillis(),
                        1,
                        0,
                        state.pending(),
                        null,
                        null,
                        false),
                move.reason());
    }

    private static Step judgeClear(Rule rule, RuleState state, Observation seen, long nowMillis) {
        Delay was = state.clearing();
        Move move = AlertMachine.next(phase(state), event(seen.clear()), Set.of());
        return switch (seen.clear()) {
            // The alarm stands as last known; that it does is told once, not at every moment nothing is known.
            case UNKNOWN ->
                state.lastKnown()
                        ? new Step(state.clearing(null), Reason.UPDATED)
                        : new Step(state.clearing(null).known(false).noted(), move.reason());
            case FALSE ->
                state.lastKnown()
                        ? new Step(state.clearing(null).known(true).noted(), Reason.KNOWN_AGAIN)
                        : new Step(state.clearing(null), move.reason());
            case TRUE -> {
                Delay is = was == null ? Delay.start(seen) : was.again(seen.reading(), nowMillis);
                Step step = clearIfOver(rule, state.clearing(is).known(true), nowMillis, move.reason());
                yield state.lastKnown() && step.reason() == move.reason()
                        ? new Step(step.state().noted(), Reason.KNOWN_AGAIN)
                        : step;
            }
        };
    }

    /** What a clear condition says about the alarm: it is gone when the condition to clear holds. */
    private static Event event(Verdict clear) {
        return switch (clear) {
            case TRUE -> Event.FALSE;
            case FALSE -> Event.TRUE;
            case UNKNOWN -> Event.UNKNOWN;
        };
    }

    private static Step clearIfOver(Rule rule, RuleState state, long nowMillis, Reason otherwise) {
        Delay clearing = state.clearing();
        if (clearing == null || end(clearing, rule.clearHold(state.level())) > nowMillis) {
            return new Step(state, otherwise);
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (rule.levels().get(Math.max(0, state.level())).latching()) {
            traits.add(Trait.LATCHING);
        }
        if (rule.needsAck()) {
            traits.add(Trait.NEEDS_ACK);
        }
        Move move = AlertMachine.next(phase(state), Event.OFF_DELAY_OVER, traits);
        return move.to() == Phase.NORMAL
                ? new Step(close(state), move.reason())
                : new Step(state.with(move.to().state(), state.level()), move.reason());
    }

    /** Keeps the step, so that the closing transition has its number, and whatever is pending for the next episode. */
    private static RuleState close(RuleState state) {
        return state.ended();
    }

    /** An alert whose own level does not hold, while a lower one does, falls to that after the rule's step-down delay. */
    private static Step lower(Rule rule, Step step, Observation seen, long nowMillis) {
        RuleState state = step.state();
        int own = state.level();
        if (rule.traits().stepDownMillis() == 0 || own <= 0) {
            return step;
        }
        RuleState.Lowering was = state.lowering();
        int to = lowerLevel(rule, seen, own);
        RuleState.Lowering is =
                switch (seen.levels().get(own)) {
                    case TRUE -> null;
                    case UNKNOWN -> was == null ? null : was.hold(nowMillis);
                    case FALSE ->
                        to < 0
                                ? null
                                : was == null
                                        ? new RuleState.Lowering(Delay.start(seen), to)
                                        : was.again(seen.reading(), nowMillis, to);
                };
        return lowerIfOver(rule, new Step(state.lowering(is), step.reason()), nowMillis);
    }

    private static int lowerLevel(Rule rule, Observation seen, int own) {
        for (int i = own - 1; i >= 0; i--) {
            boolean lower =
                    rule.levels().get(i).severity() != rule.levels().get(own).severity();
            if (lower && seen.levels().get(i) == Verdict.TRUE) {
                return i;
            }
        }
        return -1;
    }

    private static Step lowerIfOver(Rule rule, Step step, long nowMillis) {
        RuleState state = step.state();
        RuleState.Lowering lowering = state.lowering();
        if (lowering == null || end(lowering.delay(), stepDown(rule)) > nowMillis) {
            return step;
        }
        Move move = AlertMachine.next(phase(state), Event.LOWER_SEVERITY, Set.of(Trait.STEPS_DOWN));
        return new Step(state.with(move.to().state(), lowering.level()), move.reason());
    }

    private static Rule.Hold stepDown(Rule rule) {
        return new Rule.Hold(rule.traits().stepDownMillis(), 0, null);
    }

    /** When the on-delay of a level ends, as far as is known now; within the schedule, if the rule has one. */
    private static long raisedMillis(Rule rule, int level, @Nullable Delay delay) {
        Rule.Hold hold = rule.levels().get(level).hold();
        Schedule schedule = rule.schedule();
        long end = end(delay, hold);
        return delay == null || end == Long.MAX_VALUE || schedule == null
                ? end
                : schedule.end(delay.sinceMillis(), hold.readings() > 0 ? 0 : hold.millis());
    }

    private static long end(@Nullable Delay delay, Rule.Hold hold) {
        if (delay == null || delay.held()) {
            return Long.MAX_VALUE;
        }
        if (hold.readings() > 0) {
            return delay.seen() >= hold.readings() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return delay.sinceMillis() + hold.millis();
    }

    /** Nothing is raised and nothing can clear; a latched alarm may still turn into a last known one, and back. */
    private static Step quiet(RuleState before, RuleState state, Observation seen) {
        boolean known = seen.clear() != Verdict.UNKNOWN;
        RuleState after = state.known(known);
        if (state.state().isLatched() && known == state.lastKnown()) {
            Reason unknown =
                    AlertMachine.next(phase(state), Event.UNKNOWN, Set.of()).reason();
            return new Step(after.noted(), known ? Reason.KNOWN_AGAIN : unknown);
        }
        return new Step(after, quietReason(before, state, seen));
    }

    private static Reason quietReason(RuleState before, RuleState after, Observation seen) {
        if (!before.isPending()) {
            return after.isPending() ? Reason.ONSET : Reason.NONE;
        }
        if (!after.isPending()) {
            return Reason.NOT_SUSTAINED;
        }
        return seen.levels().contains(Verdict.TRUE) ? Reason.REPEATED : Reason.HELD;
    }
}
