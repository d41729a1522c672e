package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How far in time everything that gateways received is in the log. Any thread; for the log's readers see
 * {@link io.geshao.core.port.ReadingLog#completeUntilMillis}.
 *
 * <p>While a batch waits, nothing younger than its oldest reading is certain. A gateway has one batch per lane under way:
 * what it received while that one waited comes with the next. So after a batch whose newest reading is old by the time
 * it is committed, the lane holds the horizon at that reading until its next batch is here or a short quiet shows that
 * there is none. A batch that is turned away holds it too, until it can have been delivered again.
 *
 * <p>A gateway that was cut off for an hour, or whose clock is wrong, must not stop the clock for everybody. So a batch
 * that is already very old when it arrives counts from its arrival, unless it follows a held batch of its lane: then it
 * is the rest of a backlog that the centre itself has made.
 */
final class Horizon {
    /** The newest reading of a batch is older than this at the commit: there may be more where it came from. */
    private static final long SLOW_MILLIS = 1_000;
    /** Within this time a gateway sends what it has; generous, since it matters on machines that are overloaded. */
    private static final long QUIET_MILLIS = 2_000;
    /** Longer than a gateway waits before it delivers again. */
    private static final long RETRY_MILLIS = 6_000;
    /** Older than this at its arrival: not the centre's delay. */
    private static final long OLD_MILLIS = 300_000;

    private record Source(String gateway, Lane lane) {}

    private record Hold(long floorMillis, long untilMillis) {}

    /** A batch on its way; known by identity, since the same batch may come twice. */
    record Waiting(Batch batch, long floorMillis, boolean trusted) {}

    private final Set<Waiting> waiting = Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by this
    private final Map<Source, Hold> holds = new HashMap<>(); // guarded by this; one per gateway and lane at most

    /** A batch has come in. */
    synchronized Waiting arrived(Batch batch, long nowMillis) {
        Hold hold = holds.remove(source(batch));
        long oldest = batch.createdMillis();
        for (Reading reading : batch.readings()) {
            oldest = Math.min(oldest, reading.receivedMillis());
        }
        boolean trusted = nowMillis - oldest <= OLD_MILLIS || (hold != null && nowMillis < hold.untilMillis());
        Waiting arrived = new Waiting(batch, trusted ? oldest : nowMillis, trusted);
        waiting.add(arrived);
        return arrived;
    }

    /** It was turned away and will come again. */
    synchronized void refused(Waiting refused, long nowMillis) {
        waiting.remove(refused);
        if (refused.trusted()) {
            holds.put(source(refused.batch()), new Hold(refused.floorMillis(), nowMillis + RETRY_MILLIS));
        }
    }

    /** It is committed; call it before the gateway hears of it, since its next batch may come at once. */
    synchronized void committed(Waiting done, long nowMillis) {
        if (!done.trusted() || done.batch().readings().isEmpty()) {
            return;
        }
        long newest = Long.MIN_VALUE;
        for (Reading reading : done.batch().readings()) {
            newest = Math.max(newest, reading.receivedMillis());
        }
        if (nowMillis - newest > SLOW_MILLIS) {
            holds.put(source(done.batch()), new Hold(newest, nowMillis + QUIET_MILLIS));
        }
    }

    /** Listeners have heard of it, or it will never be stored. */
    synchronized void settled(Waiting done) {
        waiting.remove(done);
    }

    synchronized long completeUntilMillis(long nowMillis) {
        long until = nowMillis;
        for (Waiting batch : waiting) {
            until = Math.min(until, batch.floorMillis());
        }
        holds.values().removeIf(hold -> nowMillis >= hold.untilMillis());
        for (Hold hold : holds.values()) {
            until = Math.min(until, hold.floorMillis());
        }
        return until;
    }

    private static Source source(Batch batch) {
        return new Source(batch.gateway(), batch.lane());
    }
}
