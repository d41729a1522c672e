package io.geshao.gateway.uplink;

import io.geshao.core.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is under way in one lane, and how long it pauses after a failure. Owner: the uplink's thread. */
final class LaneProgress {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_DOUBLINGS = 10;
    /** A sink answers sooner than this by its own contract; one that never does must not hold a lane for ever. */
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Map<Long, Attempt> underWay = new HashMap<>(); // by first number; bounded by the lane's window
    private @Nullable Batch probe;
    private long attempts;
    private int failures;
    private long probeFirst = -1;
    private int probeFailures;
    private long notBeforeNanos;
    private boolean nextMayTry;
    private long oldestNanos;

    private record Attempt(Batch batch, long number, long sinceNanos) {}

    /** Notes a batch as under way; answers the number of the attempt. */
    long sent(Batch batch, long nowNanos) {
        oldestNanos = underWay.isEmpty() ? nowNanos : oldestNanos;
        attempts++;
        underWay.put(batch.first(), new Attempt(batch, attempts, nowNanos));
        nextMayTry = false;
        return attempts;
    }

    /** Whether this is the answer that was waited for; the batch is not under way any more. */
    boolean answered(Batch batch, long attempt) {
        Attempt known = underWay.get(batch.first());
        if (known == null || known.number() != attempt) {
            return false;
        }
        underWay.remove(batch.first());
        Batch tried = probe;
        if (tried != null && tried.first() == batch.first()) {
            probe = null;
        }
        return true;
    }

    /** Takes off what has waited too long for an answer. */
    List<Batch> overdue(long nowNanos) {
        if (underWay.isEmpty() || nowNanos - oldestNanos <= GIVE_UP_NANOS) {
            return List.of();
        }
        List<Batch> overdue = new ArrayList<>();
        oldestNanos = nowNanos;
        for (Attempt attempt : underWay.values()) {
            if (nowNanos - attempt.sinceNanos() > GIVE_UP_NANOS) {
                overdue.add(attempt.batch());
            } else if (attempt.sinceNanos() - oldestNanos < 0) {
                oldestNanos = attempt.sinceNanos();
            }
        }
        overdue.forEach(batch -> answered(batch, attemptOf(batch)));
        return overdue;
    }

    private long attemptOf(Batch batch) {
        Attempt attempt = underWay.get(batch.first());
        return attempt == null ? -1 : attempt.number();
    }

    boolean isIdle() {
        return underWay.isEmpty() && probe == null;
    }

    boolean isFailing() {
        return failures > 0;
    }

    /** Whether a lane that fails may be tried now: no try is under way, and its pause, or the lane before it, allows it. */
    boolean mayTry(long nowNanos, boolean behindAnother) {
        Batch failed = probe;
        boolean isTrying = failed == null ? !underWay.isEmpty() : underWay.containsKey(failed.first());
        return !isTrying && (behindAnother || nowNanos - notBeforeNanos >= 0);
    }

    /** Whether this lane has just failed, so that the one behind it may try once. */
    boolean letsTheNextTry() {
        return nextMayTry;
    }

    /** Another lane has tried behind this one. */
    void nextHasTried() {
        nextMayTry = false;
    }

    /** The batch that failed, once its pause is over, or null. */
    @Nullable
    Batch dueProbe(long nowNanos) {
        Batch failed = probe;
        boolean isDue = failed != null && !underWay.containsKey(failed.first()) && nowNanos - notBeforeNanos >= 0;
        return isDue ? failed : null;
    }

    /** The batch to try with, or null for any. */
    @Nullable
    Batch probe() {
        return probe;
    }

    /** Keeps a batch that failed as the one to try with; false if there is one. */
    boolean keepAsProbe(Batch batch) {
        if (probe != null) {
            return false;
        }
        probeFailures = probeFirst == batch.first() ? probeFailures + 1 : 1;
        probeFirst = batch.first();
        probe = batch;
        return true;
    }

    void failed(long nowNanos, SplittableRandom jitter) {
        failures++;
        nextMayTry = true;
        int doublings = Math.min(Math.max(failures, probeFailures) - 1, MOST_DOUBLINGS);
        long pause = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << doublings);
        notBeforeNanos = nowNanos + jitter.nextLong(pause / 2, pause + 1);
    }

    /** The centre answers another lane: the pause ends soon, though never at once, as the batch itself may be what fails. */
    void hurry(long nowNanos) {
        if (notBeforeNanos - nowNanos > FIRST_PAUSE_NANOS) {
            notBeforeNanos = nowNanos + FIRST_PAUSE_NANOS;
        }
    }

    void succeeded() {
        failures = 0;
        nextMayTry = false;
    }
}
