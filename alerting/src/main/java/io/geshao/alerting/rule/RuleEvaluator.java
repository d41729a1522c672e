package io.geshao.alerting.rule;

import io.geshao.alerting.rule.RuleState.Delay;
import io.geshao.alerting.rule.Step.Reason;
import io.geshao.core.AlertView.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
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
        RuleState state = advance(rule, before, seen, nowMillis);
        Step raised = raise(rule, state, nowMillis);
        if (raised != null) {
            return raised;
        }
        if (!state.state().isActive()) {
            return new Step(state.known(seen.clear() != Verdict.UNKNOWN), quietReason(before, state, seen));
        }
        return judgeClear(rule, state, seen, nowMillis);
    }

    /** What the passing of time alone changes: call it when {@link #dueMillis} has come. */
    public static Step due(Rule rule, RuleState state, long nowMillis) {
        Step raised = raise(rule, state, nowMillis);
        return raised != null ? raised : clearIfOver(rule, state, nowMillis, Reason.NONE);
    }

    /** When the next delay ends, or {@link Long#MAX_VALUE} if none runs on the clock. */
    public static long dueMillis(Rule rule, RuleState state) {
        long due = Long.MAX_VALUE;
        for (int i = 0; i < state.pending().size(); i++) {
            due = Math.min(due, end(state.pending().get(i), rule.levels().get(i).hold()));
        }
        return Math.min(due, end(state.clearing(), clearHold(rule)));
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

    /** Somebody says: I have seen it. */
    public static Step acknowledge(RuleState state, long nowMillis) {
        return switch (state.state()) {
            case ACTIVE_UNACK -> new Step(state.acked(State.ACTIVE_ACK, nowMillis), Reason.ACKED);
            case LATCHED_UNACK -> new Step(state.acked(State.LATCHED_ACK, nowMillis), Reason.ACKED);
            case RTN_UNACK -> new Step(close(state), Reason.ACKED_AFTER_CLEAR);
            case ACTIVE_ACK, LATCHED_ACK -> new Step(state, Reason.ALREADY_ACKED);
            case NORMAL -> new Step(state, Reason.NOT_OPEN);
        };
    }

    /** Somebody resets a latched alert; the caller keeps the cause. */
    public static Step reset(RuleState state) {
        return switch (state.state()) {
            case LATCHED_ACK -> new Step(close(state), Reason.RESET);
            case LATCHED_UNACK -> new Step(state, Reason.ACK_FIRST);
            case ACTIVE_UNACK, ACTIVE_ACK -> new Step(state, Reason.STILL_ACTIVE);
            case RTN_UNACK -> new Step(state, Reason.NOT_LATCHED);
            case NORMAL -> new Step(state, Reason.NOT_OPEN);
        };
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

    private static @Nullable Step raise(Rule rule, RuleState state, long nowMillis) {
        for (int i = rule.levels().size() - 1; i >= 0; i--) {
            Delay delay = state.pending().get(i);
            if (delay == null || !delay.isOver(rule.levels().get(i).hold(), nowMillis)) {
                continue;
            }
            List<@Nullable Delay> rest = new ArrayList<>(state.pending());
            for (int below = 0; below <= i; below++) {
                rest.set(below, null);
            }
            return raised(rule, state.pending(Collections.unmodifiableList(rest)), i, delay, nowMillis);
        }
        return null;
    }

    private static Step raised(Rule rule, RuleState state, int level, Delay delay, long nowMillis) {
        return switch (state.state()) {
            case NORMAL ->
                new Step(
                        new RuleState(
                                State.ACTIVE_UNACK,
                                level,
                                delay.onsetMillis(),
                                delay.notBeforeMillis(),
                                1,
                                0,
                                state.pending(),
                                null,
                                false),
                        Reason.RAISED);
            case RTN_UNACK, LATCHED_UNACK ->
                new Step(state.with(State.ACTIVE_UNACK, Math.max(level, state.level())), Reason.RE_ALARM);
            case LATCHED_ACK -> {
                boolean kept = nowMillis < state.ackedMillis() + ACK_KEPT_MILLIS;
                yield new Step(
                        state.with(kept ? State.ACTIVE_ACK : State.ACTIVE_UNACK, Math.max(level, state.level())),
                        Reason.RE_ALARM);
            }
            case ACTIVE_UNACK, ACTIVE_ACK -> {
                boolean graver = rule.levels().get(level).severity()
                        != rule.levels().get(state.level()).severity();
                yield graver
                        ? new Step(state.with(State.ACTIVE_UNACK, level), Reason.SEVERITY_UP)
                        : new Step(state.sameSeverity(level), Reason.UPDATED);
            }
        };
    }

    private static Step judgeClear(Rule rule, RuleState state, Observation seen, long nowMillis) {
        Delay was = state.clearing();
        return switch (seen.clear()) {
            case UNKNOWN -> new Step(state.clearing(null).known(false), Reason.LAST_KNOWN_ALARM);
            case FALSE ->
                new Step(state.clearing(null).known(true), was == null ? Reason.UPDATED : Reason.CLEAR_CANCELLED);
            case TRUE -> {
                Delay is = was == null ? Delay.start(seen) : was.again(seen.reading(), nowMillis);
                yield clearIfOver(rule, state.clearing(is).known(true), nowMillis, Reason.CLEARING);
            }
        };
    }

    private static Step clearIfOver(Rule rule, RuleState state, long nowMillis, Reason otherwise) {
        Delay clearing = state.clearing();
        if (clearing == null || !clearing.isOver(clearHold(rule), nowMillis)) {
            return new Step(state, otherwise);
        }
        boolean acked = state.state().isAcked();
        if (rule.latching()) {
            return new Step(state.with(acked ? State.LATCHED_ACK : State.LATCHED_UNACK, state.level()), Reason.LATCHED);
        }
        return acked || !rule.needsAck()
                ? new Step(close(state), Reason.CLEARED)
                : new Step(state.with(State.RTN_UNACK, state.level()), Reason.CLEARED);
    }

    /** Keeps the step, so that the closing transition has its number, and whatever is pending for the next episode. */
    private static RuleState close(RuleState state) {
        return state.ended();
    }

    private static Rule.Hold clearHold(Rule rule) {
        return rule.clear() == null ? Rule.Hold.NONE : rule.clear().hold();
    }

    private static long end(@Nullable Delay delay, Rule.Hold hold) {
        return delay == null || delay.held() || hold.readings() > 0
                ? Long.MAX_VALUE
                : delay.sinceMillis() + hold.millis();
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
